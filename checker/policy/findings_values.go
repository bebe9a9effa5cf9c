package policy

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"belay/schemas"

	"github.com/open-policy-agent/opa/v1/ast"
)

// comparison is one comparison of a rule, with the operator as it is written with left first.
type comparison struct {
	op          string // < <= > >= == != in
	left, right *ast.Term
	loc         *ast.Location
	negated     bool
}

var operators = map[string]string{
	"lt": "<", "lte": "<=", "gt": ">", "gte": ">=", "eq": "==", "equal": "==", "neq": "!=", "internal.member_2": "in",
}

// compared returns the comparison that e is.
func compared(e *ast.Expr) (comparison, bool) {
	if !e.IsCall() || len(e.Operands()) != 2 {
		return comparison{}, false
	}
	op, ok := operators[e.Operator().String()]
	return comparison{op, e.Operand(0), e.Operand(1), e.Location, e.Negated}, ok
}

// turned writes c the other way round.
func (c comparison) turned() comparison {
	other := map[string]string{"<": ">", "<=": ">=", ">": "<", ">=": "<="}
	if op, ok := other[c.op]; ok {
		c.op = op
	}
	c.left, c.right = c.right, c.left
	return c
}

// opposites are the comparisons that hold where the others do not.
var opposites = map[string]string{"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}

// binds reports whether c only gives a variable of s its value.
func (c comparison) binds(s *bound) bool {
	return c.op == "==" && (s.of[varOf(c.left)] == c.right || s.of[varOf(c.right)] == c.left)
}

// comparisons looks at the words and the units that r compares.
func (c *critic) comparisons(r *ast.Rule) {
	s := c.f.bound(r)
	for _, e := range s.body {
		cmp, ok := compared(e)
		if !ok {
			continue
		}
		c.words(cmp, s)
		if cmp.op == "in" {
			continue
		}
		c.words(cmp.turned(), s)
		c.units(cmp, s)
		c.seconds(cmp, s)
		c.seconds(cmp.turned(), s)
		c.bounds(cmp, s)
		c.bounds(cmp.turned(), s)
	}
}

// words checks that a place is compared with words that can stand there.
func (c *critic) words(cmp comparison, s *bound) {
	if !slices.Contains([]string{"==", "!=", "in"}, cmp.op) || ast.IsConstant(cmp.left.Value) {
		return
	}
	said := c.f.constants(cmp.right, s)
	if said == nil || cmp.op != "in" && !isString(cmp.right) {
		return
	}
	origins := c.f.origins(cmp.left, s)
	if len(origins) == 0 {
		return
	}
	var allowed []string
	for _, o := range origins {
		shape, ok := o.shape()
		if !ok || shape.Values == nil {
			return
		}
		allowed = append(allowed, shape.Values...)
	}
	for _, word := range said {
		if slices.Contains(allowed, word) {
			continue
		}
		always := "is never so"
		if (cmp.op == "!=") != cmp.negated {
			always = "is always so"
		}
		if strings.HasSuffix(origins[0].String(), "evidence[].type") {
			c.add("predicate", cmp.loc, typeHint(word), "there is no predicate type %q with a schema: the comparison %s", word, always)
			continue
		}
		hint := schemas.DidYouMean(word, allowed)
		if hint == "" {
			hint = "it is one of " + strings.Join(slices.Compact(slices.Sorted(slices.Values(allowed))), ", ")
		}
		c.add("word", cmp.loc, hint, "%s is never %q: the comparison %s", origins[0], word, always)
	}
}

func isString(t *ast.Term) bool { _, ok := t.Value.(ast.String); return ok }

// number returns the number that t is, or stands for.
func (c *critic) number(t *ast.Term, s *bound) (float64, bool) {
	for range maxPlaces {
		switch v := t.Value.(type) {
		case ast.Number:
			return float(json.Number(v))
		case ast.Var:
			if s.of[v] == nil {
				return 0, false
			}
			t = s.of[v]
		case ast.Ref:
			r := c.f.only(v)
			if r == nil {
				return 0, false
			}
			t, s = r.Head.Value, c.f.bound(r)
		default:
			return 0, false
		}
	}
	return 0, false
}

// unit returns what t is measured in: one of Units, or "" where that is not known.
func (c *critic) unit(t *ast.Term, s *bound, depth int) string {
	if depth > maxTrail {
		return ""
	}
	switch v := t.Value.(type) {
	case ast.Var:
		if of := s.of[v]; of != nil {
			return c.unit(of, s, depth+1)
		}
	case ast.Call:
		return c.callUnit(v, s, depth)
	case ast.Ref:
		if r := c.ownRule(s.resolve(t)); r != nil && len(c.f.origins(t, s)) == 0 {
			return c.unit(r.Head.Value, c.f.bound(r), depth+1)
		}
	}
	unit := ""
	for i, o := range c.f.origins(t, s) {
		u := c.placeUnit(o)
		if i > 0 && u != unit {
			return ""
		}
		unit = u
	}
	return unit
}

// ownRule is the one rule that gives ref its value.
func (c *critic) ownRule(ref ast.Ref) *ast.Rule {
	if ref == nil {
		return nil
	}
	return c.f.only(ref)
}

func (c *critic) callUnit(call ast.Call, s *bound, depth int) string {
	args := []string{}
	for _, a := range call[1:] {
		args = append(args, c.unit(a, s, depth+1))
	}
	switch call[0].String() {
	case "data.belay.lib.seconds":
		return "duration"
	case "round", "ceil", "floor", "abs":
		return args[0]
	case "plus", "minus":
		if args[0] == args[1] {
			return args[0]
		}
	case "mul":
		if args[0] == "duration" && args[1] == "times" || args[0] == "times" && args[1] == "duration" {
			return "duration"
		}
	}
	return ""
}

func (c *critic) placeUnit(o origin) string {
	if len(o.path) == 3 && o.path[0] == "parameters" {
		return c.ids[o.path[1]].Parameters[o.path[2]].Unit
	}
	shape, ok := o.shape()
	switch {
	case !ok || len(o.path) == 0:
		return ""
	case shape.Duration:
		return "duration"
	case shape.Moment:
		return "moment"
	}
	if last := o.path[len(o.path)-1]; last == "percent" || strings.HasSuffix(last, "_percent") {
		return "percent"
	}
	return ""
}

// units checks that two sides are measured in the same.
func (c *critic) units(cmp comparison, s *bound) {
	a, b := c.unit(cmp.left, s, 0), c.unit(cmp.right, s, 0)
	kind := func(u string) string {
		if strings.HasPrefix(u, "percent") {
			return "percent"
		}
		return u
	}
	ka, kb := kind(a), kind(b)
	if ka == "" || kb == "" || ka == kb || ka != "duration" && ka != "percent" && kb != "duration" && kb != "percent" {
		return
	}
	c.add("unit", cmp.loc, "lengths and ages are seconds wherever rules look, percentages 0 to 100: give the parameter the unit of what it is compared with", "%s is compared with %s: the numbers mean different things", measured(a), measured(b))
}

func measured(unit string) string {
	switch unit {
	case "duration":
		return "a length of time in seconds"
	case "moment":
		return "a date"
	}
	return "a number in " + unit
}

const fewSeconds = 600 // a number below that, compared with a length of time, was meant as hours, days or minutes

func (c *critic) seconds(cmp comparison, s *bound) {
	n, ok := c.number(cmp.right, s)
	if !ok || n <= 0 || n >= fewSeconds || ast.IsConstant(cmp.left.Value) || c.unit(cmp.left, s, 0) != "duration" {
		return
	}
	c.add("unit", cmp.loc, fmt.Sprintf("make it a parameter with unit duration, written as \"%vm\", \"%vh\" or \"%vd\"; in a rule a day is 86400", n, n, n), "a length of time is compared with %v, and lengths of time are seconds", n)
}

// bounds checks a comparison with a number against the limits that the schema sets.
func (c *critic) bounds(cmp comparison, s *bound) {
	n, ok := c.number(cmp.right, s)
	origins := c.f.origins(cmp.left, s)
	if !ok || len(origins) == 0 || ast.IsConstant(cmp.left.Value) {
		return
	}
	for _, o := range origins {
		shape, ok := o.shape()
		if !ok || possible(cmp.op, n, shape) {
			return
		}
	}
	shape, _ := origins[0].shape()
	limits := []string{}
	if shape.Least != "" {
		limits = append(limits, "at least "+shape.Least)
	}
	if shape.Most != "" {
		limits = append(limits, "at most "+shape.Most)
	}
	c.add("unreachable", cmp.loc, "compare it with a number that it can have, or drop the rule", "%s is %s: this is never so", origins[0], strings.Join(limits, " and "))
}

// possible reports whether a number within shape's limits can stand before op n.
func possible(op string, n float64, shape schemas.Shape) bool {
	least, low := float(json.Number(shape.Least))
	most, high := float(json.Number(shape.Most))
	switch op {
	case "<":
		return !low || least < n
	case "<=":
		return !low || least <= n
	case ">":
		return !high || most > n
	case ">=":
		return !high || most >= n
	case "==":
		return (!low || least <= n) && (!high || n <= most)
	}
	return true
}
