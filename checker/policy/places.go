package policy

import (
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/types"
)

// maxPlaces is how many variables may stand for one another in a row.
const maxPlaces = 32

// places returns the variables of body that stand for a place, as r does after
// r := input.manifest.release, or p after some p in input.exposure.points.
func places(body ast.Body) map[ast.Var]ast.Ref {
	out := map[ast.Var]ast.Ref{}
	for _, e := range body {
		if !e.IsEquality() || e.Negated || len(e.Operands()) != 2 {
			continue
		}
		for i := range 2 {
			v, isVar := e.Operand(i).Value.(ast.Var)
			ref, isRef := e.Operand(1 - i).Value.(ast.Ref)
			if _, known := out[v]; isVar && isRef && !known {
				out[v] = ref
			}
		}
	}
	return out
}

// typeOf returns the type of what stands at ref, or nil where ref does not lead
// back to the input or a rule.
func (b *blindSpots) typeOf(ref ast.Ref) types.Type {
	for range maxPlaces {
		v, ok := ref[0].Value.(ast.Var)
		if !ok {
			return nil
		}
		if ast.RootDocumentNames.Contains(ref[0]) {
			return b.c.TypeEnv.GetByRef(ref)
		}
		place, ok := b.places[v]
		if !ok {
			return nil
		}
		ref = place.Concat(ref[1:])
	}
	return nil
}

// anyType reports whether nothing is known of t.
func anyType(t types.Type) bool {
	a, ok := t.(types.Any)
	return ok && len(a) == 0
}

// closed reports whether t is an object with fixed keys only, whichever it is.
func closed(t types.Type) bool {
	switch t := t.(type) {
	case *types.Object:
		return t.DynamicProperties() == nil
	case types.Any:
		for _, e := range t {
			if !closed(e) {
				return false
			}
		}
		return len(t) > 0
	}
	return false
}

// table reports whether ref is a rule whose value is an object written out, or
// another such rule: its keys are the author's own, so looking one up by a
// computed key hides nothing of the input.
func (b *blindSpots) table(ref ast.Ref) bool {
	rules := b.c.GetRulesExact(ref)
	for _, r := range rules {
		for e := r; e != nil; e = e.Else {
			if !b.tableValue(e.Head.Value, e.Body) {
				return false
			}
		}
	}
	return len(rules) > 0
}

func (b *blindSpots) tableValue(t *ast.Term, body ast.Body) bool {
	if t == nil {
		return false
	}
	switch v := t.Value.(type) {
	case ast.Object:
		return v.IsGround()
	case ast.Ref:
		return v[0].Equal(ast.DefaultRootDocument) && b.table(v)
	case ast.Var: // the compiler moves a reference out of the head
		for _, e := range body {
			if e.IsEquality() && e.Operand(0).Equal(t) {
				return b.tableValue(e.Operand(1), nil)
			}
		}
	}
	return false
}
