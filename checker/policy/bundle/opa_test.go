package bundle

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	opa "github.com/open-policy-agent/opa/v1/bundle"
	"github.com/open-policy-agent/opa/v1/compile"
	"github.com/open-policy-agent/opa/v1/rego"

	"belay/checker/policy"
	"belay/policies"
)

// Stock OPA reads what Build writes, believes its roots, and evaluates it.
func TestOPAReadsIt(t *testing.T) {
	packed, err := Build(policy.Layer{FS: policies.FS}, "built-in", "1.0.0")
	if err != nil {
		t.Fatal(err)
	}
	b, err := opa.NewReader(bytes.NewReader(packed)).WithBundleName("x").WithProcessAnnotations(true).WithRegoVersion(ast.RegoV1).Read()
	if err != nil {
		t.Fatal(err)
	}
	if b.Manifest.Metadata["name"] != "built-in" || b.Manifest.Metadata["version"] != "1.0.0" || b.Manifest.Revision == "" || b.Manifest.Roots == nil {
		t.Errorf("%+v", b.Manifest)
	}
	query, err := rego.New(rego.ParsedBundle("x", &b), rego.Query("data.belay.staged_deployment.small_first_stage.deny")).PrepareForEval(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	results, err := query.Eval(t.Context(), rego.EvalInput(map[string]any{}))
	if err != nil || len(results) != 1 {
		t.Errorf("%v %v", results, err)
	}
	// Two bundles of one owner's packages are what OPA refuses; two packs of others are not.
	mine, err := Build(layer(map[string]string{"a.rego": "package belay.staged_deployment.another\n"}), "mine", "1.0.0")
	if err != nil {
		t.Fatal(err)
	}
	second, err := Read(mine)
	if err != nil {
		t.Fatal(err)
	}
	if slices.ContainsFunc(*b.Manifest.Roots, func(root string) bool { return opa.RootPathsOverlap(root, second.Roots[0]) }) {
		t.Errorf("%q is in %q", second.Roots[0], *b.Manifest.Roots)
	}
}

// Read takes what opa build makes of a folder, with or without roots of its own, and refuses what it compiles away.
func TestOPABuildsIt(t *testing.T) {
	build := func(dir string, change func(*compile.Compiler)) []byte {
		t.Helper()
		var out bytes.Buffer
		c := compile.New().WithPaths(dir).WithOutput(&out).WithRegoVersion(ast.RegoV1)
		change(c)
		if err := c.Build(t.Context()); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"family/name.rego": "# METADATA\n# title: x\npackage belay.family.name\n\nclaim := 1\n", "family/name_test.rego": "package belay.family.name_test\n\ntest_x if true\n",
	} {
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, change := range map[string]func(*compile.Compiler){
		"paths":     func(*compile.Compiler) {},
		"bundle":    func(c *compile.Compiler) { c.WithAsBundle(true) },
		"roots":     func(c *compile.Compiler) { c.WithRoots("belay/family") },
		"revision":  func(c *compile.Compiler) { r := "7"; c.WithRevision(r) },
		"optimised": func(c *compile.Compiler) { c.WithOptimizationLevel(1).WithEntrypoints("belay/family/name/claim") },
	} {
		b, err := Read(build(dir, change))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(b.Files) == 0 || b.Name != "" {
			t.Errorf("%s: %+v", name, b)
		}
	}
	if _, err := Read(build(dir, func(c *compile.Compiler) { c.WithTarget("plan").WithEntrypoints("belay/family/name/claim") })); err == nil {
		t.Error("a plan is read")
	}
	if err := os.WriteFile(filepath.Join(dir, ".manifest"), []byte(`{"roots": ["belay"], "metadata": {"name": "acme", "version": "2.0.0"}}`), 0o644); err != nil {
		t.Fatal(err)
	}
	b, err := Read(build(dir, func(c *compile.Compiler) { c.WithAsBundle(true) }))
	if err != nil || b.Name != "acme" || b.Version != "2.0.0" {
		t.Errorf("%+v %v", b, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "data.json"), []byte(`{"belay": {"x": 1}}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(build(dir, func(c *compile.Compiler) { c.WithAsBundle(true) })); err == nil {
		t.Error("a bundle with data is read")
	}
}
