// Package planner compiles a pack once, when it is written, into what package policy loads without compiling anything.
// It is linked into no program: the tests of package policies use it to make, and to hold to its source, the compiled
// form of the built-in pack.
package planner

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"

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
	modules, err := parse(l)
	if err != nil {
		return nil, err
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

// parse returns the modules of l.
func parse(l policy.Layer) (modules []bundle.ModuleFile, err error) {
	err = fs.WalkDir(l.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".rego") || strings.HasSuffix(name, "_test.rego") {
			return err
		}
		text, err := fs.ReadFile(l.FS, name)
		if err != nil {
			return err
		}
		m, err := ast.ParseModuleWithOpts(name, string(text), ast.ParserOptions{RegoVersion: ast.RegoV1})
		if err != nil {
			return err
		}
		modules = append(modules, bundle.ModuleFile{URL: name, Path: name, Raw: text, Parsed: m})
		return nil
	})
	return modules, err
}
