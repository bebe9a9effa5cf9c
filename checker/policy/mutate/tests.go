package mutate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"belay/checker/policy"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// What one test may evaluate: of the commitment as it is, and of a mutant so many times as much. A mutant that takes more
// is killed. The limits do not depend on how busy the machine is, so the score does not either.
const (
	maxSteps   = 50_000_000
	moreSteps  = 10
	spareSteps = 100_000
)

// suite is a commitment with the helpers that it uses and its tests, and what the tests answer.
type suite struct {
	layers  []policy.Layer
	modules []policy.Module
	own     int       // the commitment's place among modules
	tests   []ast.Ref // rules
	answers []ast.Value
	steps   []int // that each test takes
}

// suite gathers what a commitment's tests need, and runs them: they must pass.
func (b *bench) suite(ctx context.Context, c policy.Commitment) (*suite, error) {
	s := &suite{layers: b.layers, own: -1}
	needed := map[string]bool{}
	var queue []policy.Module
	add := func(m policy.Module) {
		if !needed[m.Name] {
			needed[m.Name] = true
			queue = append(queue, m)
		}
	}
	var pkg ast.Ref
	for _, m := range b.modules {
		if m.Name == c.File {
			pkg = m.Parsed.Package.Path
			add(m)
		}
	}
	for _, m := range b.modules {
		if m.Test && !isLibrary(m) && names(m.Parsed, pkg) {
			add(m)
			for _, r := range m.Parsed.Rules {
				if name, ok := r.Head.Ref()[0].Value.(ast.Var); ok && strings.HasPrefix(string(name), "test_") {
					s.tests = append(s.tests, m.Parsed.Package.Path.Append(ast.StringTerm(string(name))))
				}
			}
		}
	}
	if len(s.tests) == 0 {
		return nil, errors.New("nothing to mutate: it has no test")
	}
	for n := 0; n < len(queue); n++ {
		for _, m := range b.modules {
			if (!m.Test || !isLibrary(m)) && names(queue[n].Parsed, m.Parsed.Package.Path) {
				add(m)
			}
		}
	}
	slices.SortFunc(queue, func(a, b policy.Module) int { return strings.Compare(a.Name, b.Name) })
	s.modules = queue
	s.own = slices.IndexFunc(queue, func(m policy.Module) bool { return m.Name == c.File })
	slices.SortFunc(s.tests, func(a, b ast.Ref) int { return a.Compare(b) })
	s.tests = slices.CompactFunc(s.tests, func(a, b ast.Ref) bool { return a.Equal(b) })
	return s, s.pass(ctx)
}

// isLibrary reports whether m is one of the shared helpers, or their test.
func isLibrary(m policy.Module) bool {
	return strings.HasPrefix(m.Parsed.Package.Path.String()+".", "data.belay.lib.") || m.Parsed.Package.Path.String() == "data.belay.lib_test"
}

// names reports whether m says the name of pkg or of something in it.
func names(m *ast.Module, pkg ast.Ref) bool {
	found := false
	ast.WalkRefs(m, func(ref ast.Ref) bool {
		found = found || ref.HasPrefix(pkg)
		return found
	})
	return found && !m.Package.Path.Equal(pkg)
}

// pass runs the tests of the commitment as it is and keeps what they answer. A test is true, or true for each of its
// cases; which cases there are is known from the table `cases`.
func (s *suite) pass(ctx context.Context) error {
	compiler, err := policy.CompileTests(s.layers, s.modules)
	if err != nil {
		return err
	}
	for _, t := range s.tests {
		limit := &meter{most: maxSteps}
		v, err := s.ask(ctx, compiler, t, limit)
		switch {
		case err != nil:
			return fmt.Errorf("its tests must pass before it is mutated: %s: %w", t, err)
		case v == nil || v.Compare(ast.Boolean(false)) == 0:
			return fmt.Errorf("its tests must pass before it is mutated: %s fails", t)
		}
		s.answers, s.steps = append(s.answers, v), append(s.steps, limit.steps)
	}
	return nil
}

// kills reports whether a test of the commitment fails with mutant in its place, or whether it does not compile.
func (s *suite) kills(ctx context.Context, mutant *ast.Module) (killed, stillborn bool) {
	modules := slices.Clone(s.modules)
	modules[s.own].Parsed = mutant
	compiler, err := policy.CompileTests(s.layers, modules)
	if err != nil {
		return false, true
	}
	for i, t := range s.tests {
		v, err := s.ask(ctx, compiler, t, &meter{most: moreSteps*s.steps[i] + spareSteps})
		if err != nil || v == nil || v.Compare(s.answers[i]) != 0 {
			return true, false
		}
	}
	return false, false
}

// meter ends an evaluation after so many steps.
type meter struct {
	stopped     atomic.Bool
	steps, most int
}

func (m *meter) Cancel() { m.stopped.Store(true) }

func (m *meter) Cancelled() bool {
	m.steps++
	return m.steps > m.most || m.stopped.Load()
}

// ask evaluates one test. A value of nil says that it is undefined: it fails.
func (s *suite) ask(ctx context.Context, compiler *ast.Compiler, test ast.Ref, limit *meter) (value ast.Value, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the policy engine failed: %v", r)
		}
	}()
	query, err := compiler.QueryCompiler().Compile(ast.NewBody(ast.Equality.Expr(ast.NewTerm(test), ast.VarTerm("x"))))
	if err != nil {
		return nil, err
	}
	store := inmem.New()
	txn, err := store.NewTransaction(ctx, storage.TransactionParams{})
	if err != nil {
		return nil, err
	}
	defer store.Abort(ctx, txn)
	defer context.AfterFunc(ctx, limit.Cancel)()
	err = topdown.NewQuery(query).
		WithCompiler(compiler).
		WithStore(store).
		WithTransaction(txn).
		WithCancel(limit).
		WithTime(time.Unix(1, 0)). // no test can see it; never the machine's clock
		WithSeed(strings.NewReader("")).
		WithStrictBuiltinErrors(true).
		Iter(ctx, func(r topdown.QueryResult) error {
			value = r[ast.Var("x")].Value
			return nil
		})
	return value, err
}

// rules mutates a commitment and runs its tests against each mutant.
func (b *bench) rules(ctx context.Context, c policy.Commitment, out *Commitment) error {
	s, err := b.suite(ctx, c)
	if err != nil {
		return err
	}
	made := newMutator(s.modules[s.own].Parsed, b.bounds)
	out.Rules.Stillborn, out.Rules.Same = made.stillborn, made.equivalent
	for _, m := range made.out {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		switch killed, stillborn := s.kills(ctx, m.module); {
		case stillborn:
			out.Rules.Stillborn++
		case killed:
			out.Rules.Killed++
		default:
			out.Rules.Survived++
			out.Survivors = append(out.Survivors, m)
		}
	}
	if out.Rules.Killed+out.Rules.Survived == 0 {
		return errors.New("nothing to mutate: the rules hold nothing that could be changed")
	}
	return nil
}
