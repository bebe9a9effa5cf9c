package policy

import (
	"context"
	"slices"
	"strings"
	"time"

	"belay/schemas"

	"github.com/open-policy-agent/opa/v1/ast"
)

// tests looks for the test file of each commitment, and for rows in it that nothing runs.
func (l *review) tests() {
	files := map[string]Module{}
	for _, m := range l.modules {
		files[m.Name] = m
	}
	for _, m := range l.modules {
		if lib := packageKind(m.Parsed, &problems{}); m.Test || lib {
			continue
		}
		name := strings.TrimSuffix(m.Name, ".rego") + "_test.rego"
		test, ok := files[name]
		if !ok {
			l.add("test", m.Parsed.Package.Location, "write "+name+", with cases that pass, are denied and say nothing; belay policy new writes one to begin with", "no test beside it: nobody knows whether it ever denies anything")
			continue
		}
		l.table(test.Parsed, strings.TrimPrefix(m.Parsed.Package.Path.String(), "data."))
	}
}

// table checks the test file of one commitment.
func (l *review) table(m *ast.Module, pkg string) {
	if got := strings.TrimPrefix(m.Package.Path.String(), "data."); got != pkg+"_test" {
		l.add("name", m.Package.Location, "write package "+pkg+"_test", "the tests of %s are in package %s: nothing finds them by its name", pkg, got)
	}
	cases, tests := (*ast.Rule)(nil), 0
	for _, r := range m.Rules {
		switch name := ruleName(r); {
		case name == "cases":
			cases = r
		case strings.HasPrefix(name, "test_"):
			tests++
		case strings.HasPrefix(name, "todo_"):
			l.add("test", r.Location, "call it "+strings.TrimPrefix(name, "todo_"), "test %s is not run: its name begins with todo_", name)
		}
	}
	if tests == 0 {
		l.add("test", m.Package.Location, "write test_...[note] if { some note, case in cases; ... with input as case.input }", "no rule here begins with test_: nothing is run")
	}
	if cases == nil {
		l.add("test", m.Package.Location, "write cases := {\"as promised\": {\"input\": fixture.release, \"want\": {}}, ...}", "no table named cases: policy mutate, docs and diff take their releases from it")
		return
	}
	if table, ok := cases.Head.Value.Value.(ast.Object); ok && !keeps(table) {
		l.add("test", cases.Location, "add \"as promised\": {\"input\": fixture.release, \"want\": {}}", "no case wants what `passes` holds: nothing shows a release that keeps the commitment")
	}
}

// keeps reports whether some case of the table wants nothing else than what passes.
func keeps(table ast.Object) bool {
	return table.Get(ast.StringTerm("as promised")) != nil || table.Until(func(_, row *ast.Term) bool {
		o, ok := row.Value.(ast.Object)
		want := o != nil && ok && o.Get(ast.StringTerm("want")) != nil
		return want && o.Get(ast.StringTerm("want")).Equal(ast.NewTerm(ast.NewObject()))
	})
}

// strictTests compiles everything, tests included, by OPA's strict rules, and looks for rules of tests that no test uses.
func (l *review) strictTests(layers []Layer, modules []Module) {
	if _, err := CompileTests(layers, modules); err != nil {
		if broken, err := unloaded(err); err == nil {
			for _, f := range broken {
				if l.own[f.File] && strings.HasSuffix(f.File, "_test.rego") { // the others are found when the pack is loaded
					f.Check = "test"
					l.found = append(l.found, f)
				}
			}
		}
		return
	}
	parsed := map[string]*ast.Module{}
	for _, m := range modules {
		parsed[m.Name] = m.Parsed
	}
	c := ast.NewCompiler().WithStrict(true).WithCapabilities(testCapabilities(nil)).WithEnablePrintStatements(true).SetErrorLimit(maxProblems)
	if err := guard(func() error { c.Compile(parsed); return nil }); err != nil {
		return
	}
	for _, e := range c.Errors {
		if strings.HasSuffix(e.Location.File, "_test.rego") {
			l.add("strict", e.Location, "", "%s", e.Message)
		}
	}
	if c.Failed() {
		return
	}
	var roots []*ast.Rule
	for _, m := range c.Modules {
		for _, r := range m.Rules {
			if strings.HasPrefix(ruleName(r), "test_") || strings.HasPrefix(ruleName(r), "todo_") {
				roots = append(roots, r)
			}
		}
	}
	used := map[*ast.Rule]bool{}
	for _, r := range newFlow(c).needs(roots...) {
		used[r] = true
	}
	for _, m := range l.modules {
		said := map[string]bool{}
		for _, r := range c.Modules[m.Name].Rules {
			if name := ruleName(r); m.Test && !used[r] && !said[name] {
				said[name] = true
				l.add("unused", r.Location, "use it in a test, or delete it; tests are rules that begin with test_", "rule %s is used by no test", name)
			}
		}
	}
}

// silence judges a manifest that says nothing, for which nobody vouches: nothing may be claimed or proven there.
func (l *review) silence(p *Pack) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	results, err := p.Eval(ctx, nothing(p.Commitments))
	if err != nil {
		return // no answer is no pass
	}
	for _, c := range p.Commitments {
		m := l.module(c.File)
		if m == nil {
			continue
		}
		shape, _ := schemas.ManifestShape(strings.Split(strings.ReplaceAll(c.Claim, "[]", ".[]"), "."))
		if r := results[c.ID]; IsClaim(r.Claim) && slices.Contains(shape.Optional, true) {
			l.add("claim", ruleLocation(m, "claim"), "make claim what the manifest says at "+c.Claim+": where it says nothing, claim is then not defined, and that fails", "a manifest that says nothing claims %v: silence is taken for a promise", r.Claim)
		}
		if r := results[c.ID]; len(r.Proof) > 0 {
			l.add("proof", ruleLocation(m, "proof"), "write `proof contains e.id if { some e in input.evidence; ... }`", "a release without any evidence is proven by %s", strings.Join(r.Proof, ", "))
		}
	}
}

func ruleLocation(m *ast.Module, name string) *ast.Location {
	for _, r := range m.Rules {
		if ruleName(r) == name {
			return r.Location
		}
	}
	return m.Package.Location
}

// nothing is the input for a manifest that holds what its schema insists on, and no evidence.
func nothing(cs []Commitment) map[string]any {
	parameters := map[string]any{}
	for _, c := range cs {
		own := map[string]any{}
		for name, p := range c.Parameters {
			own[name] = p.Values["default"]
		}
		parameters[c.ID] = own
	}
	artifact := map[string]any{"name": "a", "kind": "content", "digest": map[string]any{"sha256": strings.Repeat("0", 64)}}
	return map[string]any{
		"manifest": map[string]any{
			"schema": "belay/manifest/v1", "artifacts": []any{artifact}, "gates": []any{}, "unknown": []any{},
			"release": map[string]any{"vendor": "V", "product": "P", "version": "1", "kind": "content", "consumed_by": "kernel", "created": "2026-01-01T00:00:00Z", "platforms": []any{}},
		},
		"class":      map[string]any{"kind": "content", "kernel": true, "boot": true},
		"artifacts":  []any{map[string]any{"name": "a", "kind": "content", "digest": artifact["digest"], "file": "absent"}},
		"exposure":   map[string]any{"points": []any{}},
		"evidence":   []any{},
		"history":    []any{},
		"parameters": parameters,
		"phase":      "gate",
		"now":        "2026-01-02T00:00:00Z",
	}
}
