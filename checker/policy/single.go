package policy

import (
	"context"
	"errors"
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Only returns a pack that judges nothing but the commitment id, by the rules of p, which are not compiled again: for
// asking one commitment thousands of questions.
func (p *Pack) Only(id string) (*Pack, error) {
	if p.compiler == nil {
		return nil, errors.New("a single commitment is only judged where the pack was loaded")
	}
	for _, c := range p.Commitments {
		if c.ID != id {
			continue
		}
		part := func(rule string) string {
			return fmt.Sprintf("%q: {%q: v | v := data.%s.%s[%q]}", rule, id, enginePackage, rule, id)
		}
		query := fmt.Sprintf("x = {%s, %s, %s}", part("claim"), part("deny"), part("proof"))
		body, err := p.compiler.QueryCompiler().Compile(ast.MustParseBody(query))
		if err != nil {
			return nil, fmt.Errorf("compiling the query for %s: %w", id, err)
		}
		one := *p
		one.Commitments, one.query = []Commitment{c}, body
		return &one, nil
	}
	return nil, fmt.Errorf("the pack has no commitment %s", id)
}

// EvalValue is Eval for an input that is already in the engine's form, and without a deadline but that of ctx: the
// limit on steps ends it.
func (p *Pack) EvalValue(ctx context.Context, input ast.Value) (map[string]Result, error) {
	var found ast.Object
	err := guard(func() (err error) {
		found, err = p.run(ctx, ast.NewTerm(input))
		return err
	})
	if err != nil {
		return nil, p.blame(err)
	}
	return p.results(found)
}

// OwnPlaces returns what the rules in the commitment's own file read, as Places does, without what only the helpers
// that they use do.
func (p *Pack) OwnPlaces(c Commitment) Places {
	r := Places{Evidence: map[string][]string{}}
	if p.compiler == nil {
		return r
	}
	f := newFlow(p.compiler)
	for _, rule := range f.needs(f.contract(c.File)...) {
		if rule.Module.Package.Location.File != c.File {
			continue
		}
		f.everyRef(rule, func(t *ast.Term, s *bound) {
			for _, o := range f.origins(t, s) {
				r.add(o, c.ID)
			}
		})
	}
	return r
}
