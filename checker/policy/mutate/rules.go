package mutate

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Mutant is a commitment that was changed in one place.
type Mutant struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Kind   string `json:"kind"` // what was done: drop condition
	Before string `json:"before"`
	After  string `json:"after"` // "" where it was dropped

	module *ast.Module
}

// Rules counts the mutants of a commitment.
type Rules struct {
	Killed    int     `json:"killed"`
	Survived  int     `json:"survived"`
	Stillborn int     `json:"stillborn"` // do not compile, or would not be loaded as a pack: nobody could make this mistake
	Same      int     `json:"same"`      // say the same for every value that the schemas allow, and are not tried
	Score     float64 `json:"score"`     // percent of killed and survived, rounded down to a tenth
}

// mutator makes the mutants of one module. Each is made by a change of the module, a copy, and the way back.
type mutator struct {
	m                     *ast.Module
	bounds                bounds
	out                   []Mutant
	stillborn, equivalent int
	seen                  map[string]bool // by their text: two ways to the same are one mutant
}

// newMutator makes the mutants of m, sorted by place.
func newMutator(m *ast.Module, b bounds) *mutator {
	x := &mutator{m: m.Copy(), bounds: b, seen: map[string]bool{}}
	x.seen[x.text()] = true
	for i, r := range x.m.Rules {
		x.dropRule(i, r)
		for e := r; e != nil; e = e.Else {
			x.body(e.Body)
			x.head(e)
		}
	}
	slices.SortStableFunc(x.out, func(a, b Mutant) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.After, b.After))
	})
	return x
}

func (x *mutator) text() string {
	var b strings.Builder
	for _, r := range x.m.Rules {
		b.WriteString(r.String())
		b.WriteByte('\n')
	}
	return b.String()
}

// try makes one mutant of the module as it stands.
func (x *mutator) try(loc *ast.Location, kind, before, after string) {
	text := x.text()
	if x.seen[text] {
		return
	}
	x.seen[text] = true
	mutant := Mutant{Kind: kind, Before: brief(before), After: brief(after), module: x.m.Copy()}
	if loc != nil {
		mutant.File, mutant.Line, mutant.Column = loc.File, loc.Row, loc.Col
	}
	x.out = append(x.out, mutant)
}

func brief(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > maxShown {
		return string(r[:maxShown-1]) + "…"
	}
	return s
}

// written is what stands in the file at loc.
func written(loc *ast.Location, otherwise fmt.Stringer) string {
	if loc != nil && len(loc.Text) > 0 {
		return string(loc.Text)
	}
	return otherwise.String()
}

// dropRule leaves out one of several rules of a name. Without the only one the pack would not be loaded.
func (x *mutator) dropRule(i int, r *ast.Rule) {
	name := r.Head.Ref()[0]
	same := 0
	for _, o := range x.m.Rules {
		if o.Head.Ref()[0].Equal(name) {
			same++
		}
	}
	if same < 2 {
		x.stillborn++
		return
	}
	all := x.m.Rules
	x.m.Rules = slices.Delete(slices.Clone(all), i, i+1)
	x.try(r.Location, "drop rule", written(r.Location, r), "")
	x.m.Rules = all
}

// body mutates the expressions of a body, and those inside of comprehensions in it.
func (x *mutator) body(body ast.Body) {
	for i, e := range body {
		if !binds(e) {
			was := *e
			*e = *ast.NewExpr(ast.BooleanTerm(true)).SetLocation(was.Location)
			e.Index = was.Index
			if was.String() != "true" {
				x.try(was.Location, "drop condition", written(was.Location, &was), "")
			}
			*e = was
		}
		if e.Negated {
			e.Negated = false
			x.try(e.Location, "remove not", written(e.Location, e), e.String())
			e.Negated = true
		}
		x.operator(e)
		x.inside(body[i])
	}
}

// binds reports whether an expression gives variables their values: without it nothing compiles.
func binds(e *ast.Expr) bool {
	_, some := e.Terms.(*ast.SomeDecl)
	return some || e.IsAssignment()
}

func (x *mutator) head(r *ast.Rule) {
	for _, t := range []*ast.Term{r.Head.Key, r.Head.Value} {
		if t != nil && !(t == r.Head.Value && t.Location == nil) {
			x.term(t)
		}
	}
}

// inside mutates the terms of an expression.
func (x *mutator) inside(e *ast.Expr) {
	switch terms := e.Terms.(type) {
	case *ast.Term:
		x.term(terms)
	case []*ast.Term:
		for _, t := range terms[1:] {
			x.term(t)
		}
	case *ast.SomeDecl:
		for _, s := range terms.Symbols {
			if call, ok := s.Value.(ast.Call); ok {
				x.term(call[len(call)-1])
			}
		}
	case *ast.Every:
		x.term(terms.Domain)
		x.body(terms.Body)
	}
}

// term mutates a term and what is in it.
func (x *mutator) term(t *ast.Term) {
	switch v := t.Value.(type) {
	case ast.Number:
		x.number(t, v)
	case ast.Boolean:
		x.replace(t, ast.Boolean(!bool(v)), "swap")
	case ast.String:
		x.replace(t, ast.String(other), "replace text")
	case ast.Ref:
		for i, step := range v[1:] {
			switch s := step.Value.(type) {
			case ast.Number:
				x.number(step, s)
			case ast.String:
				if !plainWord(string(s)) && !v[0].Equal(ast.InputRootDocument) {
					x.step(t, i+1)
				}
			}
		}
	case ast.Call:
		x.call(t, v)
		for _, a := range v[1:] {
			x.term(a)
		}
	case *ast.Array:
		v.Foreach(x.term)
	case ast.Set:
		x.members(t, v)
	case ast.Object:
		v.Foreach(func(_, e *ast.Term) { x.term(e) })
	case *ast.ArrayComprehension:
		x.body(v.Body)
		x.term(v.Term)
	case *ast.SetComprehension:
		x.body(v.Body)
		x.term(v.Term)
	case *ast.ObjectComprehension:
		x.body(v.Body)
		x.term(v.Value)
	}
}

func (x *mutator) replace(t *ast.Term, by ast.Value, kind string) {
	was := t.Value
	t.Value = by
	x.try(t.Location, kind, was.String(), by.String())
	t.Value = was
}

// step replaces a text in brackets: lib.passed["hg/auto-halt"].
func (x *mutator) step(t *ast.Term, i int) {
	ref := t.Value.(ast.Ref)
	changed := ref.Copy()
	changed[i] = ast.StringTerm(other)
	loc := ref[i].Location
	if loc == nil {
		loc = t.Location
	}
	t.Value = changed
	x.try(loc, "replace text", ref[i].String(), changed[i].String())
	t.Value = ref
}

// members replaces or changes the members of a set, which cannot be done in place: a set finds them by what they are.
func (x *mutator) members(t *ast.Term, set ast.Set) {
	for _, e := range set.Slice() {
		var others []ast.Value
		kind := "replace text"
		switch v := e.Value.(type) {
		case ast.String:
			others = []ast.Value{ast.String(other)}
		case ast.Boolean:
			others, kind = []ast.Value{ast.Boolean(!bool(v))}, "swap"
		case ast.Number:
			others, kind = numbers(v), "change number"
		}
		for _, o := range others {
			changed := ast.NewSet(ast.NewTerm(o))
			set.Foreach(func(m *ast.Term) {
				if !m.Equal(e) {
					changed.Add(m)
				}
			})
			t.Value = changed
			x.try(cmp.Or(e.Location, t.Location), kind, e.String(), o.String())
		}
		t.Value = set
	}
}

func (x *mutator) number(t *ast.Term, n ast.Number) {
	for _, v := range numbers(n) {
		x.replace(t, v, "change number")
	}
}

func numbers(n ast.Number) (out []ast.Value) {
	r, ok := new(big.Rat).SetString(string(n))
	if !ok {
		return nil
	}
	one := big.NewRat(1, 1)
	for _, changed := range []*big.Rat{new(big.Rat).Add(r, one), new(big.Rat).Sub(r, one), {}} {
		v := ast.Number(json.Number(decimal(changed)))
		if changed.Cmp(r) != 0 && !slices.ContainsFunc(out, func(o ast.Value) bool { return o.Compare(v) == 0 }) {
			out = append(out, v)
		}
	}
	return out
}
