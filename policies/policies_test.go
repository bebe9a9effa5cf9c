package policies_test

import (
	"encoding/json"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"belay/checker/policy"
	"belay/checker/policy/regotest"
	"belay/policies"
	"belay/schemas"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/rego"
)

// families are the directories of the pack, and how the ids in each begin.
var families = map[string]string{
	"staged_deployment":  "SD",
	"halt_gates":         "HG",
	"content_validation": "CV",
	"signed_content":     "SG",
	"rollback":           "RB",
	"kernel":             "KP",
	"customer_control":   "CC",
	"incident_readiness": "IR",
	"fairness":           "FP",
	"provenance":         "PS",
	"lifecycle":          "LC",
}

func TestRego(t *testing.T) {
	report, err := regotest.Run(t.Context(), regotest.Options{Coverage: true}, policy.Layer{FS: policies.FS})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range report.Tests {
		t.Run(r.Package+"."+r.FullName(), func(t *testing.T) {
			if r.Outcome != regotest.Pass {
				t.Error(r)
			}
		})
	}
	for _, g := range report.Coverage.Gaps {
		t.Error(g)
	}
}

func TestCommitments(t *testing.T) {
	backticked := regexp.MustCompile("`([^`]+)`")
	for _, c := range load(t).Commitments {
		t.Run(c.ID, func(t *testing.T) {
			dir, prefix := path.Dir(c.File), c.ID[:2]
			if families[dir] != prefix {
				t.Errorf("%s: ids in this directory begin with %q", c.File, families[dir])
			}
			if _, err := fs.Stat(policies.FS, strings.TrimSuffix(c.File, ".rego")+"_test.rego"); err != nil {
				t.Errorf("%s has no test beside it", c.File)
			}
			if len(c.Sources) == 0 || len(c.Crosswalk) == 0 {
				t.Errorf("%s: a commitment names its sources and what it corresponds to", c.File)
			}
			for _, m := range backticked.FindAllStringSubmatch(c.Description, -1) {
				if _, ok := c.Parameters[m[1]]; !ok {
					t.Errorf("%s: the description speaks of %s, which is no parameter", c.File, m[0])
				}
			}
			for name, p := range c.Parameters {
				if p.Strict == nil {
					t.Errorf("%s: parameter %s has no strict value", c.File, name)
				}
			}
		})
	}
}

// The wait that an emergency keeps a part of is the one that everybody else keeps.
func TestEmergencySharesTheSoak(t *testing.T) {
	known := commitments(t)
	for _, name := range []string{"soak", "emergency_soak_factor"} {
		a, b := known["SD-05"].Parameters[name], known["SD-07"].Parameters[name]
		a.Why, b.Why = "", ""
		if diff := cmp.Diff(a, b); diff != "" {
			t.Errorf("parameter %s of SD-05 and SD-07 differ:\n%s", name, diff)
		}
	}
}

// A drill that counts as a rehearsal counts for the time it took, too.
func TestDrillsCountAlike(t *testing.T) {
	known := commitments(t)
	for name, a := range known["RB-02"].Parameters {
		b := known["RB-04"].Parameters[name]
		a.Why, b.Why = "", ""
		if diff := cmp.Diff(a, b); diff != "" {
			t.Errorf("parameter %s of RB-02 and RB-04 differ:\n%s", name, diff)
		}
	}
}

// The fixture of the Rego tests holds what METADATA says, and passes in the engine itself.
func TestFixture(t *testing.T) {
	input := fixture(t)
	for _, c := range load(t).Commitments {
		want := map[string]any{}
		for name, p := range c.Parameters {
			want[name] = valueForKernelContent(p)
		}
		if diff := cmp.Diff(want, input["parameters"].(map[string]any)[c.ID]); diff != "" {
			t.Errorf("parameters of %s in the fixture:\n%s", c.ID, diff)
		}
	}
	results, err := load(t).Eval(t.Context(), input)
	if err != nil {
		t.Fatal(err)
	}
	for id, r := range results {
		if !policy.IsClaim(r.Claim) || len(r.Denials) > 0 || len(r.Proof) == 0 {
			t.Errorf("%s does not pass: %+v", id, r)
		}
	}
}

// A manifest that says nothing and a release that nobody vouches for pass nowhere.
func TestSilenceNeverPasses(t *testing.T) {
	input := fixture(t)
	whole := input["manifest"].(map[string]any)
	input["manifest"] = map[string]any{
		"schema": whole["schema"], "unknown": []any{}, "gates": []any{}, "artifacts": whole["artifacts"],
		"release": map[string]any{"vendor": "V", "product": "P", "version": "1", "kind": "content", "consumed_by": "kernel", "created": "2026-11-22T04:09:00Z"},
	}
	input["exposure"] = map[string]any{"points": []any{}}
	input["evidence"] = []any{}
	results, err := load(t).Eval(t.Context(), input)
	if err != nil {
		t.Fatal(err)
	}
	// What no manifest can leave out, since its schema asks for it; both still need proof.
	always := []string{"SG-01", "KP-02"}
	for id, r := range results {
		if policy.IsClaim(r.Claim) != slices.Contains(always, id) {
			t.Errorf("%s: claim %v", id, r.Claim)
		}
		if len(r.Proof) > 0 {
			t.Errorf("%s is proven by nothing: %v", id, r.Proof)
		}
	}
}

func TestProfiles(t *testing.T) {
	files, err := fs.Glob(policies.FS, "profiles/*.hcl")
	if err != nil || len(files) != 6 {
		t.Fatalf("profiles: %v, %v", files, err)
	}
	known := commitments(t)
	for _, file := range files {
		doc, err := schemas.Read(policies.FS, file, schemas.Profile)
		if err != nil {
			t.Error(err)
			continue
		}
		if name := doc.Value["name"]; name != strings.TrimSuffix(path.Base(file), ".hcl") {
			t.Errorf("%s calls itself %v", file, name)
		}
		ids := []any{}
		if only, ok := doc.Value["only"].([]any); ok {
			ids = append(ids, only...)
		}
		blocks, _ := doc.Value["commitments"].([]any)
		for i, v := range blocks {
			own := v.(map[string]any)
			ids = append(ids, own["id"])
			parameters, _ := own["parameters"].(map[string]any)
			for name := range parameters {
				if _, ok := known[own["id"].(string)].Parameters[name]; !ok {
					t.Errorf("%s: there is no parameter %s", doc.Position("commitments", i, "parameters", name), name)
				}
			}
		}
		for _, id := range ids {
			if _, ok := known[id.(string)]; !ok {
				t.Errorf("%s: the pack has no %s", file, id)
			}
		}
	}
}

func load(t *testing.T) *policy.Pack {
	t.Helper()
	pack, err := policy.Load(policy.Layer{FS: policies.FS})
	if err != nil {
		t.Fatal(err)
	}
	return pack
}

func commitments(t *testing.T) map[string]policy.Commitment {
	t.Helper()
	known := map[string]policy.Commitment{}
	for _, c := range load(t).Commitments {
		known[c.ID] = c
	}
	return known
}

// fixture returns data.belay.fixture.release as the engine takes it.
func fixture(t testing.TB) map[string]any {
	t.Helper()
	files, err := fs.Glob(policies.FS, "lib/fixture*_test.rego")
	if err != nil || len(files) == 0 {
		t.Fatalf("fixture: %v, %v", files, err)
	}
	query := []func(*rego.Rego){rego.Query("x = data.belay.fixture.release")}
	for _, file := range files {
		src, err := fs.ReadFile(policies.FS, file)
		if err != nil {
			t.Fatal(err)
		}
		query = append(query, rego.Module(file, string(src)))
	}
	result, err := rego.New(query...).Eval(t.Context())
	if err != nil || len(result) != 1 {
		t.Fatalf("%s: %v, %v", files, result, err)
	}
	return maps.Clone(result[0].Bindings["x"].(map[string]any))
}

// valueForKernelContent is the default of p for content that the kernel parses.
func valueForKernelContent(p policy.Parameter) any {
	for _, key := range []string{"kernel", "content", "default"} {
		if v, ok := p.Values[key]; ok {
			if n, ok := v.(json.Number); ok {
				return n
			}
			return v
		}
	}
	return nil
}
