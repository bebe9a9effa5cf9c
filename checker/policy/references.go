package policy

import (
	"maps"
	"slices"
	"strings"

	"belay/schemas"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/types"
)

// checkReferences checks where the rules look: the input by paths, and
// rules of their own package and of data.belay.lib that exist, in their own
// layer or an earlier one. A path of data that leads nowhere is undefined to OPA
// and no error.
func checkReferences(c *ast.Compiler, owned ownership, ps *problems) *ast.Error {
	for _, name := range slices.Sorted(maps.Keys(c.Modules)) {
		if name == engineFile {
			continue
		}
		m := c.Modules[name]
		ast.WalkRefs(m, func(ref ast.Ref) bool {
			switch {
			case ref[0].Equal(ast.InputRootDocument) && len(ref) == 1:
				ps.add(ref[0].Location, "name the part of it that is meant, such as input.manifest.release", "input as a whole")
			case ref[0].Equal(ast.DefaultRootDocument) && !ref.Equal(m.Package.Path):
				checkDataRef(c, owned, m, ref, ps)
			}
			return false
		})
	}
	return ps.stop()
}

func checkDataRef(c *ast.Compiler, owned ownership, m *ast.Module, ref ast.Ref, ps *problems) {
	fixed := ref.ConstantPrefix()
	for n := 2; n <= len(fixed); n++ {
		rules := c.GetRulesExact(fixed[:n])
		if len(rules) == 0 {
			continue
		}
		pkg := rules[0].Module.Package
		if layer := owned.files[pkg.Location.File]; layer > owned.files[m.Package.Location.File] {
			// a pack that asks for helpers it does not bring would say what whoever comes last wants it to say
			ps.add(ref[0].Location, "a pack brings its helpers, or comes after the pack that does", "%s is a rule of %s, which comes after it", fixed[:n], owned.name(layer))
		} else if !pkg.Path.Equal(m.Package.Path) && !isLibrary(pkg.Path) {
			ps.add(ref[0].Location, "a commitment uses its own rules and data.belay.lib; what two of them need goes there", "%s belongs to another commitment", fixed[:n])
		}
		return
	}
	ps.add(ref[0].Location, "a commitment uses its own rules and data.belay.lib, each by its name", "%s is no rule", ref)
}

func isLibrary(pkg ast.Ref) bool {
	return strings.HasPrefix(pkg.String()+".", "data.belay.lib.")
}

// checkAnswers checks the types of what the three rules answer, as far as the
// compiler knows them. The rest is checked when there is an answer.
func checkAnswers(c *ast.Compiler, cs []Commitment, ps *problems) {
	for _, m := range c.Modules {
		if m.Package.Location.File == engineFile || isLibrary(m.Package.Path) {
			continue
		}
		proof := c.TypeEnv.GetByRef(m.Package.Path.Append(ast.StringTerm("proof")))
		if s, ok := proof.(*types.Set); ok && !mayBe(s.Of(), types.S) {
			ps.at(ruleAt(m, "proof"), "write `proof contains e.id`", "proof holds values of type %s, not ids of evidence", s.Of())
		}
		deny := c.TypeEnv.GetByRef(m.Package.Path.Append(ast.StringTerm("deny")))
		if s, ok := deny.(*types.Set); ok {
			path := types.NewArray(nil, types.NewAny(types.S, types.N))
			if at := types.Select(s.Of(), "at"); at != nil && !mayBe(at, path) {
				ps.at(ruleAt(m, "deny"), "write \"at\" as a path in the manifest, such as [\"rollout\", \"stages\", i]", "\"at\" is no list of steps")
			}
			if by := types.Select(s.Of(), "by"); by != nil && !mayBe(by, types.S) {
				ps.at(ruleAt(m, "deny"), "write \"by\": e.id", "\"by\" is of type %s, not the id of a piece of evidence", by)
			}
		}
	}
}

// mayBe reports whether every value of type have could be one of type want, as
// far as the type is known.
func mayBe(have, want types.Type) bool {
	switch h := have.(type) {
	case nil:
		return true
	case types.Any:
		return len(h) == 0 || !slices.ContainsFunc(h, func(t types.Type) bool { return !mayBe(t, want) })
	case *types.Array:
		w, ok := want.(*types.Array)
		if !ok {
			return false
		}
		for i := range h.Len() {
			if !mayBe(h.Select(i), w.Dynamic()) {
				return false
			}
		}
		return h.Dynamic() == nil || mayBe(h.Dynamic(), w.Dynamic())
	}
	if w, ok := want.(types.Any); ok {
		return slices.ContainsFunc(w, func(t types.Type) bool { return mayBe(have, t) })
	}
	return types.Compare(have, want) == 0
}

func ruleAt(m *ast.Module, name string) schemas.Position {
	for _, r := range m.Rules {
		if ruleName(r) == name && r.Location != nil {
			return schemas.Position{File: r.Location.File, Line: r.Location.Row, Column: r.Location.Col}
		}
	}
	return schemas.Position{File: m.Package.Location.File}
}
