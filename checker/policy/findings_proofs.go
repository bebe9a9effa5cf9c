package policy

import (
	"maps"
	"slices"
	"strings"

	"belay/schemas"

	"github.com/open-policy-agent/opa/v1/ast"
)

// proofs holds what METADATA says about proof against what the rules look for.
func (c *critic) proofs(one Commitment) {
	m := c.module(one.File)
	types, tests := map[string]bool{}, map[string]bool{}
	for _, ways := range one.Proof {
		for _, t := range slices.Concat(ways...) {
			typ, test, _ := strings.Cut(t, "#")
			types[typ] = true
			if test != "" {
				tests[test] = true
			}
		}
	}
	counted := map[string]bool{}
	for _, r := range c.f.contract(one.File, "proof") {
		for _, o := range c.f.origins(r.Head.Key, c.f.bound(r)) {
			if !o.evidence() {
				continue
			}
			if o.types == nil {
				c.add("untyped", r.Location, "write e.type == \"rollout-record/v1\" in it, or take e from a set of one type, such as lib.records", "evidence of any type counts as proof")
			}
			for _, t := range o.types {
				counted[t] = true
				if !types[t] && !c.beside(r, types) {
					c.add("proof", r.Location, "name it under proof in METADATA, or take it out of the rule", "proof takes evidence of type %s, which METADATA does not name: it proves nothing", t)
				}
			}
		}
	}
	for _, t := range slices.Sorted(maps.Keys(types)) {
		if !counted[t] {
			c.add("proof", line(m, "proof"), "write a rule proof for it, or take it out of METADATA", "METADATA names %s as proof, and no rule proof takes evidence of that type", t)
		}
	}
	asked := c.p.placesOf(c.f, one).Tests
	for _, t := range slices.Sorted(maps.Keys(tests)) {
		if !slices.Contains(asked, t) {
			c.add("proof", line(m, "proof"), schemas.DidYouMean(t, asked), "METADATA names the test %s as proof, and no rule asks whether it passed", t)
		}
	}
	for _, t := range asked {
		if !tests[t] {
			c.add("proof", line(m, "proof"), "name it behind its type, as in \"https://in-toto.io/attestation/test-result/v0.1#"+t+"\"", "a rule asks whether the test %s passed, and METADATA does not name it as proof", t)
		}
	}
}

// beside reports whether r also looks at evidence of a type that is named: what it takes besides is shown with that.
func (c *critic) beside(r *ast.Rule, types map[string]bool) bool {
	found := false
	for _, rule := range c.f.needs(r) {
		c.f.everyRef(rule, func(t *ast.Term, s *bound) {
			for _, o := range c.f.origins(t, s) {
				found = found || o.evidence() && slices.ContainsFunc(o.types, func(t string) bool { return types[t] })
			}
		})
	}
	return found
}

// parameters holds the parameters that METADATA declares against those that the rules read.
func (c *critic) parameters(one Commitment) {
	m := c.module(one.File)
	read := c.p.placesOf(c.f, one)
	for _, name := range slices.Sorted(maps.Keys(one.Parameters)) {
		if !slices.Contains(read.Parameters, name) && !slices.Contains(read.Parameters, "[]") {
			c.add("parameters", line(m, name), "compare something with input.parameters[\""+one.ID+"\"]."+name+", or take it out of METADATA", "parameter %s is declared and no rule reads it: a profile that sets it changes nothing", name)
		}
	}
	for _, name := range read.Borrowed {
		id, _, _ := strings.Cut(name, ".")
		c.add("parameters", m.Package.Location, "declare a parameter of its own, with the same value and the reason", "the rules read the parameter %s: who changes %s for its own sake changes %s as well, and nothing says so", name, id, one.ID)
	}
}

// unused finds rules that no verdict depends on.
func (c *critic) unused() {
	var roots []*ast.Rule
	for _, one := range c.p.Commitments {
		roots = append(roots, c.f.contract(one.File)...)
	}
	used := map[*ast.Rule]bool{}
	for _, r := range c.f.needs(roots...) {
		used[r] = true
	}
	said := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(c.f.c.Modules)) {
		for _, r := range c.f.c.Modules[name].Rules {
			if key := name + " " + ruleName(r); c.own[name] && !used[r] && !said[key] {
				said[key] = true
				c.add("unused", r.Location, "use it or delete it", "rule %s is used by no claim, deny or proof: it changes no verdict", ruleName(r))
			}
		}
	}
}
