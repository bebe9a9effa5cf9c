package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"belay/checker/policy/regotest"
	"belay/schemas"
)

// The parts of a JUnit report that every reader knows. Times are seconds, and are always there.
type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Skipped  int          `xml:"skipped,attr"`
	Time     string       `xml:"time,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Time     string      `xml:"time,attr"`
	Cases    []junitCase `xml:"testcase"`

	took time.Duration
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	File    string        `xml:"file,attr"`
	Line    int           `xml:"line,attr"`
	Time    string        `xml:"time,attr"`
	Failure *junitMessage `xml:"failure"`
	Error   *junitMessage `xml:"error"`
	Skipped *junitMessage `xml:"skipped"`
	Output  string        `xml:"system-out,omitempty"`
}

type junitMessage struct {
	Message string `xml:"message,attr,omitempty"`
	Text    string `xml:",chardata"`
}

// JUnit writes a run as a JUnit report, a test suite for each file. The error is the writer's.
func JUnit(w io.Writer, r TestRun) error {
	all := junitSuites{}
	total := time.Duration(0)
	for _, t := range r.Tests {
		n := len(all.Suites)
		if n == 0 || all.Suites[n-1].Name != value(t.File) {
			all.Suites = append(all.Suites, junitSuite{Name: value(t.File)})
			n++
		}
		s := &all.Suites[n-1]
		s.add(t)
		s.took, total = s.took+t.Took, total+t.Took
	}
	for i := range all.Suites {
		s := &all.Suites[i]
		s.Time = inSeconds(s.took)
		all.Tests, all.Failures = all.Tests+s.Tests, all.Failures+s.Failures
		all.Errors, all.Skipped = all.Errors+s.Errors, all.Skipped+s.Skipped
	}
	all.Time = inSeconds(total)
	b, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, b)
	return err
}

func (s *junitSuite) add(t regotest.Result) {
	c := junitCase{Class: value(t.Package), Name: value(t.FullName()), File: value(t.File), Line: t.Line, Time: inSeconds(t.Took), Output: printed(t.Output)}
	s.Tests++
	switch t.Outcome {
	case regotest.Fail:
		s.Failures++
		c.Failure = &junitMessage{"the test is not true", differs(t.Differs)}
	case regotest.Error:
		s.Errors++
		c.Error = &junitMessage{schemas.Clean(t.Error), ""}
	case regotest.NotRun: // as an error: readers take what is skipped for good
		s.Errors++
		c.Error = &junitMessage{"not run: " + schemas.Clean(t.Error), ""}
	case regotest.Skip:
		s.Skipped++
		c.Skipped = &junitMessage{}
	}
	s.Cases = append(s.Cases, c)
}

// differs says what a test fails at, a line for each place or side.
func differs(d *regotest.Difference) string {
	if d == nil {
		return ""
	}
	out := defuse(d.Expression) + "\n"
	for _, at := range d.Places {
		out += fmt.Sprintf("differs at %s\n  got   %s\n  want  %s\n", defuse(at.Path), defuse(at.Got), defuse(at.Want))
	}
	for _, s := range d.Sides {
		if len(d.Places) == 0 {
			out += fmt.Sprintf("%s is %s\n", defuse(s.Text), defuse(s.Value))
		}
	}
	return out
}

// printed cleans a text line by line.
func printed(text string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		out.WriteString(defuse(strings.TrimSuffix(line, "\n")) + "\n")
	}
	return out.String()
}

func inSeconds(d time.Duration) string { return fmt.Sprintf("%.6f", d.Seconds()) }
