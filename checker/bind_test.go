package checker

import (
	"slices"
	"strings"
	"testing"
	"time"

	"belay/attest"
	"belay/checker/policy"
)

const (
	theFile    = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" // of the artifact in release
	otherFile  = "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"
	provenance = "https://slsa.dev/provenance/v1"
)

func subject(digests ...string) attest.Subject {
	s := attest.Subject{Digest: map[string]string{}}
	for i := 0; i < len(digests); i += 2 {
		s.Digest[digests[i]] = digests[i+1]
	}
	return s
}

// said is evidence by a system of the vendor about the artifact.
func said(id string, change func(*bound)) *bound {
	e := &bound{
		Evidence: Evidence{ID: id, Type: provenance, Signer: "pipeline", Role: string(attest.VendorSystem), Grade: Attested, Artifacts: []string{}},
		subjects: []attest.Subject{subject("sha256", theFile)}, predicate: map[string]any{}, vendor: "Example", signed: now.Add(-time.Hour),
	}
	if change != nil {
		change(e)
	}
	return e
}

func drill(started, finished, product string) map[string]any {
	return map[string]any{"vendor": "Example", "product": product, "started": started, "finished": finished}
}

func TestBind(t *testing.T) {
	named := func(vendor, product, version string) map[string]any {
		return map[string]any{"release": map[string]any{"vendor": vendor, "product": product, "version": version}}
	}
	about := func(p map[string]any) func(*bound) {
		return func(e *bound) { e.Type, e.subjects, e.predicate = "rollback-drill/v1", nil, p }
	}
	dated := func(typ, key, day string) func(*bound) {
		return func(e *bound) {
			e.Type, e.subjects = typ, nil
			e.predicate = map[string]any{"vendor": "Example", "product": "Sensor", key: day}
		}
	}
	for _, c := range []struct {
		name   string
		change func(*bound)
		bound  bool
		grade  Grade
		reason string
	}{
		{"its digest", nil, true, Attested, ""},
		{"another digest", func(e *bound) { e.subjects = []attest.Subject{subject("sha256", otherFile)} }, false, "", "none of its subjects"},
		{"not every digest that is claimed", func(e *bound) { e.subjects = []attest.Subject{subject("sha512", strings.Repeat("0", 128))} }, false, "", "none of its subjects"},
		{"one subject of many", func(e *bound) {
			e.subjects = []attest.Subject{subject("sha256", otherFile), subject("sha256", theFile)}
		}, true, Attested, ""},
		{"digests of two files in two subjects", func(e *bound) { e.subjects = []attest.Subject{subject("sha256", otherFile, "sha512", theFile)} }, false, "", "none of its subjects"},
		{"another vendor's system", func(e *bound) { e.vendor = "Other" }, false, "", `speaks for "Other", not for "Example"`},
		{"another vendor's person", func(e *bound) { e.vendor, e.Role = "Other", string(attest.Vendor) }, false, "", `speaks for "Other"`},
		{"nobody's", func(e *bound) { e.vendor = "" }, false, "", `speaks for ""`},
		{"a lab speaks for nobody", func(e *bound) { e.vendor, e.Role, e.Grade = "", string(attest.Independent), Independent }, true, Independent, ""},
		{"the platform's owner about another's product", func(e *bound) { e.vendor, e.Role, e.Grade = "Windows", string(attest.Platform), Independent }, true, Independent, ""},
		{"the platform's owner about his own", func(e *bound) { e.vendor, e.Role, e.Grade = "Example", string(attest.Platform), Independent }, true, Attested, ""},
		{"this release by name, too", func(e *bound) { e.predicate = named("Example", "Sensor", "1.2.3") }, true, Attested, ""},
		{"the same file in another version", func(e *bound) { e.predicate = named("Example", "Sensor", "1.2.2") }, false, "", "it is about version 1.2.2"},
		{"the same file in another product", func(e *bound) { e.predicate = named("Example", "Server", "1.2.3") }, false, "", "it is about Example Server"},
		{"a drill of the product", about(drill("2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z", "Sensor")), true, Attested, ""},
		{"a drill of another product", about(drill("2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z", "Server")), false, "", "it is about Example Server"},
		{"a drill after it was signed", about(drill("2026-11-20T00:00:00Z", "2099-11-21T00:00:00Z", "Sensor")), false, "", "a day after the one it was signed on"},
		{"an exercise after it was signed", dated("incident-drill/v1", "held", "2099-11-21T00:00:00Z"), false, "", "a day after the one it was signed on"},
		{"an exercise of the product", dated("incident-drill/v1", "held", "2026-11-21T00:00:00Z"), true, Attested, ""},
		{"an account beyond its signing", dated("incident-report/v1", "until", "2099-11-21T00:00:00Z"), false, "", "a day after the one it was signed on"},
		{"an account of the product", dated("incident-report/v1", "until", "2026-11-21T00:00:00Z"), true, Attested, ""},
		{"a drill that ends first", about(drill("2026-11-22T00:00:00Z", "2026-11-21T00:00:00Z", "Sensor")), false, "", "it ends before it starts"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, err := manifestOf(t, release)
			if err != nil {
				t.Fatal(err)
			}
			e := said("e1", c.change)
			bind([]*bound{e}, m, []Artifact{{Name: "channel", Kind: "content", File: "absent", Digest: map[string]string{"sha256": theFile}}}, now)
			if e.Bound != c.bound || (c.bound && e.Grade != c.grade) || !strings.Contains(e.Reason, c.reason) {
				t.Errorf("bound %v, grade %s, %q; want %v, %s, %q", e.Bound, e.Grade, e.Reason, c.bound, c.grade, c.reason)
			}
			if facts := evidenceFacts([]*bound{e}); (len(facts) == 1) != c.bound {
				t.Errorf("rules see %d pieces of evidence", len(facts))
			}
		})
	}
}

// A subject must have every digest that the manifest claims, and a file that differs is covered by nothing.
func TestCovers(t *testing.T) {
	both := map[string]string{"sha256": theFile, "sha512": strings.Repeat("a", 128)}
	for _, c := range []struct {
		name    string
		subject attest.Subject
		want    bool
	}{
		{"both", subject("sha256", theFile, "sha512", strings.Repeat("a", 128)), true},
		{"one of them", subject("sha256", theFile), false},
		{"one right, one wrong", subject("sha256", theFile, "sha512", strings.Repeat("b", 128)), false},
		{"none", subject(), false},
	} {
		if got := covers([]attest.Subject{c.subject}, both); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	if covers([]attest.Subject{subject("sha256", theFile)}, nil) {
		t.Error("an artifact without a digest is covered")
	}
}

// Whose word it is decides what it is worth, and without a trusted time nobody's is worth more than signed.
func TestGradeOf(t *testing.T) {
	for _, c := range []struct {
		role   attest.Role
		capped bool
		want   Grade
	}{
		{attest.Vendor, false, Signed}, {attest.VendorSystem, false, Attested}, {attest.Platform, false, Independent}, {attest.Independent, false, Independent},
		{attest.VendorSystem, true, Signed}, {attest.Independent, true, Signed}, {"", false, Signed},
	} {
		if got := gradeOf(&attest.Evidence{Role: c.role, Capped: c.capped}); got != c.want {
			t.Errorf("%s, capped %v: %s, want %s", c.role, c.capped, got, c.want)
		}
	}
}

// Signing an old drill again does not make it young.
func TestAge(t *testing.T) {
	e := &attest.Evidence{Type: "rollback-drill/v1", Time: now.Add(-time.Hour), Predicate: map[string]any{"finished": now.Add(-48 * time.Hour).Format(time.RFC3339)}}
	if got := age(e, now); show(got) != "172800" {
		t.Errorf("an old drill is %s s old", show(got))
	}
	if got := age(&attest.Evidence{Type: "rollback-drill/v1", Predicate: e.Predicate}, now); got != nil {
		t.Errorf("without a trusted time it is %s s old", show(got))
	}
}

// Proof is an or of ands; for what is about artifacts, the lowest over them of the best for each.
func TestGrade(t *testing.T) {
	on := func(id, typ string, g Grade, artifacts ...string) *bound {
		return &bound{Evidence: Evidence{ID: id, Type: typ, Grade: g, Bound: true, Artifacts: artifacts}}
	}
	all := []*bound{
		on("a", "rollout-plan/v1", Attested, "one", "two"), on("b", "rollout-plan/v1", Independent, "one"),
		on("c", "content-validation/v1", Signed, "one", "two"), on("d", "kernel-review/v1", Independent),
		on("e", "approval/v1", Attested, "one"), {Evidence: Evidence{ID: "f", Type: "approval/v1", Grade: Independent, Artifacts: []string{"one", "two"}}},
	}
	target := &bound{Evidence: Evidence{ID: "t", Type: "rollout-plan/v1", Grade: Independent, Bound: true, CoversTarget: true}}
	every := []string{"a", "b", "c", "d", "e", "f", "t"}
	for _, c := range []struct {
		name     string
		proof    [][]string
		accepted []string
		concerns []string
		want     Grade
		by       string
	}{
		{"the worst artifact counts", [][]string{{"rollout-plan/v1"}}, every, nil, Attested, "a b"},
		{"one artifact of two attests nothing", [][]string{{"rollout-plan/v1"}}, []string{"b"}, nil, Claimed, ""},
		{"all that is needed together", [][]string{{"rollout-plan/v1", "content-validation/v1"}}, every, nil, Signed, "a b c"},
		{"the best alternative", [][]string{{"content-validation/v1"}, {"rollout-plan/v1"}}, every, nil, Attested, "a b"},
		{"what the rule does not accept", [][]string{{"rollout-plan/v1"}}, []string{"c"}, nil, Claimed, ""},
		{"about the product", [][]string{{"kernel-review/v1"}}, every, nil, Independent, "d"},
		{"one part is missing", [][]string{{"kernel-review/v1", "rollback-drill/v1"}}, every, nil, Claimed, ""},
		{"evidence of another release", [][]string{{"approval/v1"}}, every, nil, Claimed, ""},
		{"only the artifacts concerned", [][]string{{"rollout-plan/v1"}}, every, []string{"driver"}, Independent, "b"},
		{"inside files of other kinds", [][]string{{"rollout-plan/v1"}}, every, []string{"service"}, Attested, "a b"},
		{"the rollback target", [][]string{{"rollout-plan/v1"}}, every, []string{"rollback-target"}, Independent, "t"},
		{"no proof is named", nil, every, nil, Claimed, ""},
		{"an empty alternative", [][]string{{}}, every, nil, Claimed, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &sight{in: Case{Phase: Gate}, evidence: append(slices.Clone(all), target), artifacts: []Artifact{{Name: "one", Kind: "driver"}, {Name: "two", Kind: "content"}}}
			got, by := s.grade(policy.Commitment{Proof: map[string][][]string{"gate": c.proof}, Concerns: c.concerns}, c.accepted)
			if got != c.want || strings.Join(by, " ") != c.by {
				t.Errorf("%s by %v, want %s by %s", got, by, c.want, c.by)
			}
		})
	}
}

// A signed record that cannot be so fails the release, whatever the profile asks for.
func TestSenselessRecordFails(t *testing.T) {
	m, err := manifestOf(t, release)
	if err != nil {
		t.Fatal(err)
	}
	e := said("e1", func(e *bound) {
		e.Type = "rollout-record/v1"
		e.predicate = map[string]any{"stages": []any{map[string]any{"name": "a", "started": "2026-11-23T00:00:00Z", "ended": "2026-11-22T00:00:00Z"}}}
	})
	artifacts := []Artifact{{Name: "channel", Kind: "content", File: "absent", Digest: map[string]string{"sha256": theFile}}}
	bind([]*bound{e}, m, artifacts, now)
	s := &sight{in: Case{Manifest: m, Profile: profileOf(t, claimedProfile), At: now}, artifacts: artifacts, evidence: []*bound{e}}
	v := s.verdict("belay test", &policy.Pack{})
	v.Outcomes = []Outcome{{Commitment: "TS-01", Outcome: Pass, Severity: High}}
	if v, err = v.answer(); err != nil || v.Result != Fail || len(v.Findings) != 1 || !strings.Contains(v.Findings[0].Found, "ends before it starts") {
		t.Errorf("%s, %v, %+v", v.Result, err, v.Findings)
	}
}
