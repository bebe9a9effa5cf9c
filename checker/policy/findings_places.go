package policy

import (
	"slices"
	"strings"

	"belay/schemas"

	"github.com/open-policy-agent/opa/v1/ast"
)

// What the input says of itself beyond its types. A schema knows the manifest and the predicates; the rest is made by
// the checker, and these are the words and the lengths of time that it uses.
var (
	inputWords = map[string][]string{
		"phase":                           Phases,
		"class.kind":                      Kinds,
		"artifacts[].kind":                Kinds,
		"artifacts[].file":                {"absent", "matches", "differs"},
		"evidence[].role":                 {"vendor", "vendor-system", "platform", "independent"},
		"evidence[].grade":                Grades,
		"exposure.points[].audience":      {"internal", "external"},
		"exposure.points[].weekday":       weekdays,
		"exposure.first_external.weekday": weekdays,
	}
	weekdays       = []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
	inputDurations = []string{"at", "soak", "half", "duration", "age"}
	inputMoments   = []string{"now", "exposure.points[].starts", "exposure.first_external.starts"}
	// What of the exposure may be absent; the rest of a point is there if the point is.
	inputOptional = []string{
		"internal_percent", "first_external", "growth", "growth_from", "half", "duration", "soak", "at", "starts", "weekday",
	}
)

// shape returns what is known of the place o, and whether the input has it.
func (o origin) shape() (schemas.Shape, bool) {
	switch {
	case len(o.path) == 0:
		return schemas.Shape{}, true
	case o.path[0] == "manifest":
		return schemas.ManifestShape(o.path[1:])
	case o.evidence() && len(o.path) > 3 && o.path[2] == "predicate":
		if o.types == nil {
			return schemas.Shape{}, true
		}
		for _, t := range o.types {
			if !schemas.Known(t) {
				return schemas.Shape{}, true
			}
			if s, ok := schemas.PredicateShape(t, o.path[3:]); ok {
				return s, true
			}
		}
		return schemas.Shape{}, false
	}
	name := o.String()
	if rest, ok := strings.CutPrefix(name, "evidence[].exposure"); ok {
		name = "exposure" + rest
	}
	s := schemas.Shape{Values: inputWords[name], Moment: slices.Contains(inputMoments, name)}
	last := o.path[len(o.path)-1]
	s.Duration = slices.Contains(inputDurations, last) && (strings.HasPrefix(name, "exposure.") || name == "evidence[].age")
	for _, step := range o.path[1:] {
		s.Optional = append(s.Optional, o.path[0] == "exposure" && slices.Contains(inputOptional, step))
	}
	if name == "evidence[].type" {
		s.Values = schemas.KnownTypes()
	}
	return s, true
}

// places looks at the predicates that r reads: of evidence whose type was said, and which has that field.
func (c *critic) places(r *ast.Rule) {
	c.f.everyRef(&ast.Rule{Head: r.Head, Body: r.Body, Module: r.Module}, func(t *ast.Term, _ *bound) {
		ref := t.Value.(ast.Ref)
		s := c.f.bound(r)
		for _, o := range c.f.origins(t, s) {
			if !o.evidence() || len(o.path) < 4 || o.path[2] != "predicate" || len(ref) < 2 {
				continue
			}
			field := origin{path: o.path[3:]}.String()
			loc := ref[len(ref)-1].Location
			if loc == nil || loc.Row == 0 {
				loc = t.Location
			}
			if o.types == nil {
				if written(ref, "predicate") {
					c.add("untyped", loc, "write e.type == \"rollout-record/v1\" before it, or take e from a set of one type, such as lib.records", "predicate.%s is read of evidence of any type: what another type calls by that name counts as well", field)
				}
				continue
			}
			if _, ok := o.shape(); !ok {
				c.add("field", loc, fieldHint(o), "evidence of type %s has no predicate.%s: the rule never holds", strings.Join(o.types, " or "), field)
			}
		}
	})
}

// written reports whether a step of ref is written as name.
func written(ref ast.Ref, name string) bool {
	return slices.ContainsFunc(ref[1:], func(t *ast.Term) bool { return t.Equal(ast.StringTerm(name)) })
}

// fieldHint says which types have the field.
func fieldHint(o origin) string {
	var have []string
	for _, t := range schemas.KnownTypes() {
		if _, ok := schemas.PredicateShape(t, o.path[3:]); ok {
			have = append(have, t)
		}
	}
	if len(have) == 0 {
		return "no predicate type has it; belay input --schema shows all fields"
	}
	return "it is a field of " + strings.Join(have, ", ")
}
