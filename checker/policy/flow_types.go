package policy

import "github.com/open-policy-agent/opa/v1/ast"

// typed collects what s says of the types of its pieces of evidence.
func (f *flow) typed(s *bound) map[string][]string {
	out := map[string][]string{}
	for _, e := range s.body {
		if e.Negated || !e.IsCall() || len(e.Operands()) != 2 {
			continue
		}
		a, b := e.Operand(0), e.Operand(1)
		if e.IsEquality() && ast.IsConstant(a.Value) {
			a, b = b, a
		}
		ref := s.resolve(a)
		if len(ref) < 2 || !ref[len(ref)-1].Equal(ast.StringTerm("type")) {
			continue
		}
		if e.IsEquality() || e.Operator().String() == "internal.member_2" {
			if types := f.constants(b, s); types != nil {
				out[ref[:len(ref)-1].String()] = types
			}
		}
	}
	for _, e := range s.body {
		if !e.Negated {
			ast.WalkRefs(e, func(ref ast.Ref) bool {
				f.looked(ref, s, out)
				return false
			})
		}
	}
	return out
}

// looked narrows a piece of evidence whose type is looked up in a table that is written out.
func (f *flow) looked(ref ast.Ref, s *bound, out map[string][]string) {
	for n := 3; n < len(ref); n++ {
		by := s.resolve(ref[n])
		if len(by) < 2 || !by[len(by)-1].Equal(ast.StringTerm("type")) {
			continue
		}
		r := f.only(ref[:n])
		if r == nil {
			continue
		}
		if table, ok := r.Head.Value.Value.(ast.Object); ok {
			var keys []string
			table.Foreach(func(k, _ *ast.Term) {
				if key, ok := k.Value.(ast.String); ok {
					keys = append(keys, string(key))
				}
			})
			out[by[:len(by)-1].String()] = keys
		}
	}
}

// constants are the strings that t is, or that are its members; nil where they are not written out.
func (f *flow) constants(t *ast.Term, s *bound) []string {
	out := []string{}
	add := func(e *ast.Term) {
		if v, ok := e.Value.(ast.String); ok {
			out = append(out, string(v))
		}
	}
	switch v := t.Value.(type) {
	case ast.String:
		add(t)
	case ast.Set:
		v.Foreach(add)
	case *ast.Array:
		v.Foreach(add)
	case ast.Var:
		if of := s.of[v]; of != nil {
			return f.constants(of, s)
		}
		return nil
	case ast.Ref:
		r := f.only(v)
		if r == nil {
			return nil
		}
		return f.constants(r.Head.Value, f.bound(r))
	}
	if len(out) == 0 {
		return nil
	}
	return out
}
