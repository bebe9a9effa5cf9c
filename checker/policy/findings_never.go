package policy

import (
	"math"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// contradictions finds conditions of r that cannot hold together, as far as that can be seen: two of one value and
// constants, two of the same pair of values, and something that is both asked for and forbidden. What a helper with
// one definition asks for is asked for where the helper is.
func (c *critic) contradictions(r *ast.Rule) {
	s := c.f.bound(r)
	for _, closure := range closures(r.Body) {
		known := facts{}
		if at, what := known.body(c, closure, s); at != nil {
			c.add("unreachable", at, "drop the rule, or the condition that is wrong; alternatives are rules of their own, one below the other", "this never holds: %s", what)
			return
		}
	}
}

// closures are body itself and the bodies of the comprehensions in it, each with what stands around it.
func closures(body ast.Body) []ast.Body {
	out := []ast.Body{body}
	ast.WalkClosures(body, func(x any) bool {
		inner := ast.Body(nil)
		switch x := x.(type) {
		case *ast.ArrayComprehension:
			inner = x.Body
		case *ast.SetComprehension:
			inner = x.Body
		case *ast.ObjectComprehension:
			inner = x.Body
		}
		if inner != nil {
			out = append(out, append(slices.Clone(inner), positive(body)...))
		}
		return false
	})
	return out
}

func positive(body ast.Body) ast.Body {
	return slices.DeleteFunc(slices.Clone(body), func(e *ast.Expr) bool { return e.Negated })
}

// fact is what is known of one value, or of the order of two.
type fact struct {
	low, high       float64
	lowOut, highOut bool     // the limit itself is outside
	words           []string // that it may be; nil: any
	not             []string
	order           uint8 // of a pair: less 1, equal 2, more 4
	there, absent   bool
}

// facts are what is known, by the key of a value or of a pair.
type facts map[string]*fact

func (f facts) of(key string) *fact {
	if f[key] == nil {
		f[key] = &fact{low: math.Inf(-1), high: math.Inf(1), order: 7}
	}
	return f[key]
}

// body adds what body asks for. It returns the first condition that cannot hold with those before it, and why.
func (f facts) body(c *critic, body ast.Body, s *bound) (*ast.Location, string) {
	var later []*ast.Expr
	for _, e := range body {
		if e.Negated {
			later = append(later, e)
			continue
		}
		if what := f.expr(c, e, s, 0); what != "" {
			return e.Location, what
		}
	}
	for _, e := range later {
		if what := f.denied(c, e, s); what != "" {
			return e.Location, what
		}
	}
	return nil, ""
}

// expr adds one condition that must hold.
func (f facts) expr(c *critic, e *ast.Expr, s *bound, depth int) string {
	if t, ok := e.Terms.(*ast.Term); ok {
		if t.Equal(ast.BooleanTerm(false)) {
			return "false is written out"
		}
		key := c.key(t, s, 0)
		one := f.of(key)
		if one.there = true; one.absent {
			return "what is asked for here must not be so elsewhere in the rule"
		}
		if helper := c.helper(t, s); helper != nil && depth < 4 {
			hs := c.f.bound(helper)
			for _, inner := range helper.Body {
				if inner.Negated {
					continue
				}
				if what := f.expr(c, inner, hs, depth+1); what != "" {
					return what + ", in the helper " + ruleName(helper)
				}
			}
		}
		return ""
	}
	cmp, ok := compared(e)
	if !ok {
		return ""
	}
	return f.comparison(c, cmp, s)
}

// helper is the rule behind t where it has one definition, true under conditions.
func (c *critic) helper(t *ast.Term, s *bound) *ast.Rule {
	r := c.ownRule(s.resolve(t))
	if r == nil || r.Default || !r.Head.Value.Equal(ast.BooleanTerm(true)) {
		return nil
	}
	return r
}

func (f facts) comparison(c *critic, cmp comparison, s *bound) string {
	if cmp.binds(s) {
		return ""
	}
	if n, ok := constant(cmp.left); ok {
		if m, both := constant(cmp.right); both {
			if cmp.op != "in" && !holdsFor(cmp.op, n, m) {
				return "two constants are compared"
			}
			return ""
		}
		if cmp.op == "in" {
			return ""
		}
		cmp = cmp.turned()
	}
	key := c.key(cmp.left, s, 0)
	one := f.of(key)
	if n, ok := c.number(cmp.right, s); ok && cmp.op != "in" {
		return one.number(cmp.op, n)
	}
	if said := c.f.constants(cmp.right, s); said != nil && (cmp.op == "in" || isString(cmp.right)) {
		return one.word(cmp.op, said)
	}
	if other := c.key(cmp.right, s, 0); cmp.op != "in" {
		if other < key {
			key, other, cmp = other, key, cmp.turned()
		}
		pair := f.of(key + "\x00" + other)
		pair.order &= map[string]uint8{"<": 1, "<=": 3, "==": 2, ">=": 6, ">": 4, "!=": 5}[cmp.op]
		if pair.order == 0 || key == other && pair.order&2 == 0 {
			return "the same two values are compared in ways that exclude each other"
		}
	}
	return ""
}

func varOf(t *ast.Term) ast.Var { v, _ := t.Value.(ast.Var); return v }

// constant returns the value of t where it is a number, a string or a boolean written out.
func constant(t *ast.Term) (ast.Value, bool) {
	switch t.Value.(type) {
	case ast.Number, ast.String, ast.Boolean:
		return t.Value, true
	}
	return nil, false
}

func holdsFor(op string, a, b ast.Value) bool {
	switch d := a.Compare(b); op {
	case "<":
		return d < 0
	case "<=":
		return d <= 0
	case ">":
		return d > 0
	case ">=":
		return d >= 0
	case "==":
		return d == 0
	default:
		return d != 0
	}
}

func (f *fact) number(op string, n float64) string {
	below := func() {
		if n < f.high || n == f.high && op == "<" {
			f.high, f.highOut = n, op == "<"
		}
	}
	above := func() {
		if n > f.low || n == f.low && op == ">" {
			f.low, f.lowOut = n, op == ">"
		}
	}
	switch op {
	case "<", "<=":
		below()
	case ">", ">=":
		above()
	case "==":
		below()
		above()
	}
	if f.low > f.high || f.low == f.high && (f.lowOut || f.highOut) {
		return "no number is on both sides of what the rule asks for"
	}
	return ""
}

func (f *fact) word(op string, said []string) string {
	if op == "!=" {
		f.not = append(f.not, said...)
	} else {
		f.words = meet(f.words, said)
	}
	if f.words == nil {
		return ""
	}
	if f.words = slices.DeleteFunc(slices.Clone(f.words), func(w string) bool { return slices.Contains(f.not, w) }); len(f.words) == 0 {
		return "one value cannot be all the words that it is asked to be"
	}
	return ""
}

// denied adds one condition that must not hold, where the others say that everything in it is defined.
func (f facts) denied(c *critic, e *ast.Expr, s *bound) string {
	t, ok := e.Terms.(*ast.Term)
	if !ok {
		cmp, ok := compared(e)
		if !ok {
			return ""
		}
		return f.opposite(c, cmp, s)
	}
	one := f.of(c.key(t, s, 0))
	if one.absent = true; one.there {
		return "what is asked for elsewhere in the rule must not be so here"
	}
	helper := c.helper(t, s)
	if helper == nil {
		return ""
	}
	var only *comparison
	for _, inner := range helper.Body {
		cmp, ok := compared(inner)
		if !ok || inner.Negated {
			return ""
		}
		if cmp.binds(c.f.bound(helper)) {
			continue
		}
		if only != nil {
			return ""
		}
		only = &cmp
	}
	if only == nil {
		return ""
	}
	if what := f.opposite(c, *only, c.f.bound(helper)); what != "" {
		return what + ", in the helper " + ruleName(helper)
	}
	return ""
}

// opposite adds that a comparison does not hold, where both of its sides are spoken of.
func (f facts) opposite(c *critic, cmp comparison, s *bound) string {
	op, ok := opposites[cmp.op]
	_, written := constant(cmp.left)
	if !ok || written || !f.spoken(c.key(cmp.left, s, 0)) {
		return ""
	}
	if _, fixed := c.number(cmp.right, s); !fixed && !isString(cmp.right) && !f.spoken(c.key(cmp.right, s, 0)) {
		return ""
	}
	cmp.op = op
	return f.comparison(c, cmp, s)
}

// spoken reports whether a condition that must hold is about the value.
func (f facts) spoken(key string) bool {
	for k := range f {
		if k == key || strings.HasPrefix(k, key+"\x00") || strings.HasSuffix(k, "\x00"+key) {
			return true
		}
	}
	return false
}

// key names the value of t, so that the same value has the same name wherever it is read.
func (c *critic) key(t *ast.Term, s *bound, depth int) string {
	if depth > maxTrail {
		return t.String()
	}
	switch v := t.Value.(type) {
	case ast.Var:
		if of := s.of[v]; of != nil {
			return c.key(of, s, depth+1)
		}
	case ast.Call:
		parts := []string{v[0].String()}
		for _, a := range v[1:] {
			parts = append(parts, c.key(a, s, depth+1))
		}
		return strings.Join(parts, " ")
	case ast.Ref:
		ref := s.resolve(t)
		if ref == nil {
			return t.String()
		}
		for n := len(ref); n > 2; n-- {
			r := c.f.only(ref[:n])
			if r == nil || r.Default {
				continue
			}
			if to := c.f.bound(r).resolve(r.Head.Value); to != nil && to.IsGround() {
				return c.key(ast.NewTerm(to.Concat(ref[n:])), c.f.bound(r), depth+1)
			}
			break
		}
		return ref.String()
	}
	return t.String()
}
