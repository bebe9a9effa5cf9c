package regotest

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"belay/checker/policy"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// maxDiagnosed is for how many failing tests it is found out what differed.
const maxDiagnosed = 50

// Run runs the tests of the last of layers; what is below is there for its rules to use. The error is for files that do
// not parse or compile, as schemas.Errors, and for a run in which there is no test, as a NoTestError.
func Run(ctx context.Context, o Options, layers ...policy.Layer) (*Report, error) {
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	wanted, err := regexp.Compile(o.Run)
	if err != nil {
		return nil, fmt.Errorf("reading what to run: %w", err)
	}
	s, err := load(layers)
	if err != nil {
		return nil, err
	}
	s.tests = slices.DeleteFunc(s.tests, func(t test) bool { return len(t.key) == 0 && !chosen(wanted, t.Result) })
	slices.SortFunc(s.tests, func(a, b test) int { return inOrder(a.Result, b.Result) })
	var reached *reach
	if o.Coverage {
		reached = newReach()
	}
	within := ctx
	if o.Total > 0 {
		var cancel context.CancelFunc
		within, cancel = context.WithTimeout(ctx, o.Total)
		defer cancel()
	}
	results := s.run(within, o, reached)
	r := &Report{Tests: []Result{}, Untested: s.untested(len(layers) - 1), Testless: s.testless(len(layers) - 1)}
	for i, list := range results {
		for _, one := range list {
			if !chosen(wanted, one.Result) {
				continue
			}
			if one.Outcome == Fail && r.Failed < maxDiagnosed {
				one.Differs = s.differs(within, o, s.tests[i], one.key)
			}
			one.Line = s.tests[i].rowOf(one.key)
			r.add(one.Result)
		}
	}
	if len(r.Tests) == 0 {
		return nil, &NoTestError{o.Run}
	}
	if reached != nil {
		r.Coverage = s.coverage(reached, len(layers)-1)
	}
	return r, ctx.Err()
}

func inOrder(a, b Result) int {
	return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Name, b.Name))
}

// chosen reports whether a result is of what was asked for: by OPA's name of the test, with or without the case behind
// it, or by the id of the commitment.
func chosen(wanted *regexp.Regexp, r Result) bool {
	name := "data." + r.Package + "." + r.Name
	return wanted.MatchString(name) || (r.Case != "" && wanted.MatchString(name+"/"+r.Case)) || (r.Commitment != "" && wanted.MatchString(r.Commitment))
}

func (r *Report) add(one Result) {
	r.Tests = append(r.Tests, one)
	switch one.Outcome {
	case Pass:
		r.Passed++
	case Fail:
		r.Failed++
	case Skip:
		r.Skipped++
	case NotRun:
		r.NotRun++
	default:
		r.Errors++
	}
}

// untested are the files of a layer with rules that have no test file beside them. Helpers are tested by what uses them.
func (s *suite) untested(layer int) []string {
	out := []string{}
	for _, m := range s.modules {
		beside := strings.TrimSuffix(m.Name, ".rego") + "_test.rego"
		if !m.Test && m.Layer == layer && !helps(m) && !slices.ContainsFunc(s.modules, func(t policy.Module) bool { return t.Name == beside }) {
			out = append(out, m.Name)
		}
	}
	return out
}

// testless are the test files of a layer that hold no test: what stands beside such a one looks tested, and is not. One
// that others take something from, as a release to start from, is none of them.
func (s *suite) testless(layer int) []string {
	out := []string{}
	for _, m := range s.modules {
		isTest := func(r *ast.Rule) bool { path, _ := testRef(r); return path != nil }
		if m.Test && m.Layer == layer && !helps(m) && !slices.ContainsFunc(m.Parsed.Rules, isTest) && !s.serves(m) {
			out = append(out, m.Name)
		}
	}
	return out
}

// serves tells whether a test file has no rules beside it, and another test speaks of its package.
func (s *suite) serves(m policy.Module) bool {
	if _, beside := s.ids[m.Name]; beside {
		return false
	}
	return slices.ContainsFunc(s.modules, func(other policy.Module) (found bool) {
		if !other.Test || other.Name == m.Name {
			return false
		}
		ast.WalkRefs(other.Parsed, func(r ast.Ref) bool {
			found = found || r.HasPrefix(m.Parsed.Package.Path) && !r.Equal(other.Parsed.Package.Path)
			return found
		})
		return found
	})
}

// helps tells whether a file is in a folder or a package of helpers, as those of Belay's own are.
func helps(m policy.Module) bool {
	name := m.Parsed.Package.Path.String() + "."
	return strings.HasPrefix(name, "data.belay.lib.") || slices.Contains(strings.Split(path.Dir(m.Name), "/"), "lib")
}

// outcome is a result with the name of its case as Rego has it.
type outcome struct {
	Result
	key []*ast.Term
}

// run runs all tests side by side; each has a list of outcomes.
func (s *suite) run(ctx context.Context, o Options, reached *reach) [][]outcome {
	results := make([][]outcome, len(s.tests))
	workers := runtime.GOMAXPROCS(0)
	if o.Bench {
		workers = 1 // what runs beside a measurement is in it
	}
	var group sync.WaitGroup
	next := atomic.Int64{}
	for range min(workers, len(s.tests)) {
		group.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(s.tests)); i = next.Add(1) - 1 {
				results[i] = s.runTest(ctx, o, s.tests[i], reached)
				if o.Bench {
					s.measure(ctx, o, s.tests[i], results[i])
				}
			}
		})
	}
	group.Wait()
	return results
}

// runTest runs one test, or all cases of a table.
func (s *suite) runTest(ctx context.Context, o Options, t test, reached *reach) []outcome {
	whole := outcome{Result: t.Result}
	switch {
	case strings.HasPrefix(nameOf(t.path), skipPrefix):
		whole.Outcome = Skip
		return []outcome{whole}
	case ctx.Err() != nil:
		whole.Outcome, whole.Error = NotRun, timeIsOver
		return []outcome{whole}
	}
	l := &listener{began: time.Now(), whole: whole}
	began := l.began
	e := evaluation{timeout: o.Timeout, heard: l.heard, printed: l.printed}
	value, err := s.ask(ctx, t.path, l.traced(e, reached))
	if err != nil {
		return s.apart(ctx, o, t, l, reached, err)
	}
	if reached != nil {
		reached.again(func(set func(*topdown.Query)) {
			_, _ = s.ask(ctx, t.path, evaluation{timeout: o.Timeout, traced: set})
		})
	}
	l.end()
	table, ok := value.(ast.Object)
	if len(t.key) == 0 || (value != nil && !ok) {
		l.whole.Took, l.whole.Outcome = time.Since(began), Fail
		if value == ast.Boolean(true) {
			l.whole.Outcome = Pass
		}
		return []outcome{l.whole}
	}
	return l.cases(table)
}

// listener gathers what a test says while it runs.
type listener struct {
	began time.Time // of the case that runs
	whole outcome
	list  []outcome // the cases that were announced, in order
}

func (l *listener) heard(key []*ast.Term) bool {
	l.end()
	one := outcome{Result: l.whole.Result, key: key}
	one.Case, one.Output = caseName(key), ""
	l.list = append(l.list, one)
	return true
}

// end ends the case that runs.
func (l *listener) end() {
	now := time.Now()
	if n := len(l.list); n > 0 {
		l.list[n-1].Took = now.Sub(l.began)
	}
	l.began = now
}

func (l *listener) printed(line string) {
	one := &l.whole
	if n := len(l.list); n > 0 {
		one = &l.list[n-1]
	}
	if len(one.Output)+len(line) <= maxPrinted {
		one.Output += line + "\n"
	}
}

func (l *listener) traced(e evaluation, reached *reach) evaluation {
	if reached != nil {
		e.traced = reached.trace
	}
	return e
}

// cases joins what a table answers with what was announced. A case that was announced and is not in the answer failed.
// Several rows can have the same name; the name passes when one of them does, as in Rego.
func (l *listener) cases(table ast.Object) []outcome {
	passed := map[string]bool{}
	if table != nil {
		table.Foreach(func(k, v *ast.Term) { gather(passed, []*ast.Term{k}, v) })
	}
	var out []outcome
	seen := map[string]bool{}
	for _, one := range l.list {
		one.Outcome = Fail
		if passed[one.Case] {
			one.Outcome = Pass
		}
		if !seen[one.Case] {
			out = append(out, one)
		}
		seen[one.Case] = true
	}
	slices.SortStableFunc(out, func(a, b outcome) int { return cmp.Compare(a.Case, b.Case) })
	if len(out) == 0 {
		l.whole.Outcome, l.whole.Error = Error, "the table has no case that is reached: nothing was tested"
		return []outcome{l.whole}
	}
	return out
}

// gather notes the names in an answer, which is as deep as the names have steps.
func gather(passed map[string]bool, key []*ast.Term, v *ast.Term) {
	if deeper, ok := v.Value.(ast.Object); ok {
		deeper.Foreach(func(k, v *ast.Term) { gather(passed, append(slices.Clone(key), k), v) })
		return
	}
	passed[caseName(key)] = ast.Boolean(true).Equal(v.Value)
}

// Limits of measuring one test.
const (
	benchTime = 200 * time.Millisecond
	benchRuns = 10_000
)

// measure runs a test that passed again and again, and notes at its first outcome how long one run takes.
func (s *suite) measure(ctx context.Context, o Options, t test, list []outcome) {
	if slices.ContainsFunc(list, func(one outcome) bool { return one.Outcome != Pass }) {
		return
	}
	began := time.Now()
	b := &Bench{}
	for time.Since(began) < benchTime && b.Runs < benchRuns && ctx.Err() == nil {
		if _, err := s.ask(ctx, t.path, evaluation{timeout: o.Timeout}); err != nil {
			return
		}
		b.Runs++
	}
	b.PerRun = time.Since(began) / time.Duration(max(b.Runs, 1))
	list[0].Bench = b
}
