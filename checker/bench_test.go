package checker

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"belay/attest"
	"belay/checker/policy"
	"belay/policies"
	"belay/schemas"
)

// story is the release of July 19 as promised: fifteen signed bundles, all commitments.
func story(tb testing.TB) Case {
	tb.Helper()
	const dir = "../examples/july-19/"
	read := func(name string) []byte {
		src, err := os.ReadFile(name)
		if err != nil {
			tb.Fatal(err)
		}
		return src
	}
	parse := func(name string, src []byte, kind schemas.Kind) *schemas.Document {
		doc, err := schemas.Parse(name, src, kind)
		if err != nil {
			tb.Fatal(err)
		}
		return doc
	}
	trust, err := attest.NewTrust(parse("trust.hcl", read(dir+"trust.hcl"), schemas.Trust), os.DirFS(dir))
	if err != nil {
		tb.Fatal(err)
	}
	manifest, err := NewManifest(parse("release.hcl", read(dir+"as-promised/release.hcl"), schemas.Manifest))
	if err != nil {
		tb.Fatal(err)
	}
	profile, err := schemas.Read(policies.FS, "profiles/summit.hcl", schemas.Profile)
	if err != nil {
		tb.Fatal(err)
	}
	in := Case{Manifest: manifest, Trust: trust, Profile: NewProfile(profile), Files: os.DirFS(dir + "as-promised"), At: time.Date(2024, 7, 19, 6, 0, 0, 0, time.UTC)}
	names, _ := filepath.Glob(dir + "as-promised/attestations/*.json")
	for _, name := range names {
		in.Bundles = append(in.Bundles, Bundle{Name: name, Bytes: read(name)})
	}
	return in
}

func check(tb testing.TB, c *Checker, in Case) {
	v, err := c.Check(tb.Context(), in)
	if err != nil {
		tb.Fatal(err)
	}
	if !v.Passed() {
		tb.Fatalf("%+v", v.Counts)
	}
}

// One release with its bundles, everything compiled.
func BenchmarkCheck(b *testing.B) {
	c, in := New("belay bench", func() (*policy.Pack, error) { return policy.Load(policy.Layer{FS: policies.FS}) }), story(b)
	check(b, c, in)
	for b.Loop() {
		check(b, c, in)
	}
}

// What is left when nothing has to be verified: joins, rules, outcomes.
func BenchmarkCheckWithoutEvidence(b *testing.B) {
	c, in := New("belay bench", func() (*policy.Pack, error) { return policy.Load(policy.Layer{FS: policies.FS}) }), story(b)
	in.Bundles, in.Files = nil, nil
	for b.Loop() {
		if _, err := c.Check(b.Context(), in); err != nil {
			b.Fatal(err)
		}
	}
}

// A thousand releases with one Checker, the manifest read anew each time.
func BenchmarkThousandReleases(b *testing.B) {
	c, in := New("belay bench", func() (*policy.Pack, error) { return policy.Load(policy.Layer{FS: policies.FS}) }), story(b)
	check(b, c, in)
	source := in.Manifest.Doc.Source
	for b.Loop() {
		for range 1000 {
			doc, err := schemas.Parse("release.hcl", source, schemas.Manifest)
			if err != nil {
				b.Fatal(err)
			}
			if in.Manifest, err = NewManifest(doc); err != nil {
				b.Fatal(err)
			}
			check(b, c, in)
		}
	}
}

// The rules alone, on the document of that release.
func BenchmarkRules(b *testing.B) {
	c := New("belay bench", func() (*policy.Pack, error) { return policy.Load(policy.Layer{FS: policies.FS}) })
	_, pack, doc, err := c.prepare(b.Context(), story(b))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := pack.Eval(b.Context(), doc); err != nil {
			b.Fatal(err)
		}
	}
}
