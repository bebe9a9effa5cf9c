package mutate

import (
	"encoding/json"
	"math/big"

	"github.com/open-policy-agent/opa/v1/ast"
)

// bounds are the least and the largest value that the schemas allow for numbers by the names of their fields; nil is no
// bound. Where fields of one name have different ones, the widest counts.
type bounds map[string][2]*big.Rat

// bounds reads them out of every schema. What is a length of time is never below 0.
func (f *forms) bounds() bounds {
	out := bounds{}
	all := []form{f.manifest, f.envelope}
	for _, typ := range keys(f.predicates) {
		all = append(all, f.predicates[typ])
	}
	for _, root := range all {
		out.read(root, root.node)
		for _, name := range keys(root.defs) {
			def, _ := root.defs[name].(map[string]any)
			out.read(root, def)
		}
	}
	return out
}

func (b bounds) read(root form, node map[string]any) {
	properties, _ := node["properties"].(map[string]any)
	for _, name := range keys(properties) {
		sub, _ := properties[name].(map[string]any)
		b.read(root, sub)
		f := form{sub, root.defs}.resolved()
		kind, _ := f.node["type"].(string)
		if kind != "number" && kind != "integer" && f.node["format"] != "duration" {
			continue
		}
		least, most := f.bound("minimum", "exclusiveMinimum"), f.bound("maximum", "exclusiveMaximum")
		if f.node["format"] == "duration" {
			least = new(big.Rat)
		}
		if known, ok := b[name]; ok {
			least, most = wider(known[0], least, -1), wider(known[1], most, 1)
		}
		b[name] = [2]*big.Rat{least, most}
	}
	for _, keyword := range []string{"items", "additionalProperties"} {
		if sub, ok := node[keyword].(map[string]any); ok {
			b.read(root, sub)
		}
	}
}

func (f form) bound(keywords ...string) *big.Rat {
	for _, k := range keywords {
		if n, ok := f.node[k].(json.Number); ok {
			if r, ok := new(big.Rat).SetString(string(n)); ok {
				return r
			}
		}
	}
	return nil
}

// wider is the one of two bounds that allows more; nil allows all.
func wider(a, b *big.Rat, sign int) *big.Rat {
	if a == nil || b == nil {
		return nil
	}
	if a.Cmp(b)*sign > 0 {
		return a
	}
	return b
}

// same reports whether two comparisons of t with a number are the same for every value that t can have: a count is never
// below 0, a share never above 100, and a parameter, which is a threshold, never below 0.
func (b bounds) same(t *ast.Term, sign, by string, limit *big.Rat) bool {
	least, most, whole := (*big.Rat)(nil), (*big.Rat)(nil), false
	switch v := t.Value.(type) {
	case ast.Call:
		if v[0].Value.Compare(ast.Count.Ref()) != 0 {
			return false
		}
		least, whole = new(big.Rat), true
	case ast.Ref:
		name, _ := v[len(v)-1].Value.(ast.String)
		if v[0].Equal(ast.VarTerm("parameters")) || len(v) > 2 && v[1].Equal(ast.StringTerm("parameters")) {
			least = new(big.Rat)
		} else if known, ok := b[string(name)]; ok {
			least, most = known[0], known[1]
		}
	default:
		return false
	}
	steps := []*big.Rat{big.NewRat(-1, 1), {}, big.NewRat(1, 1)}
	for _, step := range steps {
		at := new(big.Rat).Add(limit, step)
		if !whole && step.Sign() != 0 {
			at = new(big.Rat).Add(limit, new(big.Rat).Quo(step, big.NewRat(1000, 1)))
		}
		outside := least != nil && at.Cmp(least) < 0 || most != nil && at.Cmp(most) > 0
		if !outside && holds(at.Cmp(limit), sign) != holds(at.Cmp(limit), by) {
			return false
		}
	}
	return true
}

// holds reports whether a comparison is true of two values that are ordered so.
func holds(order int, sign string) bool {
	switch sign {
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	case ">=":
		return order >= 0
	case "==":
		return order == 0
	}
	return order != 0
}
