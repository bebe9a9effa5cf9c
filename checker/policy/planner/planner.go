// Package planner compiles a pack once, when it is written, into what package policy loads without compiling anything.
// It is linked into no program: the tests of package policies use it to make, and to hold to its source, the compiled
// form of the built-in pack.
package planner

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"belay/checker/policy"
	"belay/checker/policy/plan"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"
	"github.com/open-policy-agent/opa/v1/compile"
	"github.com/open-policy-agent/opa/v1/ir"
)

// Compile checks the pack in l as policy.Load does and returns its compiled form, for policy.LoadCompiled. Equal packs
// have equal bytes.
func Compile(ctx context.Context, l policy.Layer) ([]byte, error) {
	pack, err := policy.Load(l)
	if err != nil {
		return nil, err
	}
	read, err := policy.Modules(l)
	if err != nil {
		return nil, err
	}
	var modules []bundle.ModuleFile
	for _, m := range read {
		if !m.Test {
			modules = append(modules, bundle.ModuleFile{URL: m.Name, Path: m.Name, Raw: m.Text, Parsed: m.Parsed})
		}
	}
	entry := &bytes.Buffer{}
	fmt.Fprintln(entry, "package engine")
	for _, c := range pack.Commitments {
		for _, rule := range []string{"claim", "deny", "proof"} {
			fmt.Fprintf(entry, "%s[%q] := data.%s.%s\n", rule, c.ID, c.Package, rule)
		}
	}
	m, err := ast.ParseModuleWithOpts("engine.rego", entry.String(), ast.ParserOptions{RegoVersion: ast.RegoV1})
	if err != nil {
		return nil, err
	}
	modules = append(modules, bundle.ModuleFile{URL: "engine.rego", Path: "engine.rego", Raw: entry.Bytes(), Parsed: m})
	compiler := compile.New().
		WithTarget("plan").
		WithEntrypoints("engine").
		WithRegoVersion(ast.RegoV1).
		WithBundle(&bundle.Bundle{Data: map[string]any{}, Modules: modules})
	if err := compiler.Build(ctx); err != nil {
		return nil, fmt.Errorf("planning the pack: %w", err)
	}
	var planned ir.Policy
	if err := json.Unmarshal(compiler.Bundle().PlanModules[0].Raw, &planned); err != nil {
		return nil, fmt.Errorf("reading the plan: %w", err)
	}
	program, err := plan.From(&planned)
	if err != nil {
		return nil, fmt.Errorf("taking over the plan: %w", err)
	}
	return policy.Compiled{Digest: pack.Parts[0].Digest, Commitments: pack.Commitments, Program: program}.Marshal()
}
