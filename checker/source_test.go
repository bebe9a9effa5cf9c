package checker

import (
	"strings"
	"testing"

	"belay/attest"
	"belay/checker/policy"
)

const (
	summary = "https://slsa.dev/verification_summary/v1"
	commit  = "2f5e0a1b6c7d8e9f2f5e0a1b6c7d8e9f2f5e0a1b"
)

// A summary about the commit that the manifest names is of this release, and of none of its files.
func TestBindSource(t *testing.T) {
	other := strings.Repeat("0", 40)
	for _, c := range []struct {
		name     string
		typ      string
		revision string // of the manifest; "" for none
		subjects []attest.Subject
		bound    bool
		source   bool
		files    int
	}{
		{"the commit", summary, commit, []attest.Subject{subject("gitCommit", commit)}, true, true, 0},
		{"another commit", summary, commit, []attest.Subject{subject("gitCommit", other)}, false, false, 0},
		{"one commit of two", summary, commit, []attest.Subject{subject("gitCommit", other), subject("gitCommit", commit)}, true, true, 0},
		{"the file", summary, commit, []attest.Subject{subject("sha256", theFile)}, true, false, 1},
		{"the commit and the file", summary, commit, []attest.Subject{subject("gitCommit", commit), subject("sha256", theFile)}, true, true, 1},
		{"no source in the manifest", summary, "", []attest.Subject{subject("gitCommit", commit)}, false, false, 0},
		{"no source, and a subject without a commit", summary, "", []attest.Subject{subject()}, false, false, 0},
		{"another type", "https://in-toto.io/attestation/test-result/v0.1", commit, []attest.Subject{subject("gitCommit", commit)}, false, false, 0},
		{"a commit with the digest of the file", summary, commit, []attest.Subject{subject("gitCommit", theFile)}, false, false, 0},
		{"the commit called a file", summary, theFile, []attest.Subject{subject("sha256", theFile)}, true, false, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, err := manifestOf(t, release)
			if err != nil {
				t.Fatal(err)
			}
			if c.revision != "" {
				m.facts["supply_chain"] = map[string]any{"source": map[string]any{"revision": c.revision}}
			}
			e := said("e1", func(e *bound) { e.Type, e.subjects = c.typ, c.subjects })
			bind([]*bound{e}, m, []Artifact{{Name: "channel", Kind: "content", File: "absent", Digest: map[string]string{"sha256": theFile}}}, now)
			if e.Bound != c.bound || e.CoversSource != c.source || len(e.Artifacts) != c.files {
				t.Errorf("bound %v, source %v, files %v (%s)", e.Bound, e.CoversSource, e.Artifacts, e.Reason)
			}
			facts := evidenceFacts([]*bound{e})
			if len(facts) == 1 && facts[0].(map[string]any)["covers_source"] != c.source {
				t.Errorf("rules see %v", facts[0])
			}
		})
	}
}

// What concerns the source is graded by evidence about the source, however much else there is.
func TestGradeOfSource(t *testing.T) {
	file := &bound{Evidence: Evidence{ID: "f", Type: summary, Grade: Independent, Bound: true, Artifacts: []string{"one"}}}
	source := &bound{Evidence: Evidence{ID: "s", Type: summary, Grade: Attested, Bound: true, CoversSource: true, Artifacts: []string{}}}
	s := &sight{in: Case{Phase: Gate}, evidence: []*bound{file, source}, artifacts: []Artifact{{Name: "one", Kind: "driver"}}}
	about := func(concerns ...string) policy.Commitment {
		return policy.Commitment{Proof: map[string][][]string{"gate": {{summary}}}, Concerns: concerns}
	}
	for _, c := range []struct {
		name     string
		concerns []string
		accepted []string
		want     Grade
	}{
		{"the source", []string{"source"}, []string{"f", "s"}, Attested},
		{"the source, and only the file is shown", []string{"source"}, []string{"f"}, Claimed},
		{"the source, and the rule does not accept it", []string{"source"}, nil, Claimed},
		{"the files", nil, []string{"f", "s"}, Independent},
		{"the files, and only the source is shown", nil, []string{"s"}, Claimed},
		{"the rollback target", []string{"rollback-target"}, []string{"f", "s"}, Claimed},
	} {
		if got, by := s.grade(about(c.concerns...), c.accepted); got != c.want {
			t.Errorf("%s: %s by %v", c.name, got, by)
		}
	}
}
