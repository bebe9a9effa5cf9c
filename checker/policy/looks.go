package policy

import (
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Places are the places that a commitment's rules look at, helpers included. All lists are sorted, and hold no place
// that another place in them stands below. "[]" is any element.
type Places struct {
	Manifest   []string            `json:"manifest"`   // rollout.stages[].soak
	Input      []string            `json:"input"`      // the rest of the input: exposure.growth, class.kernel, now
	Evidence   map[string][]string `json:"evidence"`   // by predicate type, "" where it is not said: predicate.state, age
	Tests      []string            `json:"tests"`      // names of tests that must have passed: hg/auto-halt
	Parameters []string            `json:"parameters"` // of the commitment itself, by name
	Borrowed   []string            `json:"borrowed"`   // parameters of other commitments: SD-05.soak
}

// Places returns what each commitment of p reads, by its id. p was loaded in this process.
func (p *Pack) Places() map[string]Places {
	out := map[string]Places{}
	if p.compiler == nil {
		return out
	}
	f := newFlow(p.compiler)
	for _, c := range p.Commitments {
		out[c.ID] = p.placesOf(f, c)
	}
	return out
}

func (p *Pack) placesOf(f *flow, c Commitment) Places {
	r := Places{Evidence: map[string][]string{}}
	for _, rule := range f.needs(f.contract(c.File)...) {
		own := rule.Module.Package.Location.File == c.File
		f.everyRef(rule, func(t *ast.Term, s *bound) {
			for _, o := range f.origins(t, s) {
				r.add(o, c.ID)
			}
		})
		for e := rule; own && e != nil; e = e.Else {
			ast.WalkTerms(e, func(t *ast.Term) bool {
				if s, ok := t.Value.(ast.String); ok && testPattern.MatchString(string(s)) && !shortPattern.MatchString(string(s)) {
					r.Tests = append(r.Tests, string(s))
				}
				return false
			})
		}
	}
	for _, list := range []*[]string{&r.Manifest, &r.Input, &r.Tests, &r.Parameters, &r.Borrowed} {
		*list = deepest(*list)
	}
	for typ, list := range r.Evidence {
		r.Evidence[typ] = deepest(list)
	}
	return r
}

func (r *Places) add(o origin, id string) {
	switch {
	case len(o.path) == 0:
	case o.path[0] == "parameters":
		switch {
		case len(o.path) < 3:
		case o.path[1] == id:
			r.Parameters = append(r.Parameters, o.path[2])
		default:
			r.Borrowed = append(r.Borrowed, o.path[1]+"."+o.path[2])
		}
	case o.path[0] == "manifest":
		r.Manifest = append(r.Manifest, origin{path: o.path[1:]}.String())
	case !o.evidence():
		r.Input = append(r.Input, o.String())
	default:
		types := o.types
		if types == nil {
			types = []string{""}
		}
		for _, t := range types {
			list := r.Evidence[t]
			if len(o.path) > 2 && o.path[2] != "id" && o.path[2] != "type" {
				list = append(list, origin{path: o.path[2:]}.String())
			}
			r.Evidence[t] = list
		}
	}
}

// deepest sorts paths and drops those that another one stands below.
func deepest(paths []string) []string {
	slices.Sort(paths)
	paths = slices.Compact(paths)
	out := []string{}
	for _, p := range paths {
		if !slices.ContainsFunc(paths, func(q string) bool { return strings.HasPrefix(q, p+".") || strings.HasPrefix(q, p+"[]") }) {
			out = append(out, p)
		}
	}
	return out
}

// contract returns the rules claim, deny and proof of the commitment in file; with names, only those.
func (f *flow) contract(file string, names ...string) []*ast.Rule {
	if len(names) == 0 {
		names = contract
	}
	var out []*ast.Rule
	if m := f.c.Modules[file]; m != nil {
		for _, r := range m.Rules {
			if slices.Contains(names, ruleName(r)) {
				out = append(out, r)
			}
		}
	}
	return out
}

// needs returns roots and every rule that they use, in the order of files and lines.
func (f *flow) needs(roots ...*ast.Rule) []*ast.Rule {
	seen := map[*ast.Rule]bool{}
	for todo := slices.Clone(roots); len(todo) > 0; {
		r := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[r] {
			continue
		}
		seen[r] = true
		for d := range f.c.Graph.Dependencies(r) {
			if rule, ok := d.(*ast.Rule); ok {
				todo = append(todo, rule)
			}
		}
	}
	return slices.SortedFunc(maps.Keys(seen), func(a, b *ast.Rule) int { return a.Location.Compare(b.Location) })
}

// everyRef calls visit for each reference in r and its branches, but not for the names of functions.
func (f *flow) everyRef(r *ast.Rule, visit func(*ast.Term, *bound)) {
	for e := r; e != nil; e = e.Else {
		s := f.bound(e)
		see := func(t *ast.Term) bool {
			if ref, ok := t.Value.(ast.Ref); ok && f.c.GetArity(ref) < 0 {
				visit(t, s)
			}
			return false
		}
		for _, x := range e.Body {
			ast.WalkTerms(x, see)
		}
		ast.WalkTerms(e.Head, see)
	}
}
