package report_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"belay/checker"
	"belay/schemas"
)

// The verdicts here are written by hand: they show every form that a report can take, whether or not the built-in
// pack could bring it about.

const (
	plan   = "rollout-plan/v1"
	record = "rollout-record/v1"
	drill  = "rollback-drill/v1"
	slsa   = "https://slsa.dev/provenance/v1"
)

func seconds(n int64) *int64 { return &n }

func stages(percents ...string) checker.Exposure {
	names := []string{"internal", "canary", "early", "broad", "wide", "all"}
	e := checker.Exposure{Points: []checker.Point{}, Growth: "10", GrowthFrom: []any{"rollout", "stages", 2}, InternalPercent: "0.01",
		Half: seconds(3 * 86400), Duration: seconds(4 * 86400)}
	for i, percent := range percents {
		p := checker.Point{At: seconds(int64(i) * 86400), Percent: json.Number(percent), Audience: "external", Cohorts: []string{}, Name: names[i],
			Soak: seconds(86400), From: []any{"rollout", "stages", i}}
		if i == 0 {
			p.Audience = "internal"
		}
		if i == len(percents)-1 {
			p.Name, p.Soak = "all", seconds(0)
		}
		e.Points = append(e.Points, p)
	}
	e.FirstExternal = &e.Points[1]
	return e
}

func ramp() checker.Exposure {
	e := checker.Exposure{Growth: "2", Half: seconds(86400), Duration: seconds(172800)}
	from := []any{"rollout", "ramp"}
	for p, i := 0.01, 0; p < 100; p, i = p*2, i+1 {
		e.Points = append(e.Points, checker.Point{At: seconds(int64(p * 1728)), Soak: seconds(int64(p * 1728)), Percent: json.Number(fmt.Sprint(p)),
			Audience: "external", Cohorts: []string{}, Name: "ramp", From: from})
	}
	e.Points = append(e.Points, checker.Point{At: seconds(172800), Soak: seconds(0), Percent: "100", Audience: "external", Cohorts: []string{}, Name: "ramp", From: from})
	e.FirstExternal = &e.Points[0]
	return e
}

func evidence(id, name, typ, signer, role string, grade checker.Grade, artifacts ...string) checker.Evidence {
	return checker.Evidence{ID: id, Name: name, Digest: schemas.Digest([]byte(name)), Type: typ, Signer: signer, Role: role, Grade: grade,
		Time: "2026-11-22T05:10:00Z", TimeSource: "transparency log", Artifacts: append([]string{}, artifacts...), Bound: true}
}

func kept(id, family, title string, s checker.Severity, grade checker.Grade, by ...string) checker.Outcome {
	return checker.Outcome{Commitment: id, Family: family, Title: title, Severity: s, Outcome: checker.Pass, Claim: true, Grade: grade, Required: checker.Claimed,
		By: append([]string{}, by...), Findings: []checker.Finding{}}
}

func finding(line, column int, path, message, found, wanted, fix, snippet string) checker.Finding {
	return checker.Finding{Path: path, Position: schemas.Position{File: "release.hcl", Line: line, Column: column}, Message: message,
		Found: found, Wanted: wanted, Fix: fix, Snippet: snippet}
}

// allPass is a release that keeps everything.
func allPass() *checker.Verdict {
	v := &checker.Verdict{
		Schema: "belay/verdict/v1", Tool: "belay 0.1.0",
		Release: checker.Release{Vendor: "Example Endpoint Security", Product: "Example Sensor", Version: "2026.11.22-1", Kind: "content", ConsumedBy: "kernel", Created: "2026-11-22T04:09:00Z"},
		Class:   checker.Class{Kind: "content", Kernel: true, Boot: true, BootSaid: true, Pinned: true},
		Phase:   checker.Gate, At: time.Date(2026, 11, 22, 6, 0, 0, 0, time.UTC), Profile: "summit", FailOn: checker.Low,
		Findings: []checker.Finding{}, Rejected: []checker.Rejected{}, Waivers: []checker.WaiverUse{},
		Artifacts: []checker.Artifact{{Name: "channel-291", Kind: "content", Path: "dist/channel-291.bin", File: "matches",
			Digest: map[string]string{"sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}}},
		Evidence: []checker.Evidence{
			evidence("e1", "attestations/plan.sigstore.json", plan, "release-pipeline", "vendor-system", checker.Attested, "channel-291"),
			evidence("e2", "attestations/drill.sigstore.json", drill, "lab", "independent", checker.Independent),
			evidence("e3", "attestations/provenance.sigstore.json", slsa, "release-pipeline", "vendor-system", checker.Attested, "channel-291"),
		},
		Exposure: stages("0.01", "0.1", "1", "10", "100"),
		Outcomes: []checker.Outcome{
			kept("CC-01", "customer control", "Customers can delay and pin content", checker.Medium, checker.Claimed),
			kept("HG-01", "halt gates", "Every stage has a gate that halts by itself", checker.Critical, checker.Attested, "e1"),
			kept("PS-01", "provenance", "Build provenance", checker.Critical, checker.Attested, "e3"),
			kept("RB-01", "rollback", "A rollback that was drilled", checker.High, checker.Independent, "e2"),
			kept("SD-01", "staged deployment", "A declared plan with an internal stage first", checker.High, checker.Attested, "e1"),
			kept("SD-02", "staged deployment", "Small first external stage", checker.Critical, checker.Attested, "e1"),
		},
		Inputs: []checker.Input{{Kind: "manifest", Name: "release.hcl", Digest: schemas.Digest([]byte("m"))}, {Kind: "pack", Name: "built-in", Digest: schemas.Digest([]byte("p"))},
			{Kind: "profile", Name: "summit.hcl", Digest: schemas.Digest([]byte("s"))}},
	}
	return sum(v)
}

// sum counts outcomes and answers as the checker does.
func sum(v *checker.Verdict) *checker.Verdict {
	v.Counts, v.Result = checker.Counts{}, checker.Pass
	for _, o := range v.Outcomes {
		switch o.Outcome {
		case checker.Pass:
			v.Counts.Pass++
		case checker.Fail:
			v.Counts.Fail++
		case checker.Unproven:
			v.Counts.Unproven++
		case checker.Waived:
			v.Counts.Waived++
		case checker.Upcoming:
			v.Counts.Upcoming++
		case checker.NotApplicable:
			v.Counts.NotApplicable++
		}
		if o.Fails {
			v.Result = checker.Fail
		}
	}
	if len(v.Findings) > 0 {
		v.Result = checker.Fail
	}
	return v
}

const smaller = "Put an external stage with a smaller max_percent before the others."

// mixed has every outcome.
func mixed() *checker.Verdict {
	v := allPass()
	v.Class.Pinned = false
	v.Exposure = stages("0.01", "5", "20", "100")
	v.Exposure.Half, v.Exposure.Duration, v.Exposure.Growth = seconds(2*86400), seconds(3*86400), "5"
	v.FailOn = checker.Medium
	set := func(id string, change func(o *checker.Outcome)) {
		for i := range v.Outcomes {
			if v.Outcomes[i].Commitment == id {
				v.Outcomes[i].Required = checker.Attested
				change(&v.Outcomes[i])
			}
		}
	}
	set("SD-02", func(o *checker.Outcome) {
		o.Outcome, o.Fails, o.Claim = checker.Fail, true, json.Number("5")
		wanted := "first_external_percent = 1 percent of the fleet"
		o.Findings = []checker.Finding{
			finding(45, 19, "rollout.stages[1].max_percent", "the manifest breaks this commitment", "5", wanted, smaller, "    max_percent = 5"),
			finding(45, 19, "rollout.stages[1].max_percent", "rollout-record/v1, signed by release-pipeline, says otherwise", "5", wanted, smaller, "    max_percent = 5"),
		}
		o.Findings[1].Evidence = "e4"
	})
	set("RB-01", func(o *checker.Outcome) {
		o.Outcome, o.Fails, o.Grade, o.By, o.Required = checker.Unproven, true, checker.Claimed, []string{}, checker.Independent
		o.Findings = []checker.Finding{finding(97, 3, "rollback", "it is only claimed, and independent is asked for", `{"target":{"sha256":"60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9…`,
			"rollback-drill/v1 by a platform or independent signer", "Attach the attestation that proves it, signed by a signer whom the trust file lists for it.", "rollback {")}
	})
	set("HG-01", func(o *checker.Outcome) {
		o.Outcome, o.Fails, o.Grade, o.By, o.Claim = checker.Fail, true, "", []string{}, nil
		o.Findings = []checker.Finding{finding(1, 1, "gates", "the manifest says nothing here", "", "", "Give every stage a gate with automatic = true, so that nobody has to be awake for it to halt.", `schema = "belay/manifest/v1"`)}
	})
	set("CC-01", func(o *checker.Outcome) {
		o.Outcome, o.Would, o.Waiver, o.Severity = checker.Waived, checker.Unproven, "W-2026-07", checker.High
		o.Findings = []checker.Finding{finding(140, 1, "customer_control.pin", "it is only claimed, and attested is asked for", "true", "", "", "  pin             = true")}
	})
	v.Outcomes = append(v.Outcomes,
		checker.Outcome{Commitment: "CV-02", Family: "content validation", Title: "The interpreter's own builds read it", Severity: checker.Low, Outcome: checker.Fail,
			Grade: checker.Claimed, Required: checker.Claimed, Claim: true, By: []string{}, Reason: "2 more findings are not listed",
			Findings: []checker.Finding{finding(120, 31, "validation.interpreter.builds_run", "the manifest breaks this commitment", `["win11-24h2-x64"]`, "", "Run the content in every build that you support.",
				`    builds_run       = ["win11-24h2-x64"]`)}},
		checker.Outcome{Commitment: "KP-01", Family: "kernel", Title: "Parsing outside the kernel", Severity: checker.Critical, Outcome: checker.Upcoming, Would: checker.Fail,
			Required: checker.Attested, By: []string{}, Effective: "2027-01-01", DaysLeft: 40, Findings: []checker.Finding{finding(128, 5, "kernel.components[0].parses", "the manifest breaks this commitment", `["content"]`, "", "", "    parses = [\"content\"]")}},
		checker.Outcome{Commitment: "KP-04", Family: "kernel", Title: "Platform interfaces before own drivers", Severity: checker.High, Outcome: checker.NotApplicable, Required: checker.Signed,
			By: []string{}, Reason: "by the vendor's word", Findings: []checker.Finding{}},
	)
	e4 := evidence("e4", "attestations/record.sigstore.json", record, "release-pipeline", "vendor-system", checker.Attested, "channel-291")
	e5 := evidence("e5", "attestations/old-drill.sigstore.json", drill, "lab", "independent", checker.Independent)
	e5.Bound, e5.Reason = false, "it is about Example Endpoint Security Other Sensor"
	v.Evidence = append([]checker.Evidence{v.Evidence[0], v.Evidence[2]}, e4, e5)
	v.Evidence[1].ID = "e3"
	v.Rejected = []checker.Rejected{{Name: "attestations/review.sigstore.json", Digest: schemas.Digest(nil), Error: "not-allowed",
		Reason: `signer "release-pipeline" may not attest kernel-review/v1`, Hint: "list the type in the signer's attests, if it should"}}
	v.Waivers = []checker.WaiverUse{
		{ID: "W-2026-07", Commitment: "CC-01", State: "used", Reason: "the console that shows it is released in December", Owner: "Jo Lee", Approver: "Sam Roe", Expires: "2026-12-31T00:00:00Z", DaysLeft: 38},
		{ID: "W-2026-08", Commitment: "SD-01", State: "unused", Reason: "x", Owner: "Jo Lee", Approver: "Sam Roe", Expires: "2026-12-31T00:00:00Z", DaysLeft: 38},
		{ID: "W-2026-09", Commitment: "PS-01", State: "void", Reason: "PS-01 is never waived", Owner: "Jo Lee", Approver: "Sam Roe", Expires: "2026-12-31T00:00:00Z", DaysLeft: 38},
	}
	v.Outcomes = sorted(v.Outcomes)
	return sum(v)
}

func sorted(os []checker.Outcome) []checker.Outcome {
	for i := range os {
		for j := i; j > 0 && os[j].Commitment < os[j-1].Commitment; j-- {
			os[j], os[j-1] = os[j-1], os[j]
		}
	}
	return os
}

// tampered is a release of which one file is another than was signed.
func tampered() *checker.Verdict {
	v := allPass()
	actual := strings.Repeat("ab12", 16)
	v.Artifacts = append(v.Artifacts, checker.Artifact{Name: "sensor-config", Kind: "configuration", File: "absent", Digest: map[string]string{"sha512": strings.Repeat("0f", 64)}})
	v.Artifacts[0].File, v.Artifacts[0].Actual = "differs", map[string]string{"sha256": actual}
	v.Findings = []checker.Finding{finding(25, 23, "artifacts[0].digest.sha256", `the file of artifact "channel-291" is not the one that the manifest speaks of`,
		"sha256:"+actual, "sha256:"+v.Artifacts[0].Digest["sha256"], "Find out where the file was changed; release the file that was signed, or make and sign a new manifest.",
		`  digest = { sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" }`)}
	return sum(v)
}

// many has more of everything than a reader wants to see.
func many() *checker.Verdict {
	v := mixed()
	for i := range 30 {
		e := evidence(fmt.Sprintf("e%d", i+6), fmt.Sprintf("attestations/%02d/%s.json", i, strings.Repeat("long-name-", 12)), "https://in-toto.io/attestation/test-result/v0.1",
			"independent-laboratory-for-kernel-content", "independent", checker.Independent, "channel-291", "channel-292", "channel-293", "channel-294", "channel-295")
		v.Evidence = append(v.Evidence, e)
		v.Outcomes[0].By = append(v.Outcomes[0].By, e.ID)
		v.Rejected = append(v.Rejected, checker.Rejected{Name: e.Name, Error: "signature", Reason: "the signature does not fit the statement"})
		v.Artifacts = append(v.Artifacts, checker.Artifact{Name: fmt.Sprintf("channel-%d", 292+i), Kind: "content", Path: "dist/" + strings.Repeat("deep/", 20) + "file.bin", File: "matches", Digest: map[string]string{}})
		v.Waivers = append(v.Waivers, checker.WaiverUse{ID: fmt.Sprintf("X-%d", i), Commitment: "SD-01", State: "unused", Owner: "Jo Lee", Expires: "2026-12-31T00:00:00Z"})
	}
	for i := range v.Outcomes {
		if o := &v.Outcomes[i]; o.Outcome == checker.Fail {
			for n := range 12 {
				f := o.Findings[0]
				f.Position.Line += n + 1
				f.Position.File = "suppliers/example-endpoint-security/releases/2026/11/22/" + strings.Repeat("nested/", 9) + "release.hcl"
				f.Snippet = strings.Repeat(" ", 30) + strings.Repeat("key = value ", 20)
				f.Position.Column = 180 - n*12
				o.Findings = append(o.Findings, f)
			}
		}
	}
	return sum(v)
}

func ramped() *checker.Verdict {
	v := allPass()
	v.Exposure = ramp()
	v.Outcomes[5].Outcome, v.Outcomes[5].Fails = checker.Fail, true
	v.Outcomes[5].Findings = []checker.Finding{finding(31, 3, "rollout.ramp.duration", "the manifest breaks this commitment", "48h", "half = 3d", "Take longer.", `  ramp { audience = "external", start_percent = 0.01, duration = "48h" }`)}
	return sum(v)
}

// empty has nothing to show but an answer.
func empty() *checker.Verdict {
	v := allPass()
	v.Evidence, v.Artifacts, v.Exposure = []checker.Evidence{}, []checker.Artifact{}, checker.Exposure{Points: []checker.Point{}}
	v.Outcomes = v.Outcomes[:1]
	return sum(v)
}
