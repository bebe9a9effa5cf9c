package mutate

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"belay/checker/policy"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/open-policy-agent/opa/v1/ast"
)

// draft is a commitment whose rules are claim, by default that of the manifest, and body; its passing case is an input with a drill and a rollout of two stages.
func draft(claim, body, cases string) policy.Layer {
	const metadata = `# METADATA
# title: T
# description: D.
# related_resources: [{ref: "https://e.example", description: E}]
# custom:
#   id: XX-01
#   severity: {default: high}
#   applies_to: [{}]
#   claim: rollback.boot_recovery
#   parameters: {boots: {default: 3, strict: 2, unit: count, why: W}}
#   proof: {gate: [[rollback-drill/v1]], audit: [[rollback-drill/v1]]}
#   crosswalk: {CRA: ["1"]}
#   firmness: [ours]
#   fix: F.
package belay.family.name

CLAIM

boots := input.parameters["XX-01"].boots

`
	const tests = `package belay.family.name_test

import data.belay.family.name

release := {
	"phase": "gate", "now": "2026-11-28T00:00:00Z", "class": {"kind": "driver", "kernel": true, "boot": true},
	"manifest": {"rollback": {"boot_recovery": {"after_failed_boots": 3, "action": "self-disable"}}},
	"artifacts": [], "history": [], "parameters": {"XX-01": {"boots": 3}},
	"exposure": {"points": [
		{"name": "in", "percent": 1, "audience": "internal", "soak": 60, "cohorts": [], "from": ["rollout", "stages", 0]},
		{"name": "out", "percent": 100, "audience": "external", "cohorts": [], "from": ["rollout", "stages", 1], "weekday": "monday"},
	]},
	"evidence": [
		{"id": "drill", "type": "rollback-drill/v1", "age": 60, "predicate": {"path": "boot", "devices": 120, "after_failed_boots": 3}},
		{"id": "again", "type": "rollback-drill/v1", "age": 50, "predicate": {"path": "network", "devices": 120, "after_failed_boots": 2}},
	],
}

cases := {"as promised": {"input": release}, %s}

test_name[note] if {
	some note, case in cases
	count(name.deny) == object.get(case, "denials", 0) with input as case.input
	name.proof == object.get(case, "proof", {"drill"}) with input as case.input
	[name.claim] == object.get(case, "claims", [name.claim]) with input as case.input
}
`
	if claim == "" {
		claim = "claim := input.manifest.rollback.boot_recovery"
	}
	return policy.Layer{FS: fstest.MapFS{
		"family/name.rego":      {Data: []byte(strings.Replace(metadata, "CLAIM", claim, 1) + body)},
		"family/name_test.rego": {Data: fmt.Appendf(nil, tests, cases)},
	}}
}

const deny = `
soon_enough if claim.after_failed_boots <= boots

deny contains {"at": ["rollback", "boot_recovery"]} if not soon_enough
`

const proof = `
proof contains e.id if {
	some e in input.evidence
	e.type == "rollback-drill/v1"
	e.predicate.path == "boot"
	e.age <= 60
}
`

const friday = `
deny contains {"at": point.from} if {
	some point in input.exposure.points
	point.weekday == "friday"
}
`

func TestHoles(t *testing.T) {
	for name, c := range map[string]struct {
		body, cases, claim string
		want               []string
	}{
		"none": {body: deny + proof},
		"silence about a day": {
			body: deny + proof + friday,
			want: []string{`silence exposure.points[].weekday: exposure.points[1].weekday: "monday" -> removed`},
		},
		"silence that the author allows": {
			body:  deny + proof + friday,
			cases: `"no day": {"input": json.remove(release, ["exposure/points/1/weekday"])}`,
		},
		"silence allowed elsewhere": {
			body:  deny + proof + friday,
			cases: `"a day": {"input": json.patch(release, [{"op": "add", "path": "exposure/points/0/weekday", "value": "monday"}])}`,
			want:  []string{`silence exposure.points[].weekday: exposure.points[1].weekday: "monday" -> removed`},
		},
		"too old only where it says so": {
			body: deny + strings.ReplaceAll(proof, "e.age <= 60", "not e.id in too_old") + `
too_old contains e.id if {
	some e in input.evidence
	e.age > 60
}
`,
			want: []string{`silence evidence[].age: evidence[drill].age: 60 -> removed`},
		},
		"a claim that is always there": {
			body:  strings.ReplaceAll(deny, "claim.after_failed_boots", "boots") + proof,
			claim: `claim := "as always" if boots`,
			want:  []string{`no claim manifest.rollback.boot_recovery: manifest.rollback.boot_recovery: {"action":"self-disable","after_failed_boots":3} -> removed`},
		},
		"a claim made elsewhere": {
			body:  deny + proof,
			cases: `"elsewhere": {"input": object.union(json.remove(release, ["manifest/rollback/boot_recovery"]), {"manifest": {"rollback": {"rto": 60}}})}`,
			claim: "claim := input.manifest.rollback.boot_recovery\n\nclaim := {\"after_failed_boots\": 3} if input.manifest.rollback.rto",
			want:  []string{"no claim manifest.rollback.boot_recovery:"},
		},
		"proof out of nothing": {
			body: deny + proof + `
proof contains "drill" if claim
`,
			want: []string{
				`no effect evidence[rollback-drill/v1].age: evidence[drill].age: 60 -> removed`,
				`no proof evidence: evidence: [{"age":60,"id":"drill","predicate":{"after_failed_boots":3… -> []`,
			},
		},
		"no effect": {
			body: deny + proof + `
deny contains {"at": ["rollback"]} if {
	input.manifest.rollback.rto < 0
	input.manifest.rollback.rto > 0
}
`,
			cases: `"in time": {"input": object.union(release, {"manifest": {"rollback": {"rto": 60}}})}`,
			want:  []string{`no effect manifest.rollback.rto: manifest.rollback.rto: 60 -> removed`},
		},
		"what a schema asks for": {
			body: deny + proof + `
deny contains {"at": ["rollback"]} if {
	some e in input.evidence
	e.predicate.devices < 100
}
`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := Run(t.Context(), Options{}, draft(c.claim, c.body, c.cases))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, lines(r.Commitments[0])); diff != "" || r.Commitments[0].Error != "" {
				t.Errorf("%s\n%s", r.Commitments[0].Error, diff)
			}
		})
	}
}

func lines(c Commitment) (out []string) {
	for _, h := range c.Holes {
		line := h.Kind + " " + h.At + ":"
		for _, ch := range h.Changes {
			line += fmt.Sprintf(" %s: %s -> %s", ch.Path, ch.Old, ch.New)
		}
		out = append(out, line)
	}
	return out
}

const denied = `"too late": {"input": object.union(release, {"manifest": {"rollback": {"boot_recovery": {"after_failed_boots": 4}}}}), "denials": 1}`

func TestSurvivors(t *testing.T) {
	layer := draft("", deny+proof, denied)
	r, err := Run(t.Context(), Options{}, layer)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range r.Commitments[0].Survivors {
		got = append(got, fmt.Sprintf("%s:%d:%d %s: %s -> %s", s.File, s.Line, s.Column, s.Kind, s.Before, s.After))
	}
	want := []string{
		"family/name.rego:22:16 flip comparison: claim.after_failed_boots <= boots -> claim.after_failed_boots == boots",
		`family/name.rego:24:23 replace text: "rollback" -> "something else"`,
		`family/name.rego:24:35 replace text: "boot_recovery" -> "something else"`,
		`family/name.rego:28:2 drop condition: e.type == "rollback-drill/v1" -> `,
		"family/name.rego:30:2 drop condition: e.age <= 60 -> ",
		"family/name.rego:30:2 flip comparison: e.age <= 60 -> e.age == 60",
		"family/name.rego:30:2 flip comparison: e.age <= 60 -> e.age >= 60",
		"family/name.rego:30:11 change number: 60 -> 61",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if r.Score != r.Commitments[0].Rules.Score || r.Survived != len(want) || r.OK(95) || !r.OK(r.Score) {
		t.Errorf("killed %d, survived %d, score %v", r.Killed, r.Survived, r.Score)
	}
	again, err := Run(t.Context(), Options{Run: "^XX"}, layer)
	if diff := cmp.Diff(r, again, cmpopts.IgnoreUnexported(Mutant{})); diff != "" || err != nil {
		t.Errorf("a second run differs: %v\n%s", err, diff)
	}
}

// What says the same for every value that can be had is no mutant, and neither is what would not be loaded as a pack.
func TestEquivalent(t *testing.T) {
	f, err := readForms()
	if err != nil {
		t.Fatal(err)
	}
	for rule, want := range map[string]int{
		`p if count(input.x) > 0`:                         1, // !=
		`p if count(input.x) == 0`:                        1, // <=
		`p if input.x == 0`:                               0,
		`p if input.parameters["XX-01"].boots == 0`:       1,
		`p if input.e.predicate.findings_open == 0`:       1,
		`p if input.s.exposed_percent < 100`:              1, // !=
		`p if input.s.exposed_percent < 99`:               0,
		`p if input.manifest.gates[0].scope == "fleet"`:   0,
		`p if input.manifest.gates[0].window != 0`:        1, // >
		`p if input.manifest.gates[0].min_population > 0`: 1, // !=
	} {
		m := ast.MustParseModule("package x\n" + rule)
		if got := newMutator(m, f.bounds()).equivalent; got != want {
			t.Errorf("%s: %d are the same, want %d", rule, got, want)
		}
	}
}

func TestNothing(t *testing.T) {
	for name, c := range map[string]struct {
		old, new, want string
	}{
		"no test":         {"test_name", "other", "nothing to mutate: it has no test"},
		"no table":        {"cases", "rows", "nothing to mutate: no case"},
		"no passing case": {`"rollback-drill/v1"`, `"kernel-review/v1"`, "its tests must pass"},
		"failing":         {`"devices": 120, "after_failed_boots": 3`, `"devices": 120, "after_failed_boots": 3}, "age": 61, "x": {`, "its tests must pass before it is mutated: family/name_test.rego:21: test_name/as promised does not"},
	} {
		layer := draft("", deny+proof, denied)
		file := layer.FS.(fstest.MapFS)["family/name_test.rego"]
		file.Data = []byte(strings.ReplaceAll(string(file.Data), c.old, c.new))
		r, err := Run(t.Context(), Options{}, layer)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := r.Commitments[0].Error; !strings.HasPrefix(got, c.want) || r.Errors != 1 || r.OK(0) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	var none *NothingError
	if _, err := Run(t.Context(), Options{Run: "YY"}, draft("", deny+proof, "")); !errors.As(err, &none) {
		t.Errorf("no commitment chosen: %v", err)
	}
	if _, err := Run(t.Context(), Options{}, draft("", "deny := 1", "")); err == nil {
		t.Error("a draft that does not load")
	}
}

// A mutant whose tests take many times the steps ends there, and is killed.
func TestSteps(t *testing.T) {
	layer := draft("", deny+`
proof contains e.id if {
	some e in input.evidence
	e.predicate.path == "boot"
	2 < 1
	count([1 | some a in digits; some b in digits; some c in digits; some d in digits; some f in digits; a + b + c + d + f > 99]) == 0
}

proof contains e.id if {
	some e in input.evidence
	e.predicate.path == "boot"
}

digits := [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
`, denied)
	r, err := Run(t.Context(), Options{}, layer)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range r.Commitments[0].Survivors {
		if strings.Contains(s.Before, "2 < 1") && s.Kind == "drop condition" {
			t.Errorf("%+v: its tests take too long", s)
		}
	}
}
