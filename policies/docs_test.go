package policies_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"belay/checker/policy"
	"belay/checker/report/catalogue"
	"belay/policies"

	"github.com/google/go-cmp/cmp"
)

// The pages under docs are what belay policy docs writes of the pack as it is: `go test ./policies -run Docs -update`
// writes them again, as does `belay policy docs -o policies/docs`.
func TestDocs(t *testing.T) {
	c, err := catalogue.Build(t.Context(), policies.FS, policy.Layer{FS: policies.FS})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range c.Commitments {
		if e.Passing == nil || e.Failing == nil {
			t.Errorf("%s: its tests have no case that passes, or none that fails, to show", e.ID)
		}
	}
	want := catalogue.Markdown(c)
	if *update {
		if err := os.RemoveAll("docs"); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir("docs", 0o755); err != nil {
			t.Fatal(err)
		}
		for name, text := range want {
			if err := os.WriteFile(filepath.Join("docs", name), text, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		return
	}
	got := map[string]string{}
	entries, err := os.ReadDir("docs")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join("docs", e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		got[e.Name()] = string(text)
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got))); diff != "" {
		t.Errorf("other pages than the pack has:\n%s", diff)
	}
	for name, text := range want {
		if diff := cmp.Diff(got[name], string(text)); diff != "" {
			t.Errorf("docs/%s is stale: run go test ./policies -run Docs -update\n%s", name, diff)
		}
	}
}
