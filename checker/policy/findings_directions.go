package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// directions holds the way in which parameters are compared against their strict values: where strict is smaller, the
// parameter is a maximum, and what is larger must not pass.
func (c *critic) directions(one Commitment) {
	d := &direction{critic: c, one: one, seen: map[*ast.Rule]uint8{}}
	for _, r := range c.f.contract(one.File, "proof") {
		d.rule(r, true)
	}
	for _, r := range c.f.contract(one.File, "deny") {
		d.rule(r, false)
	}
}

type direction struct {
	*critic
	one  Commitment
	seen map[*ast.Rule]uint8 // 1: as what lets pass, 2: as what denies
	via  *ast.Expr           // the condition that asks for the rule which is looked at; nil: none that a `not` would turn round
}

// rule looks at r, which helps a release to pass, or to be denied, when it holds.
func (d *direction) rule(r *ast.Rule, pass bool) {
	bit := uint8(2)
	if pass {
		bit = 1
	}
	if d.seen[r]&bit != 0 {
		return
	}
	d.seen[r] |= bit
	s := d.f.bound(r)
	for _, e := range r.Body {
		helps := pass != e.Negated
		if t, ok := e.Terms.(*ast.Term); ok {
			before := d.via
			d.via = e
			d.use(t, s, helps, 0)
			d.via = before
			continue
		}
		cmp, ok := compared(e)
		switch {
		case !ok:
		case cmp.op == "in":
			d.use(cmp.right, s, helps, 0)
		case cmp.op == "==":
			for _, t := range e.Operands() {
				if ref, ok := t.Value.(ast.Ref); ok && d.f.c.GetRulesExact(ref) == nil {
					d.use(t, s, helps, 0) // picks from a set: not a name for the whole of it
				}
			}
		default:
			d.check(cmp, s, helps)
			d.check(cmp.turned(), s, helps)
		}
	}
}

// use goes on to the rules that t is, where more of them means more of what t is used for.
func (d *direction) use(t *ast.Term, s *bound, helps bool, depth int) {
	if depth > maxTrail || t == nil {
		return
	}
	switch v := t.Value.(type) {
	case ast.Var:
		d.use(s.of[v], s, helps, depth+1)
	case ast.Call:
		if op := v[0].String(); op == "and" || op == "or" || op == "array.concat" {
			for _, a := range v[1:] {
				d.use(a, s, helps, depth+1)
			}
		}
	case ast.Ref:
		ref := s.resolve(t)
		if ref == nil || !ref[0].Equal(ast.DefaultRootDocument) {
			return
		}
		for _, r := range d.f.c.GetRules(ref) {
			if r.Module.Package.Location.File == d.one.File && len(r.Head.Args) == 0 {
				d.rule(r, helps)
			}
		}
	}
}

// check looks at a comparison with a parameter on its right.
func (d *direction) check(cmp comparison, s *bound, helps bool) {
	names := d.grows(cmp.right, s, 0)
	if len(names) == 0 || len(d.grows(cmp.left, s, 0)) > 0 || cmp.op == "!=" {
		return
	}
	most := (cmp.op == "<" || cmp.op == "<=") != cmp.negated // what is larger than the parameter is not so
	largerIsStricter := most != helps
	if cmp.negated {
		largerIsStricter = ((cmp.op == "<" || cmp.op == "<=") != helps)
	}
	for _, name := range names {
		p := d.one.Parameters[name]
		sign := strictSign(p)
		if sign == 0 || (sign > 0) == largerIsStricter {
			continue
		}
		word, bound := "smaller", "a maximum"
		if sign > 0 {
			word, bound = "larger", "a minimum"
		}
		d.add("direction", cmp.loc, d.ways(), "`%s` treats %s the wrong way round: its strict value is %s than its default, which makes it %s", asWritten(cmp.loc), name, word, bound)
	}
}

// ways says what could be turned round: the comparison, the numbers, or the condition that asks for it.
func (d *direction) ways() string {
	const ways = "turn the comparison round, or exchange default and strict"
	if d.via == nil {
		return ways
	}
	asked := strings.TrimPrefix(asWritten(d.via.Location), "not ")
	at := fmt.Sprintf(" in line %d", d.via.Location.Row)
	if d.via.Negated {
		return ways + "; or a `not` is one too many" + at + ": write `" + asked + "`"
	}
	return ways + "; or a `not` is missing" + at + ": write `not " + asked + "`"
}

// strictSign is 1 where the strict values of p are larger than the others, -1 where they are smaller, 0 where they are
// the same or not all one way.
func strictSign(p Parameter) int {
	signs := []int{}
	for key, v := range p.Strict {
		a, ok := float(v)
		own, has := p.Values[key]
		if !has {
			own = p.Values["default"]
		}
		b, ok2 := float(own)
		if ok && ok2 && a != b {
			signs = append(signs, map[bool]int{true: 1, false: -1}[a > b])
		}
	}
	slices.Sort(signs)
	if len(signs) == 0 || signs[0] != signs[len(signs)-1] {
		return 0
	}
	return signs[0]
}

// grows returns the parameters that t becomes larger with.
func (d *direction) grows(t *ast.Term, s *bound, depth int) []string {
	if t == nil || depth > maxTrail {
		return nil
	}
	switch v := t.Value.(type) {
	case ast.Var:
		return d.grows(s.of[v], s, depth+1)
	case ast.Call:
		var out []string
		args := v[1:]
		switch v[0].String() {
		case "div", "minus":
			args = args[:1]
		case "round", "ceil", "floor", "mul", "plus":
		default:
			return nil
		}
		for _, a := range args {
			out = append(out, d.grows(a, s, depth+1)...)
		}
		return out
	case ast.Ref:
		for _, o := range d.f.origins(t, s) {
			if len(o.path) == 3 && o.path[0] == "parameters" && o.path[1] == d.one.ID {
				return []string{o.path[2]}
			}
		}
		if r := d.ownRule(s.resolve(t)); r != nil {
			return d.grows(r.Head.Value, d.f.bound(r), depth+1)
		}
	}
	return nil
}
