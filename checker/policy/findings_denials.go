package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// denials looks for what a manifest can get past by not saying it. A condition on a field that is absent does not hold,
// so a denial that asks for one is silent; one that asks for the absence of something good is not.
func (c *critic) denials(one Commitment) {
	claims := []origin{}
	for _, r := range c.f.contract(one.File, "claim") {
		claims = append(claims, c.f.origins(r.Head.Value, c.f.bound(r))...)
	}
	denies := slices.DeleteFunc(c.f.contract(one.File, "deny"), c.byEvidence)
	handled := c.handled(denies)
	for _, r := range denies {
		c.forgiven(r, claims)
		for _, helper := range c.demanded(r, 0)[1:] {
			c.negated(helper, claims, handled)
		}
		if c.negated(r, claims, handled) || slices.ContainsFunc(r.Body, func(e *ast.Expr) bool { return e.Negated }) {
			continue // what else it asks for says when the denial is meant
		}
		c.demands(r, func(e *ast.Expr, s *bound) {
			for _, t := range asked(e) {
				for _, o := range c.f.origins(t, s) {
					if c.mayBeSilent(o, claims) && !handled[o.String()] {
						c.silent(r, e, o)
						return
					}
				}
			}
		})
	}
}

// negated looks for comparisons that r itself negates. OPA takes what they read out of the negation, so where a field is
// absent not even `not` helps.
func (c *critic) negated(r *ast.Rule, claims []origin, handled map[string]bool) (found bool) {
	s := c.f.bound(r)
	for _, e := range r.Body {
		if _, ok := compared(e); !ok || !e.Negated {
			continue
		}
		for _, t := range e.Operands() {
			if _, taken := t.Value.(ast.Var); !taken || !c.plainly(s.resolve(t), r) {
				continue
			}
			for _, o := range c.f.origins(t, s) {
				if c.mayBeSilent(o, claims) && !handled[o.String()] {
					text := strings.TrimPrefix(asWritten(e.Location), "not ")
					c.add("silent-denial", e.Location, "give the comparison a name and negate that: `good_enough if "+text+"`, and `deny contains {\"at\": [...]} if not good_enough`",
						"a manifest that leaves %s out is not denied: in `not %s` the field is read first, and where it is absent the rule ends there", o, text)
					found = true
				}
			}
		}
	}
	return found
}

// plainly reports whether ref leads into the input, itself or by a rule of r's own file: what helpers of the library
// build is there even where what it is built from is not.
func (c *critic) plainly(ref ast.Ref, r *ast.Rule) bool {
	if ref == nil || ref[0].Equal(ast.InputRootDocument) {
		return ref != nil
	}
	rules := c.f.c.GetRules(ref)
	return len(rules) > 0 && rules[0].Module.Package.Location.File == r.Module.Package.Location.File
}

// forgiven looks for helpers that r negates and that hold where a field is absent, since they ask that it is not bad.
func (c *critic) forgiven(r *ast.Rule, claims []origin) {
	s := c.f.bound(r)
	for _, e := range r.Body {
		t, bare := e.Terms.(*ast.Term)
		if !e.Negated || !bare {
			continue
		}
		ref := s.resolve(t)
		if ref == nil || !ref[0].Equal(ast.DefaultRootDocument) {
			continue
		}
		for _, helper := range c.f.c.GetRules(ref) {
			if helper.Module.Package.Location.File == r.Module.Package.Location.File && len(helper.Head.Args) == 0 && !helper.Default {
				c.forgives(helper, claims)
			}
		}
	}
}

func (c *critic) forgives(helper *ast.Rule, claims []origin) {
	s := c.f.bound(helper)
	there := map[string]bool{}
	for _, e := range helper.Body {
		if !e.Negated {
			ast.WalkTerms(e, func(t *ast.Term) bool {
				for _, o := range c.f.origins(t, s) {
					there[o.String()] = true
				}
				return false
			})
		}
	}
	for _, e := range helper.Body {
		if !e.Negated {
			continue
		}
		terms := []*ast.Term{}
		if t, bare := e.Terms.(*ast.Term); bare {
			terms = append(terms, t)
		} else if _, ok := compared(e); ok {
			terms = e.Operands()
		}
		for _, t := range terms {
			if _, ok := t.Value.(ast.Ref); !ok {
				continue
			}
			for _, o := range c.f.origins(t, s) {
				if c.mayBeSilent(o, claims) && !there[o.String()] {
					text := strings.TrimPrefix(asWritten(e.Location), "not ")
					c.add("silent-denial", e.Location, "ask for what is good, as in `said := input."+strings.ReplaceAll(o.String(), "[]", "[_]")+"` before it: where the field is absent, the helper does not hold",
						"a manifest that leaves %s out counts as good: `not %s` holds where the field is absent, and so does %s", o, text, ruleName(helper))
				}
			}
		}
	}
}

// byEvidence reports whether the denials of r name a piece of evidence: that is there, or there is nothing to deny.
func (c *critic) byEvidence(r *ast.Rule) bool {
	key := r.Head.Key
	if of := c.f.bound(r).of[varOf(key)]; of != nil {
		key = of
	}
	o, ok := key.Value.(ast.Object)
	return ok && o.Get(ast.StringTerm("by")) != nil
}

// handled are the places whose absence some denial notices, since it asks that something which reads them is not so.
func (c *critic) handled(denies []*ast.Rule) map[string]bool {
	out := map[string]bool{}
	for _, r := range denies {
		s := c.f.bound(r)
		for _, e := range r.Body {
			if !e.Negated {
				continue
			}
			ast.WalkTerms(e, func(t *ast.Term) bool {
				if _, outside := t.Value.(ast.Var); outside {
					return false // read before the negation: where it is absent, that is not noticed
				}
				for _, o := range c.f.origins(t, s) {
					out[o.String()] = true
				}
				ref := s.resolve(t)
				if ref == nil || !ref[0].Equal(ast.DefaultRootDocument) {
					return false
				}
				for _, helper := range c.f.needs(c.f.c.GetRules(ref)...) {
					c.f.everyRef(helper, func(t *ast.Term, s *bound) {
						for _, o := range c.f.origins(t, s) {
							out[o.String()] = true
						}
					})
				}
				return false
			})
		}
	}
	return out
}

// demands calls visit for every condition that must hold for r to hold, those of r's own package's helpers included.
func (c *critic) demands(r *ast.Rule, visit func(*ast.Expr, *bound)) {
	for _, one := range c.demanded(r, 0) {
		for _, e := range one.Body {
			if !e.Negated {
				visit(e, c.f.bound(one))
			}
		}
	}
}

// demanded are r and the rules of its package that must hold for it to hold.
func (c *critic) demanded(r *ast.Rule, depth int) []*ast.Rule {
	out := []*ast.Rule{r}
	s := c.f.bound(r)
	for _, e := range r.Body {
		if e.Negated || depth == maxHelpers {
			continue
		}
		for _, t := range needed(e) {
			ref := s.resolve(t)
			if ref == nil || !ref[0].Equal(ast.DefaultRootDocument) {
				continue
			}
			for _, helper := range c.f.c.GetRules(ref) {
				truth := helper.Head.RuleKind() == ast.MultiValue && len(ref) > len(helper.Ref()) || helper.Head.Value != nil && helper.Head.Value.Equal(ast.BooleanTerm(true))
				if truth && helper.Module.Package.Location.File == r.Module.Package.Location.File && len(helper.Head.Args) == 0 {
					out = append(out, c.demanded(helper, depth+1)...)
				}
			}
		}
	}
	return out
}

const maxHelpers = 4 // that ask for each other, from a denial on

// needed are the references that e asks for as a whole: itself, or what a variable is made equal to.
func needed(e *ast.Expr) []*ast.Term {
	if t, ok := e.Terms.(*ast.Term); ok {
		return []*ast.Term{t}
	}
	if e.IsEquality() && len(e.Operands()) == 2 {
		return e.Operands()
	}
	return nil
}

// asked are the terms whose value e judges: what it compares, or a switch that it asks for.
func asked(e *ast.Expr) []*ast.Term {
	if t, ok := e.Terms.(*ast.Term); ok {
		return []*ast.Term{t}
	}
	if cmp, ok := compared(e); ok && cmp.op != "==" || ok && (ast.IsConstant(cmp.left.Value) || ast.IsConstant(cmp.right.Value)) {
		return []*ast.Term{cmp.left, cmp.right}
	}
	return nil
}

// mayBeSilent reports whether the manifest can leave o out and claim what the commitment asks for all the same.
func (c *critic) mayBeSilent(o origin, claims []origin) bool {
	if len(o.path) < 2 || o.path[0] != "manifest" && o.path[0] != "exposure" {
		return false
	}
	shape, ok := o.shape()
	if !ok {
		return false
	}
	known := 1
	for _, claim := range claims {
		n := 0
		for n < len(o.path) && n < len(claim.path) && o.path[n] == claim.path[n] {
			n++
		}
		known = max(known, n)
	}
	return slices.Contains(shape.Optional[min(known-1, len(shape.Optional)):], true)
}

func (c *critic) silent(r *ast.Rule, e *ast.Expr, o origin) {
	if _, bare := e.Terms.(*ast.Term); bare {
		if shape, _ := o.shape(); shape.Kind != "boolean" {
			return // asks whether it is there
		}
	}
	text := asWritten(e.Location)
	good := "..."
	if cmp, ok := compared(e); ok && cmp.op == "in" {
		good = "not " + text
	} else if ok {
		if op, ok := opposites[cmp.op]; ok {
			if at := strings.Index(text, cmp.op); at >= 0 {
				good = strings.TrimSpace(text[:at]) + " " + op + " " + strings.TrimSpace(text[at+len(cmp.op):])
			}
		}
	}
	loc := e.Location
	if loc.File != r.Location.File {
		loc = r.Location
	}
	c.add("silent-denial", loc, fmt.Sprintf("name what is good and deny where it is not so: `good_enough if %s`, and `deny contains {\"at\": [...]} if not good_enough`", good),
		"a manifest that leaves %s out is not denied: nothing is compared, so `%s` does not hold", o, text)
}

// asWritten is what the author wrote at loc, on one line.
func asWritten(loc *ast.Location) string {
	text := strings.Join(strings.Fields(string(loc.Text)), " ")
	if len(text) > 80 {
		text = text[:80] + "..."
	}
	return text
}
