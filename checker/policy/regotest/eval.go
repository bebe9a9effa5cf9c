package regotest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"belay/schemas"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/open-policy-agent/opa/v1/topdown/print"
)

// maxPrinted is how much of what one test prints is kept.
const maxPrinted = 16 << 10

// evaluation asks the compiled pack one thing.
type evaluation struct {
	query    ast.Body
	compiler *ast.Compiler
	timeout  time.Duration
	heard    func(key []*ast.Term) bool      // called with the name of each case, and says whether to judge it; may be nil
	printed  func(line string)               // called with what is printed; may be nil
	traced   func(*topdown.Query)            // sets a tracer; may be nil
	answer   func(topdown.QueryResult) error // called with each answer
}

// lateError: it took longer than this.
type lateError time.Duration

func (e lateError) Error() string { return fmt.Sprintf("took longer than %v", time.Duration(e)) }

// errEnough ends an evaluation from inside.
var errEnough = errors.New("enough")

// run evaluates. The timeout begins anew with every case that is announced.
func (e evaluation) run(ctx context.Context) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the policy engine failed: %v", r)
		}
	}()
	store := inmem.New() // empty: tests see what is in the pack and nothing else
	txn, err := store.NewTransaction(ctx, storage.TransactionParams{})
	if err != nil {
		return err
	}
	defer store.Abort(ctx, txn)
	cancel := topdown.NewCancel()
	late := atomic.Bool{}
	timer := time.AfterFunc(e.timeout, func() { late.Store(true); cancel.Cancel() })
	defer timer.Stop()
	defer context.AfterFunc(ctx, cancel.Cancel)()
	hear := func(_ topdown.BuiltinContext, operands []*ast.Term, iter func(*ast.Term) error) error {
		if key, ok := operands[0].Value.(*ast.Array); ok && e.heard != nil && !late.Load() {
			timer.Reset(e.timeout)
			steps := make([]*ast.Term, key.Len())
			for i := range steps {
				steps[i] = key.Elem(i)
			}
			if !e.heard(steps) {
				return nil // undefined: the next one
			}
		}
		return iter(ast.BooleanTerm(true))
	}
	q := topdown.NewQuery(e.query).
		WithCompiler(e.compiler).
		WithStore(store).
		WithTransaction(txn).
		WithCancel(cancel).
		WithTime(time.Unix(1, 0)). // no test can see it; never the machine's clock
		WithSeed(strings.NewReader("")).
		WithStrictBuiltinErrors(true). // as when a release is judged
		WithBuiltins(map[string]*topdown.Builtin{announce.Name: {Decl: announce, Func: hear}})
	if e.printed != nil {
		q = q.WithPrintHook(hook(e.printed))
	}
	if e.traced != nil {
		e.traced(q)
	}
	err = q.Iter(ctx, e.answer)
	switch {
	case errors.Is(err, errEnough):
		return nil
	case late.Load():
		return lateError(e.timeout)
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return inWords(err)
}

// inWords says OPA's error in one line, with its place.
func inWords(err error) error {
	var e *topdown.Error
	if !errors.As(err, &e) {
		return err
	}
	message := strings.Join(strings.Fields(e.Message), " ")
	if e.Location != nil && e.Location.File != "" {
		message = fmt.Sprintf("%s:%d:%d: %s", e.Location.File, e.Location.Row, e.Location.Col, message)
	}
	return errors.New(schemas.Clean(message))
}

type hook func(string)

func (h hook) Print(_ print.Context, line string) error {
	h(line)
	return nil
}

// ask evaluates one path and returns its value, or nil where it is undefined.
func (s *suite) ask(ctx context.Context, path ast.Ref, e evaluation) (value ast.Value, err error) {
	e.query, err = s.compiler.QueryCompiler().Compile(ast.NewBody(ast.Equality.Expr(ast.NewTerm(path), ast.VarTerm("x"))))
	if err != nil {
		return nil, err
	}
	e.compiler = s.compiler
	e.answer = func(r topdown.QueryResult) error {
		value = r[ast.Var("x")].Value
		return nil
	}
	return value, e.run(ctx)
}
