package report_test

import (
	"bytes"
	"encoding/xml"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"belay/checker/policy/regotest"
	"belay/checker/report"
)

func testRun() *regotest.Report {
	const file, pkg = "draft/rollout/friday_test.rego", "belay.rollout.friday_test"
	return &regotest.Report{
		Tests: []regotest.Result{
			{File: file, Line: 9, Commitment: "SD-08", Package: pkg, Name: "test_friday", Case: "as promised", Outcome: regotest.Pass, Took: 1234567, Output: "seen\n"},
			{File: file, Line: 10, Commitment: "SD-08", Package: pkg, Name: "test_friday", Case: "on a friday", Outcome: regotest.Fail, Took: 250 * time.Microsecond, Output: "looking at\n  it\n",
				Differs: &regotest.Difference{Line: 14, Expression: "verdict == object.union(passes, case.want)",
					Sides:  []regotest.Side{{Text: "verdict", Value: `{"deny": set()}`}, {Text: "object.union(passes, case.want)", Value: `{"deny": {1}}`}},
					Places: []regotest.Place{{Path: "deny", Got: "set()", Want: `{{"at": ["rollout", "starts"]}}`}}}},
			{File: file, Line: 20, Commitment: "SD-08", Package: pkg, Name: "test_slow", Outcome: regotest.Error, Took: 5 * time.Second, Error: "took longer than 5s"},
			{File: "draft/lib/days_test.rego", Line: 3, Package: "days_test", Name: "test_claim", Outcome: regotest.Fail,
				Differs: &regotest.Difference{Line: 4, Expression: "commitment.claim == 3", Sides: []regotest.Side{{Text: "commitment.claim", Value: "undefined"}}}},
			{File: "draft/lib/days_test.rego", Line: 8, Package: "days_test", Name: "todo_test_later", Outcome: regotest.Skip},
		},
		Passed: 1, Failed: 2, Errors: 1, Skipped: 1,
		Untested: []string{"draft/rollout/alone.rego"},
		Coverage: &regotest.Coverage{Percent: 99.96, Lines: 250, Missed: 1, Gaps: []regotest.Gap{
			{File: "draft/rollout/friday.rego", Line: 30, Until: 32, Commitment: "SD-08", Text: "other if {", Why: "the answer is known before"},
			{File: "draft/lib/days.rego", Line: 3, Until: 3, Text: "x := 1"},
		}},
	}
}

func shownTests(t *testing.T, r report.TestRun, verbose bool, o report.Style) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.Tests(&b, r, verbose, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTests(t *testing.T) {
	threshold := 100.0
	want := `FAIL   SD-08 test_friday/on a friday
       draft/rollout/friday_test.rego:10
       verdict == object.union(passes, case.want)
         differs at deny
           got   set()
           want  {{"at": ["rollout", "starts"]}}
       prints  looking at
       prints  it
ERROR  SD-08 test_slow
       draft/rollout/friday_test.rego:20
       took longer than 5s
FAIL   test_claim
       draft/lib/days_test.rego:3
       commitment.claim == 3
         commitment.claim is undefined
gap    SD-08 draft/rollout/friday.rego:30-32
       other if {
       no test reaches this: the answer is known before
gap    draft/lib/days.rego:3
       x := 1
       no test reaches this
lines  99.9 % reached, 249 of 250
note   draft/rollout/alone.rego has no test file beside it
FAIL   5 tests: 1 pass, 2 fail, 1 in error, 1 skipped
       less than the 100 % of the lines that are asked for is reached
`
	if diff := cmp.Diff(want, shownTests(t, report.NewTestRun(testRun(), &threshold), false, report.Style{})); diff != "" {
		t.Error(diff)
	}
	verbose := shownTests(t, report.NewTestRun(testRun(), nil), true, report.Style{})
	for _, want := range []string{"pass   SD-08 test_friday/as promised 1.23ms\n       prints  seen\n", "skip   todo_test_later\n", "test_slow 5s\n", "on a friday 250us\n"} {
		if !strings.Contains(verbose, want) {
			t.Errorf("verbose lacks %q:\n%s", want, verbose)
		}
	}
	few := &regotest.Report{Tests: testRun().Tests[:1], Passed: 1}
	few.Tests[0].Bench = &regotest.Bench{Runs: 2000, PerRun: 1500 * time.Microsecond}
	if got := shownTests(t, report.NewTestRun(few, nil), false, report.Style{}); got != "pass   SD-08 test_friday/as promised 1.5ms a run, of 2000 runs\nPASS   1 test: 1 pass\n" {
		t.Error(got)
	}
	late := &regotest.Report{Tests: []regotest.Result{testRun().Tests[0], {File: "a_test.rego", Package: "a_test", Name: "test_late", Outcome: regotest.NotRun, Error: "the time for all tests was over"}},
		Passed: 1, NotRun: 1, Testless: []string{"draft/b_test.rego"}}
	run := report.NewTestRun(late, nil)
	run.Unloadable = true
	for want, verbose := range map[string]bool{
		`note   draft/b_test.rego holds no rule named test_...
FAIL   2 tests: 1 pass, 1 not run
       the time for all tests was over, and what is not run is no pass
note   does not load: belay policy lint says why
`: false,
		"unrun  test_late": true,
	} {
		if got := shownTests(t, run, verbose, report.Style{}); !strings.Contains(got, want) {
			t.Errorf("lacks %q:\n%s", want, got)
		}
	}
	var xml bytes.Buffer
	if err := report.JUnit(&xml, run); err != nil || !strings.Contains(xml.String(), `errors="1"`) || !strings.Contains(xml.String(), `<error message="not run: the time for all tests was over"></error>`) {
		t.Errorf("%v: %s", err, &xml)
	}
	none := &regotest.Report{Tests: testRun().Tests[4:], Skipped: 1}
	if got := shownTests(t, report.NewTestRun(none, nil), false, report.Style{}); !strings.Contains(got, "FAIL   1 test: 0 pass, 1 skipped\n       nothing was tested") {
		t.Error(got)
	}
}

func TestTestRunPasses(t *testing.T) {
	low, high := 99.9, 99.97
	late := testRun()
	late.Failed, late.Errors, late.NotRun = 0, 0, 1
	good := testRun()
	good.Failed, good.Errors = 0, 0
	for name, c := range map[string]struct {
		run  report.TestRun
		want bool
	}{
		"failing":             {report.NewTestRun(testRun(), &low), false},
		"without a threshold": {report.NewTestRun(good, nil), true},
		"reached":             {report.NewTestRun(good, &low), true},
		"not reached":         {report.NewTestRun(good, &high), false},
		"no coverage":         {report.NewTestRun(&regotest.Report{Passed: 1}, &low), false},
		"not all ran":         {report.NewTestRun(late, nil), false},
		"nothing ran":         {report.NewTestRun(&regotest.Report{Skipped: 1}, nil), false},
	} {
		if c.run.Passed != c.want {
			t.Errorf("%s: %v", name, c.run.Passed)
		}
	}
}

func TestJUnit(t *testing.T) {
	var b bytes.Buffer
	if err := report.JUnit(&b, report.NewTestRun(testRun(), nil)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`<testsuites tests="5" failures="2" errors="1" skipped="1" time="5.001485">`,
		`<testsuite name="draft/rollout/friday_test.rego" tests="3" failures="1" errors="1" skipped="0" time="5.001485">`,
		`<testcase classname="belay.rollout.friday_test" name="test_friday/as promised" file="draft/rollout/friday_test.rego" line="9" time="0.001235">`,
		`<failure message="the test is not true">verdict == object.union(passes, case.want)`,
		`differs at deny`,
		`commitment.claim is undefined`,
		`<error message="took longer than 5s"></error>`,
		`<skipped></skipped>`,
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("lacks %s:\n%s", want, b.String())
		}
	}
}

// Everything in a run is a stranger's text but the outcomes.
func TestHostileTests(t *testing.T) {
	r := testRun()
	poison(reflect.ValueOf(r).Elem(), "")
	for _, o := range []report.Style{{}, {Width: 60}, {Width: 120, Color: true, Unicode: true}} {
		lines(t, "tests", o, shownTests(t, report.NewTestRun(r, nil), true, o))
	}
	var b bytes.Buffer
	if err := report.JUnit(&b, report.NewTestRun(r, nil)); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(b.String(), "\x1b\x00\u202e\u200b\u2028") {
		t.Errorf("%q", b.String())
	}
	for d := xml.NewDecoder(&b); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}
