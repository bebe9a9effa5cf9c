package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"belay/checker/policy"
	"belay/checker/policy/regotest"
)

// TestRun is a run of the tests of a pack as it is shown. The JSON report of a run has these fields.
type TestRun struct {
	Passed    bool     `json:"pass"`                // every test passed, and the threshold is reached
	Threshold *float64 `json:"threshold,omitempty"` // percent of the lines that tests have to reach; nil: none was set
	// Unloadable: the tests ran, and the rules are still refused by every command that judges by them.
	Unloadable bool `json:"does_not_load,omitempty"`
	*regotest.Report
}

// NewTestRun joins a report with the threshold for its coverage, nil for none.
func NewTestRun(r *regotest.Report, threshold *float64) TestRun {
	run := TestRun{Threshold: threshold, Report: r}
	run.Passed = r.OK() && run.reached()
	return run
}

// reached reports whether the tests reach as many lines as is asked for.
func (r TestRun) reached() bool {
	return r.Threshold == nil || r.Coverage != nil && r.Coverage.Percent >= *r.Threshold
}

// Tests writes a run for people: what failed and why, all the rest as counts; with verbose each test has a line. The
// error is the writer's.
func Tests(w io.Writer, r TestRun, verbose bool, o Style) error {
	p := newPage(w, o)
	for _, t := range r.Tests {
		bad := t.Outcome == regotest.Fail || t.Outcome == regotest.Error
		if bad || verbose || t.Bench != nil {
			p.test(t, bad, verbose)
		}
	}
	p.testCoverage(r)
	for _, name := range r.Untested {
		p.field(0, testLabel, yellow.say("note"), say(value(name)+" has no test file beside it"))
	}
	for _, name := range r.Testless {
		p.field(0, testLabel, yellow.say("note"), say(value(name)+" holds no rule named test_..."))
	}
	p.testCounts(r)
	if r.Unloadable {
		p.field(0, testLabel, yellow.say("note"), say("does not load: belay policy lint says why"))
	}
	return p.flush()
}

const testLabel = 5 // the width of the widest outcome

var testInks = map[string]ink{regotest.Pass: green, regotest.Fail: red, regotest.Error: red, regotest.Skip: yellow, regotest.NotRun: yellow}

func (p *page) test(t regotest.Result, bad, verbose bool) {
	name := []span{}
	if t.Commitment != "" {
		name = append(name, bold.say(value(t.Commitment)), say(" "))
	}
	name = append(name, say(value(t.FullName())))
	if t.Bench != nil {
		name = append(name, dim.say(fmt.Sprintf(" %s a run, of %s", brief(t.Bench.PerRun), policy.Count(t.Bench.Runs, "run", "runs"))))
	} else if verbose && t.Outcome != regotest.Skip {
		name = append(name, dim.say(" "+brief(t.Took)))
	}
	label := t.Outcome
	if t.Outcome == regotest.NotRun {
		label = "unrun"
	}
	if bad {
		label = strings.ToUpper(label)
	}
	p.field(0, testLabel, testInks[t.Outcome].say(label), name...)
	const indent = testLabel + gap
	if bad {
		p.text(indent, dim.say(value(fmt.Sprintf("%s:%d", t.File, t.Line))))
		p.difference(indent, t)
	}
	if t.Error != "" {
		p.text(indent, red.say(t.Error))
	}
	if bad || verbose {
		for line := range strings.Lines(t.Output) {
			p.field(indent, len("prints"), dim.say("prints"), say(strings.TrimSuffix(line, "\n")))
		}
	}
}

// difference shows the expression at which a test fails: of two objects the places in which they differ, else all sides.
func (p *page) difference(indent int, t regotest.Result) {
	d := t.Differs
	if d == nil {
		return
	}
	p.text(indent, say(d.Expression))
	const width = 4
	for _, at := range d.Places {
		p.text(indent+2, say("differs at "), bold.say(value(at.Path)))
		p.field(indent+4, width, dim.say("got"), say(at.Got))
		p.field(indent+4, width, dim.say("want"), say(at.Want))
	}
	if len(d.Places) == 0 {
		for _, s := range d.Sides {
			p.text(indent+2, bold.say(s.Text), dim.say(" is "), say(s.Value))
		}
	}
}

func (p *page) testCoverage(r TestRun) {
	c := r.Coverage
	if c == nil {
		return
	}
	for _, g := range c.Gaps {
		where := fmt.Sprintf("%s:%d", g.File, g.Line)
		if g.Until > g.Line {
			where = fmt.Sprintf("%s-%d", where, g.Until)
		}
		name := []span{}
		if g.Commitment != "" {
			name = append(name, bold.say(value(g.Commitment)), say(" "))
		}
		p.field(0, testLabel, yellow.say("gap"), append(name, say(value(where)))...)
		p.text(testLabel+gap, say(g.Text))
		why := "no test reaches this"
		if g.Why != "" {
			why += ": " + g.Why
		}
		p.text(testLabel+gap, dim.say(why))
	}
	p.field(0, testLabel, say("lines"), say(fmt.Sprintf("%s reached, %d of %d", percentOf(c.Percent), c.Lines-c.Missed, c.Lines)))
}

func (p *page) testCounts(r TestRun) {
	total := r.Report.Passed + r.Failed + r.Errors + r.Skipped + r.NotRun
	parts := []string{fmt.Sprintf("%d pass", r.Report.Passed)}
	for _, c := range []struct {
		n    int
		word string
	}{{r.Failed, "fail"}, {r.Errors, "in error"}, {r.Skipped, "skipped"}, {r.NotRun, "not run"}} {
		if c.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", c.n, c.word))
		}
	}
	p.field(0, testLabel, passOrFail(r.Passed), say(policy.Count(total, "test", "tests")+": "+strings.Join(parts, ", ")))
	if r.Report.Passed+r.Failed+r.Errors+r.NotRun == 0 {
		p.text(testLabel+gap, say("nothing was tested, and that is not a pass"))
	}
	if r.NotRun > 0 {
		p.text(testLabel+gap, say("the time for all tests was over, and what is not run is no pass"))
	}
	if !r.reached() {
		p.text(testLabel+gap, say(fmt.Sprintf("less than the %s of the lines that are asked for is reached", percentOf(*r.Threshold))))
	}
}

// percentOf never rounds up to a whole: 99.99 % of the lines are not all.
func percentOf(f float64) string {
	s := fmt.Sprintf("%.1f", float64(int(f*10))/10)
	return strings.TrimSuffix(s, ".0") + " %"
}

// brief writes a short time with three digits.
func brief(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return fmt.Sprintf("%dus", d.Microseconds())
	case d < time.Second:
		return fmt.Sprintf("%.3gms", float64(d)/float64(time.Millisecond))
	}
	return fmt.Sprintf("%.3gs", d.Seconds())
}
