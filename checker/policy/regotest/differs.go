package regotest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// Difference is the expression at which a test fails, and what its parts are.
type Difference struct {
	Line       int     `json:"line"`
	Expression string  `json:"expression"`
	Sides      []Side  `json:"sides"`            // of a comparison, left and right; else what is known of the operands
	Places     []Place `json:"places,omitempty"` // where two objects differ; empty where the sides are no objects
}

// Side is one part of the expression with its value, both as Rego.
type Side struct {
	Text  string `json:"text"`
	Value string `json:"value"` // "undefined" where it has none
}

// Place is a path inside both sides at which they differ.
type Place struct {
	Path string `json:"path"`
	Got  string `json:"got"`
	Want string `json:"want"`
}

// String returns the expression and both of its sides, in one line.
func (d *Difference) String() string {
	if d == nil {
		return ""
	}
	parts := []string{d.Expression}
	if len(d.Places) > 0 {
		for _, p := range d.Places {
			parts = append(parts, fmt.Sprintf("%s: %s, not %s", p.Path, p.Got, p.Want))
		}
	} else {
		for _, s := range d.Sides {
			parts = append(parts, s.Text+" is "+s.Value)
		}
	}
	return strings.Join(parts, "; ")
}

const (
	undefined    = "undefined"
	maxValue     = 2000 // characters of a value that are shown
	maxPlaces    = 10
	diffDeadline = time.Second
)

// differs finds the expression at which a test, or the case called key, fails, and asks for the values of its parts.
// Where that cannot be found out it returns nil: the test fails all the same.
func (s *suite) differs(ctx context.Context, o Options, t test, key []*ast.Term) *Difference {
	if len(key) != len(t.key) {
		return nil
	}
	fixed := []*ast.Expr{}
	for i, k := range t.key {
		fixed = append(fixed, ast.Equality.Expr(k, key[i]))
	}
	at := known(t.rule.Body, t.key)
	body := insert(t.rule.Body, at, fixed...)
	p := probe{s: s, t: t, timeout: min(o.Timeout, diffDeadline)}
	for i, e := range body {
		if i < at+len(fixed) {
			continue // binds the case
		}
		if found, err := p.holds(ctx, body[:i+1]); err != nil {
			return nil
		} else if found {
			continue
		}
		return p.difference(ctx, body[:i], e)
	}
	return p.headDifference(ctx, body)
}

// headDifference is for a test whose conditions hold, and whose value is not true.
func (p probe) headDifference(ctx context.Context, body ast.Body) *Difference {
	term := p.t.rule.Head.Value
	if term == nil {
		return nil
	}
	v, err := p.value(ctx, body, &ast.Expr{}, term)
	if err != nil {
		return nil
	}
	return &Difference{p.t.rule.Location.Row, p.t.Name + " := " + shorten(termInfix(term)), []Side{{p.t.Name, text(v)}}, nil}
}

// infix writes an expression as people do: a == b, and not equal(a, b).
func infix(e *ast.Expr) string {
	bare := e.Copy()
	bare.With = nil
	terms, ok := e.Terms.([]*ast.Term)
	if !ok {
		return bare.String()
	}
	not := ""
	if e.Negated {
		not = "not "
	}
	return not + termInfix(ast.NewTerm(ast.Call(terms)))
}

func termInfix(t *ast.Term) string {
	call, ok := t.Value.(ast.Call)
	if !ok {
		return t.String()
	}
	if b := ast.BuiltinMap[call[0].String()]; b != nil && b.Infix != "" && len(call) == 3 {
		return termInfix(call[1]) + " " + b.Infix + " " + termInfix(call[2])
	}
	return t.String()
}

// probe asks questions in the place of a test.
type probe struct {
	s       *suite
	t       test
	timeout time.Duration
}

// first returns the first answer to a query, nil where there is none.
func (p probe) first(ctx context.Context, body ast.Body) (found topdown.QueryResult, err error) {
	context := ast.NewQueryContext().WithPackage(p.t.module.Package).WithImports(p.t.module.Imports)
	query, err := p.s.compiler.QueryCompiler().WithContext(context).Compile(body.Copy())
	if err != nil {
		return nil, err
	}
	err = evaluation{query: query, compiler: p.s.compiler, timeout: p.timeout, answer: func(r topdown.QueryResult) error {
		found = r
		return errEnough
	}}.run(ctx)
	return found, err
}

func (p probe) holds(ctx context.Context, body ast.Body) (bool, error) {
	found, err := p.first(ctx, ast.NewBody(body...))
	return found != nil, err
}

// value is that of a term after body, with e's `with`; nil where it is undefined.
func (p probe) value(ctx context.Context, body ast.Body, e *ast.Expr, term *ast.Term) (ast.Value, error) {
	const name = ast.Var("belay_value")
	ask := ast.Equality.Expr(ast.NewTerm(name), term)
	ask.With, ask.Location = e.With, e.Location
	found, err := p.first(ctx, insert(body, len(body), ask))
	if err != nil || found == nil {
		return nil, err
	}
	return found[name].Value, nil
}

// difference says what the parts of e are, which has no answer after body.
func (p probe) difference(ctx context.Context, body ast.Body, e *ast.Expr) *Difference {
	d := &Difference{Line: e.Location.Row, Expression: shorten(infix(e))}
	var terms []*ast.Term
	switch parts := e.Terms.(type) {
	case *ast.Term:
		terms = []*ast.Term{parts}
	case []*ast.Term:
		terms = parts[1:]
		if e.IsAssignment() { // the left side has no value of its own
			terms = parts[2:]
		}
	}
	values := []ast.Value{}
	for _, term := range terms {
		v, err := p.value(ctx, body, e, term)
		if err != nil {
			return d
		}
		values = append(values, v)
		if side := (Side{shorten(termInfix(term)), text(v)}); side.Text != side.Value {
			d.Sides = append(d.Sides, side)
		}
	}
	if len(values) == 2 && (e.IsEquality() || e.Operator().Equal(ast.Equal.Ref())) {
		left, ok := values[0].(ast.Object)
		right, too := values[1].(ast.Object)
		if ok && too {
			if wanted(terms[0]) && !wanted(terms[1]) {
				left, right = right, left
			}
			d.Places = places(nil, left, right)
		}
	}
	return d
}

// wanted tells whether a side of a comparison is what the test asks for, and not what the rules say: it is written out,
// or made from something called want. Where both or neither are, the right one is taken for it.
func wanted(t *ast.Term) bool {
	named := t.IsGround() && ast.IsConstant(t.Value)
	ast.WalkTerms(t, func(one *ast.Term) bool {
		if ref, ok := one.Value.(ast.Ref); ok {
			named = named || slices.ContainsFunc(ref, func(step *ast.Term) bool {
				return step.Equal(ast.StringTerm("want")) || step.Equal(ast.VarTerm("want"))
			})
		}
		named = named || one.Equal(ast.VarTerm("want"))
		return named
	})
	return named
}

// places are the paths at which two objects differ.
func places(path ast.Ref, got, want ast.Object) (out []Place) {
	keys := append(got.Keys(), want.Keys()...)
	slices.SortFunc(keys, ast.TermValueCompare)
	keys = slices.CompactFunc(keys, func(a, b *ast.Term) bool { return a.Equal(b) })
	for _, k := range keys {
		l, r := got.Get(k), want.Get(k)
		if l != nil && r != nil && l.Equal(r) {
			continue
		}
		here := append(path[:len(path):len(path)], k)
		if l != nil && r != nil {
			lo, ok := l.Value.(ast.Object)
			ro, too := r.Value.(ast.Object)
			if ok && too {
				out = append(out, places(here, lo, ro)...)
				continue
			}
		}
		steps := []string{}
		for _, step := range here {
			steps = append(steps, caseName([]*ast.Term{step}))
		}
		out = append(out, Place{strings.Join(steps, "."), termText(l), termText(r)})
	}
	return out[:min(len(out), maxPlaces)]
}

func termText(t *ast.Term) string {
	if t == nil {
		return undefined
	}
	return text(t.Value)
}

func text(v ast.Value) string {
	if v == nil {
		return undefined
	}
	return shorten(v.String())
}

func shorten(s string) string {
	if r := []rune(s); len(r) > maxValue {
		return string(r[:maxValue]) + "…"
	}
	return s
}
