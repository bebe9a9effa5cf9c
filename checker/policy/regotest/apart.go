package regotest

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
)

// timeIsOver is why a test is NotRun.
const timeIsOver = "the time for all tests was over"

// namesTime is how long the names of a table's cases may take, also when the time for all tests is over.
const namesTime = 500 * time.Millisecond

// apart is what becomes of a test that err has ended. Of a table Rego answers for all cases or for none, so each is asked
// for by itself. Only the one that ran when the time was over is known to be in error: other errors come at the end.
func (s *suite) apart(ctx context.Context, o Options, t test, l *listener, reached *reach, err error) []outcome {
	one := l.broken(err)
	if len(l.list) == 0 {
		return []outcome{one}
	}
	late := lateError(0)
	stopped := errors.As(err, &late) || ctx.Err() != nil
	keys, all := s.names(ctx, o, t, l)
	var out []outcome
	for _, key := range keys {
		if stopped && caseName(key) == one.Case {
			out = append(out, one)
			continue
		}
		out = append(out, s.alone(ctx, o, t, key, reached))
	}
	if blamed := slices.ContainsFunc(out, func(one outcome) bool { return one.Outcome == Error }); !blamed || !all {
		whole := l.whole.inError(err) // whatever its cases say by themselves
		if !all {
			whole.Error += "; which other cases there are could not be found out"
		}
		out = append(out, whole)
	}
	slices.SortStableFunc(out, func(a, b outcome) int { return cmp.Compare(a.Case, b.Case) })
	return out
}

// broken is the outcome of what was running when err came: a test, or the case that was last announced.
func (l *listener) broken(err error) outcome {
	l.end()
	one := l.whole
	if n := len(l.list); n > 0 {
		one = l.list[n-1]
	}
	return one.inError(err)
}

func (one outcome) inError(err error) outcome {
	one.Outcome, one.Error = Error, err.Error()
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		one.Error = "not run to its end: " + timeIsOver
	}
	return one
}

// names are the cases of a table, each once, and whether these are all: it is evaluated without judging any.
func (s *suite) names(ctx context.Context, o Options, t test, l *listener) (keys [][]*ast.Term, all bool) {
	seen := map[string]bool{}
	note := func(key []*ast.Term) bool {
		if name := caseName(key); !seen[name] {
			seen[name] = true
			keys = append(keys, key)
		}
		return false
	}
	for _, known := range l.list {
		note(known.key)
	}
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), namesTime)
	defer cancel()
	_, err := s.ask(within, t.path, evaluation{timeout: o.Timeout, heard: note})
	return keys, err == nil
}

// alone judges the case called key, and no other of its table.
func (s *suite) alone(ctx context.Context, o Options, t test, key []*ast.Term, reached *reach) outcome {
	l := &listener{began: time.Now(), whole: outcome{Result: t.Result, key: key}}
	one := &l.whole
	one.Case = caseName(key)
	if ctx.Err() != nil {
		one.Outcome, one.Error = NotRun, timeIsOver
		return *one
	}
	heard := func(k []*ast.Term) bool { return caseName(k) == one.Case }
	value, err := s.ask(ctx, t.path, l.traced(evaluation{timeout: o.Timeout, heard: heard, printed: l.printed}, reached))
	one.Took = time.Since(l.began)
	if err != nil {
		return one.inError(err)
	}
	passed := map[string]bool{}
	if table, ok := value.(ast.Object); ok {
		table.Foreach(func(k, v *ast.Term) { gather(passed, []*ast.Term{k}, v) })
	}
	one.Outcome = Fail
	if passed[one.Case] {
		one.Outcome = Pass
	}
	return *one
}
