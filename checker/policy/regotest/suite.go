package regotest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"belay/checker/policy"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/types"
)

// announce is what a table calls with the name of each case before it is judged: a case that fails leaves no other
// trace in what the rule answers. OPA's own runner has the like (internal.test_case) and hears it by tracing the whole
// evaluation, which takes a good part of the time.
var announce = &ast.Builtin{Name: "belay.case", Decl: types.NewFunction([]types.Type{types.NewArray(nil, types.A)}, nil)}

const (
	testPrefix = "test_"
	skipPrefix = "todo_test_"
)

// test is one test rule.
type test struct {
	Result           // what is known before it is run
	path   ast.Ref   // of the rule
	key    ast.Ref   // what the cases of a table are called by; empty for a test of its own
	rule   *ast.Rule // as it was written
	module *ast.Module
}

// suite is a pack with its tests, compiled.
type suite struct {
	compiler *ast.Compiler
	modules  []policy.Module // as they were read
	tests    []test          // of the last layer
	ids      map[string]string
}

// load reads and compiles layers.
func load(layers []policy.Layer) (*suite, error) {
	modules, err := policy.Modules(layers...)
	if err != nil {
		return nil, err
	}
	s := &suite{modules: modules, ids: map[string]string{}}
	prepared := slices.Clone(modules)
	names := map[string]int{}
	for i, m := range modules {
		if !m.Test {
			s.ids[strings.TrimSuffix(m.Name, ".rego")+"_test.rego"] = idOf(m.Parsed)
			continue
		}
		prepared[i].Parsed = m.Parsed.Copy()
		for j, r := range prepared[i].Parsed.Rules {
			path, key := testRef(r)
			if path == nil {
				continue
			}
			// OPA runs two tests of one name both, and counts them.
			full := m.Parsed.Package.Path.Extend(path).String()
			if n := names[full]; n > 0 {
				path = renamed(path, fmt.Sprintf("%s#%02d", nameOf(path), n))
				r.Head.SetRef(path.Concat(key))
			}
			names[full]++
			if len(key) > 0 {
				r.Body = announced(r.Body, key)
			}
			if m.Layer == len(layers)-1 {
				s.tests = append(s.tests, newTest(m, m.Parsed.Rules[j], path, key))
			}
		}
	}
	for i := range s.tests {
		s.tests[i].Commitment = s.ids[s.tests[i].File]
	}
	s.compiler, err = policy.CompileTests(layers, prepared, announce)
	return s, err
}

func newTest(m policy.Module, r *ast.Rule, path, key ast.Ref) test {
	pkg := m.Parsed.Package.Path
	t := test{path: pkg.Extend(path), key: key, rule: r, module: m.Parsed}
	t.File, t.Line = m.Name, r.Location.Row
	t.Package, t.Name = strings.TrimPrefix(pkg.String(), "data."), strings.TrimPrefix(path.String(), "data.")
	return t
}

// testRef returns the part of a rule's name up to test_…, and what comes behind it; nothing for what is no test.
func testRef(r *ast.Rule) (path, key ast.Ref) {
	if r.Default || len(r.Head.Args) > 0 {
		return nil, nil
	}
	ref := r.Head.Ref()
	for i := range ref.GroundPrefix() {
		if name := nameOf(ref[:i+1]); strings.HasPrefix(name, testPrefix) || strings.HasPrefix(name, skipPrefix) {
			return ref[:i+1], ref[i+1:]
		}
	}
	return nil, nil
}

// nameOf is the last step of a path.
func nameOf(path ast.Ref) string {
	switch v := path[len(path)-1].Value.(type) {
	case ast.Var:
		return string(v)
	case ast.String:
		return string(v)
	}
	return ""
}

func renamed(path ast.Ref, name string) ast.Ref {
	out := path.Copy()
	if len(out) == 1 {
		out[0] = ast.VarTerm(name)
	} else {
		out[len(out)-1] = ast.StringTerm(name)
	}
	return out
}

// announced puts the call of announce as early into body as the name of the case is known.
func announced(body ast.Body, key ast.Ref) ast.Body {
	call := ast.NewExpr([]*ast.Term{ast.NewTerm(announce.Ref()), ast.NewTerm(ast.NewArray(key...)).Copy()})
	call.Location = body[0].Location
	return insert(body, known(body, key), call)
}

func insert(body ast.Body, at int, more ...*ast.Expr) ast.Body {
	return ast.NewBody(slices.Insert(slices.Clone(body), at, more...)...)
}

// known is the place in body from which on every variable of key can have a value.
func known(body ast.Body, key ast.Ref) int {
	place := 0
	for _, v := range variables(key) {
		for i, e := range body {
			if binds(e, v) {
				place = max(place, i+1)
				break
			}
		}
	}
	return place
}

func variables(key ast.Ref) (vars []ast.Var) {
	for _, term := range key {
		ast.WalkVars(term, func(v ast.Var) bool {
			vars = append(vars, v)
			return false
		})
	}
	return vars
}

// binds reports whether e has v in it, and does more than declare it.
func binds(e *ast.Expr, v ast.Var) (found bool) {
	if some, ok := e.Terms.(*ast.SomeDecl); ok && !slices.ContainsFunc(some.Symbols, func(t *ast.Term) bool { _, in := t.Value.(ast.Call); return in }) {
		return false
	}
	ast.WalkVars(e, func(w ast.Var) bool {
		found = found || w == v
		return found
	})
	return found
}

// rowOf is the line of the row called key in a table that the test names, or that of the test.
func (t test) rowOf(key []*ast.Term) int {
	if len(key) == 0 {
		return t.Line
	}
	for _, r := range t.module.Rules {
		if _, ok := objectOf(r); !ok || len(r.Head.Ref()) != 1 {
			continue
		}
		if line := lineOf(r, key[0]); line != r.Location.Row && slices.ContainsFunc(t.rule.Body, func(e *ast.Expr) bool { return binds(e, r.Head.Name) }) {
			return line
		}
	}
	return t.Line
}

// idOf is the id in the METADATA of a commitment, as far as it can be read.
func idOf(m *ast.Module) string {
	for _, a := range m.Annotations {
		if id, ok := a.Custom["id"].(string); ok && a.Scope == "package" {
			return id
		}
	}
	return ""
}

// caseName writes the steps behind a test's name: text as it is, anything else as JSON.
func caseName(key []*ast.Term) string {
	steps := []string{}
	for _, k := range key {
		if s, ok := k.Value.(ast.String); ok {
			steps = append(steps, string(s))
		} else if v, err := ast.JSON(k.Value); err != nil {
			steps = append(steps, k.String())
		} else if b, err := json.Marshal(v); err == nil {
			steps = append(steps, string(b))
		}
	}
	return strings.Join(steps, "/")
}
