package cli

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"belay/checker"
	"belay/checker/policy"
	"belay/policies"
	"belay/schemas"
)

// What a child process says of the built-in pack, and of a release by it, is what is said here.
func TestChildJudgesAlike(t *testing.T) {
	copied, err := policy.Read(policy.Layer{Name: "copy", FS: policies.FS})
	if err != nil {
		t.Fatal(err)
	}
	here, err := loadPack(t.Context(), []policy.Layer{{FS: policies.FS}}, true)
	if err != nil {
		t.Fatal(err)
	}
	there, err := loadPack(t.Context(), []policy.Layer{copied}, false)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(here.Commitments, there.Commitments, cmpopts.EquateEmpty(), cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".File" }, cmp.Ignore())); diff != "" {
		t.Error(diff)
	}
	if here.Parts[0].Digest != there.Parts[0].Digest || there.Parts[0].Name != "copy" {
		t.Errorf("%v, %v", here.Parts, there.Parts)
	}
	doc, err := schemas.Read(policies.FS, "profiles/summit.hcl", schemas.Profile)
	if err != nil {
		t.Fatal(err)
	}
	c := command{}
	m, err := c.manifest("testdata/release.hcl", "")
	if err != nil {
		t.Fatal(err)
	}
	in := checker.Case{Manifest: m, Profile: checker.NewProfile(doc), At: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)}
	input, err := checker.New("test", func() (*policy.Pack, error) { return here, nil }).Input(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	want, err := here.Eval(t.Context(), input)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		got, err := there.Eval(t.Context(), input)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
}
