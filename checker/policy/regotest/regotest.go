// Package regotest runs the tests that stand beside a pack's rules, files that end in _test.rego, and says which of the
// rules no test reaches.
//
// A test is a rule test_x that is true, or a table, test_x[note], that is true of each of its cases. Start with [Run].
// Each case of a table has a result of its own, and one that fails says what differed: the runner asks the failing
// expression's two sides again. [Cases] hands out the cases that commitments are tested with, for tools that try what
// else can be done to them.
//
// Everything is compiled once. Tests may call more than rules may, but nothing that reaches out, and are still a
// stranger's program: time is limited here, memory is not.
package regotest

import (
	"fmt"
	"strings"
	"time"
)

// Options say what to run. The zero value is every test, for as long as it takes by default.
type Options struct {
	Run      string        // only the tests whose commitment, name or case this regular expression finds; "" is all
	Timeout  time.Duration // of one test, or of one case; 0 is DefaultTimeout
	Total    time.Duration // of all tests; 0 is for as long as it takes. What could not be run is NotRun
	Coverage bool          // also find what no test reaches, which takes several times as long
	Bench    bool          // also measure each test
}

// DefaultTimeout is how long one test, or one case of a test, may take.
const DefaultTimeout = 5 * time.Second

// The outcomes of a test. What could not be run, or took too long, is an error.
const (
	Pass  = "pass"
	Fail  = "fail"
	Error = "error"
	Skip  = "skip" // its name begins with todo_
	// NotRun is what the time for all tests did not suffice for.
	NotRun = "not_run"
)

// Result is one test, or one case of a table.
type Result struct {
	File       string        `json:"file"`
	Line       int           `json:"line"`
	Commitment string        `json:"commitment,omitempty"` // the id of the one that is tested, where it is known
	Package    string        `json:"package"`              // without "data."
	Name       string        `json:"name"`
	Case       string        `json:"case,omitempty"`
	Outcome    string        `json:"outcome"`
	Error      string        `json:"error,omitempty"`   // why it could not be run
	Output     string        `json:"output,omitempty"`  // what it printed
	Differs    *Difference   `json:"differs,omitempty"` // of one that fails, where it can be known
	Took       time.Duration `json:"nanoseconds"`
	Bench      *Bench        `json:"bench,omitempty"`
}

// FullName is the test's and the case's: "test_x" or "test_x/a note".
func (r Result) FullName() string {
	if r.Case == "" {
		return r.Name
	}
	return r.Name + "/" + r.Case
}

// String returns "file:line: package.name: outcome" with what is known of the reason.
func (r Result) String() string {
	s := fmt.Sprintf("%s:%d: %s.%s: %s", r.File, r.Line, r.Package, r.FullName(), r.Outcome)
	for _, more := range []string{r.Error, r.Differs.String(), strings.TrimSpace(r.Output)} {
		if more != "" {
			s += ": " + more
		}
	}
	return s
}

// Bench is how long one run of a test takes, with all of its cases.
type Bench struct {
	Runs   int           `json:"runs"`
	PerRun time.Duration `json:"nanoseconds_per_run"`
}

// Report is what running tests has shown. It is sorted by place.
type Report struct {
	Tests    []Result  `json:"tests"`
	Passed   int       `json:"passed"`
	Failed   int       `json:"failed"`
	Errors   int       `json:"errors"`
	Skipped  int       `json:"skipped"`
	NotRun   int       `json:"not_run"`
	Untested []string  `json:"untested"`           // files with rules that have no test file beside them
	Testless []string  `json:"testless"`           // test files that hold no test
	Coverage *Coverage `json:"coverage,omitempty"` // nil where it was not asked for
}

// OK reports whether at least one test passed and none failed.
func (r *Report) OK() bool { return r.Passed > 0 && r.Failed+r.Errors+r.NotRun == 0 }

// A NoTestError says that nothing was run, which is not a pass.
type NoTestError struct{ Run string }

func (e *NoTestError) Error() string {
	if e.Run != "" {
		return fmt.Sprintf("no test is found by %q", e.Run)
	}
	return "no test found"
}
