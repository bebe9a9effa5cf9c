package policy

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"belay/schemas"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// Limits of one evaluation. The steps are the real one: they do not depend on
// how busy the machine is, so the same input has the same answer everywhere.
const (
	maxSteps        = 2_000_000 // expressions evaluated; a release takes some thousands
	defaultDeadline = 5 * time.Second
)

// Eval judges input and returns the result of every commitment by its id. input is the
// document that the rules see, of map[string]any, []any, string, bool and json.Number;
// it is not changed. Any error means that nothing was judged.
func (p *Pack) Eval(ctx context.Context, input map[string]any) (map[string]Result, error) {
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, defaultDeadline)
		defer cancel()
	}
	if p.evaluate != nil {
		return p.evaluate(ctx, input)
	}
	value, err := ast.InterfaceToValue(input)
	if err != nil {
		return nil, fmt.Errorf("reading the rules' input: %w", err)
	}
	if p.program != nil {
		var results map[string]Result
		err = guard(func() (err error) {
			results, err = p.runProgram(ctx, ast.NewTerm(value))
			return err
		})
		return results, err
	}
	var found ast.Object
	err = guard(func() (err error) {
		found, err = p.run(ctx, ast.NewTerm(value))
		return err
	})
	if errors.Is(err, errSteps) {
		return nil, p.endless(ctx, ast.NewTerm(value))
	}
	if err != nil {
		return nil, p.blame(err)
	}
	return p.results(found)
}

var errSteps = fmt.Errorf("more than %d steps", maxSteps)

// endless names the commitment that takes too many steps over input: the first that does so alone. They may also be too
// many together, or the time may be up before it is found.
func (p *Pack) endless(ctx context.Context, input *ast.Term) error {
	for _, c := range p.Commitments {
		one, err := p.Only(c.ID)
		if err != nil {
			break
		}
		err = guard(func() error {
			_, err := one.run(ctx, input)
			return err
		})
		if errors.Is(err, errSteps) {
			return &evalError{where: c.File + ": " + c.ID, message: errSteps.Error(), err: errSteps}
		}
	}
	return p.blame(errSteps)
}

// run evaluates the one query and returns its one answer.
func (p *Pack) run(ctx context.Context, input *ast.Term) (ast.Object, error) {
	m := &meter{}
	stop := context.AfterFunc(ctx, m.Cancel)
	defer stop()
	txn, err := p.store.NewTransaction(ctx)
	if err != nil {
		return nil, err
	}
	defer p.store.Abort(ctx, txn)
	var found ast.Object
	err = topdown.NewQuery(p.query).
		WithCompiler(p.compiler).
		WithStore(p.store).
		WithTransaction(txn).
		WithInput(input).
		WithCancel(m).
		WithTime(time.Unix(1, 0)). // no rule can see it; never the machine's clock
		WithSeed(zeros{}).
		WithStrictBuiltinErrors(true).
		Iter(ctx, func(qr topdown.QueryResult) error {
			found, _ = qr[ast.Var("x")].Value.(ast.Object)
			return nil
		})
	switch {
	case m.steps > maxSteps:
		return nil, errSteps
	case err != nil:
		return nil, err
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case found == nil:
		return nil, errors.New("the engine's query has no answer")
	}
	return found, nil
}

// zeros stands where OPA would read the machine's random numbers.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// meter counts the steps of one evaluation and ends it when they are too many,
// or when it is told to.
type meter struct {
	stopped atomic.Bool
	steps   int // only touched by the evaluating goroutine
}

func (m *meter) Cancel() { m.stopped.Store(true) }

func (m *meter) Cancelled() bool {
	m.steps++
	return m.steps > maxSteps || m.stopped.Load()
}

// blame names the commitment whose rules an evaluation failed in, where OPA says so.
func (p *Pack) blame(err error) error {
	b := &evalError{where: "evaluating the pack", message: err.Error(), err: err}
	var e *topdown.Error
	if errors.As(err, &e) && e.Location != nil {
		b.where = fmt.Sprintf("%s:%d:%d", e.Location.File, e.Location.Row, e.Location.Col)
		if id, ok := p.byFile[e.Location.File]; ok {
			b.where += ": " + id
		}
		b.message = strings.Join(strings.Fields(e.Message), " ")
	}
	return b
}

// evalError says OPA's error in one line.
type evalError struct {
	where, message string
	err            error
}

func (e *evalError) Error() string { return schemas.Clean(e.where + ": " + e.message) }
func (e *evalError) Unwrap() error { return e.err }
