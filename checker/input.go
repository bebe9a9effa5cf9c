package checker

import (
	"encoding/json"
	"fmt"

	"belay/checker/policy"
	"belay/schemas"
)

// input builds the document that rules see. Lists are never absent, lengths and ages are seconds.
func (s *sight) input(pack []policy.Commitment) (map[string]any, error) {
	parameters := map[string]any{}
	for _, commitment := range pack {
		p, err := s.in.Profile.parameters(commitment, s.class)
		if err != nil {
			return nil, err
		}
		parameters[commitment.ID] = p
	}
	return map[string]any{
		"manifest":   s.in.Manifest.facts,
		"class":      map[string]any{"kind": s.class.Kind, "kernel": s.class.Kernel, "boot": s.class.Boot},
		"artifacts":  artifactFacts(s.artifacts),
		"evidence":   evidenceFacts(s.evidence),
		"exposure":   s.exposure.facts(),
		"history":    []any{},
		"parameters": parameters,
		"phase":      string(s.in.Phase),
		"now":        stamp(s.in.At),
	}, nil
}

func artifactFacts(artifacts []Artifact) []any {
	out := []any{}
	for _, a := range artifacts {
		digest := map[string]any{}
		if seen := a.Actual["sha256"]; seen != "" && a.File == "matches" {
			digest["sha256"] = seen // so that a rollback target, which is named by it, is known again
		}
		for alg, d := range a.Digest {
			digest[alg] = d
		}
		out = append(out, map[string]any{"name": a.Name, "kind": a.Kind, "digest": digest, "file": a.File})
	}
	return out
}

// evidenceFacts lists the evidence that is of this release; no rule ever sees the rest.
func evidenceFacts(evidence []*bound) []any {
	out := []any{}
	for _, e := range evidence {
		if !e.Bound {
			continue
		}
		f := map[string]any{
			"id": e.ID, "type": e.Type, "predicate": e.predicate, "signer": e.Signer, "vendor": e.vendor, "role": e.Role,
			"grade": string(e.Grade), "artifacts": anys(e.Artifacts), "covers_target": e.CoversTarget, "covers_source": e.CoversSource,
		}
		if e.age != nil {
			f["age"] = json.Number(fmt.Sprint(*e.age))
		}
		if e.exposure != nil {
			f["exposure"] = e.exposure.facts()
		}
		out = append(out, f)
	}
	return out
}

func (e Exposure) facts() map[string]any {
	points := []any{}
	for _, p := range e.Points {
		points = append(points, p.facts())
	}
	f := map[string]any{"points": points}
	if e.InternalPercent != "" {
		f["internal_percent"] = e.InternalPercent
	}
	if e.FirstExternal != nil {
		f["first_external"] = e.FirstExternal.facts()
	}
	if e.Growth != "" {
		f["growth"], f["growth_from"] = e.Growth, steps(e.GrowthFrom)
	}
	put(f, "half", e.Half)
	put(f, "duration", e.Duration)
	return f
}

func (p Point) facts() map[string]any {
	f := map[string]any{"percent": p.Percent, "audience": p.Audience, "cohorts": anys(p.Cohorts), "name": p.Name, "from": steps(p.From)}
	put(f, "at", p.At)
	put(f, "soak", p.Soak)
	if p.Starts != "" {
		f["starts"], f["weekday"] = p.Starts, p.Weekday
	}
	return f
}

func put(f map[string]any, key string, n *int64) {
	if n != nil {
		f[key] = json.Number(fmt.Sprint(*n))
	}
}

func anys(s []string) []any {
	out := make([]any, len(s))
	for i, v := range s {
		out[i] = v
	}
	return out
}

// steps makes a path a value of the input: its indexes are numbers there.
func steps(path []any) []any {
	out := make([]any, len(path))
	for i, v := range path {
		if n, ok := v.(int); ok {
			v = json.Number(fmt.Sprint(n))
		}
		out[i] = v
	}
	return out
}

// verdict starts the answer with everything that is known before the rules have spoken.
func (s *sight) verdict(tool string, pack *policy.Pack) *Verdict {
	v := &Verdict{
		Schema: "belay/verdict/v1", Tool: tool, Release: s.in.Manifest.Release(), Class: s.class, Phase: s.in.Phase, At: s.in.At,
		Profile: s.in.Profile.Name, FailOn: s.in.FailOn, Outcomes: []Outcome{}, Findings: []Finding{}, Artifacts: s.artifacts,
		Evidence: []Evidence{}, Rejected: s.rejected, Exposure: s.exposure, Inputs: inputs(s.in, pack.Parts),
	}
	for _, e := range s.evidence {
		v.Evidence = append(v.Evidence, e.Evidence)
	}
	for _, e := range s.evidence {
		if e.senseless {
			v.Findings = append(v.Findings, senseless(s.in.Manifest, e))
		}
	}
	for i, a := range s.artifacts {
		if a.File == "differs" {
			v.Findings = append(v.Findings, tampered(s.in.Manifest, i, a))
		}
	}
	return v
}

// tampered is the finding that no profile can leave out: the file is not the one that the manifest speaks of.
func tampered(m *Manifest, i int, a Artifact) Finding {
	alg := sortedKeys(a.Digest)[0]
	path := []any{"artifacts", i, "digest", alg}
	pos := m.Doc.Position(path...)
	return Finding{
		Path: schemas.PathString(path), Position: pos, Snippet: schemas.Clean(m.Doc.Line(pos.Line)),
		Message: fmt.Sprintf("the file of artifact %q is not the one that the manifest speaks of", a.Name),
		Found:   alg + ":" + a.Actual[alg], Wanted: alg + ":" + a.Digest[alg],
		Fix: "Find out where the file was changed; release the file that was signed, or make and sign a new manifest.",
	}
}

// senseless is the finding that a signed record of this release cannot be true.
func senseless(m *Manifest, e *bound) Finding {
	path := []any{"rollout"}
	pos := m.Doc.Position(path...)
	return Finding{
		Path: schemas.PathString(path), Position: pos, Snippet: schemas.Clean(m.Doc.Line(pos.Line)), Evidence: e.ID,
		Message: fmt.Sprintf("the %s signed by %s cannot be so", e.Type, e.Signer), Found: schemas.Clean(e.Reason),
		Fix: "Find out what happened, and have the rollout system sign a record of that.",
	}
}

// inputs lists the digest of everything that the verdict rests on.
func inputs(in Case, parts []policy.Part) []Input {
	out := []Input{
		{Kind: "manifest", Name: in.Manifest.Doc.Name, Digest: in.Manifest.Doc.Digest},
	}
	for _, p := range parts {
		out = append(out, Input{Kind: "pack", Name: p.Name, Digest: p.Digest, Pack: p.Pack, Signer: p.Signer})
	}
	out = append(out, Input{Kind: "profile", Name: in.Profile.Doc.Name, Digest: in.Profile.Doc.Digest})
	if in.Trust != nil {
		out = append(out, Input{Kind: "trust", Name: in.Trust.Name, Digest: in.Trust.Digest})
	}
	if in.Waivers != nil {
		out = append(out, Input{Kind: "waivers", Name: in.Waivers.Doc.Name, Digest: in.Waivers.Doc.Digest})
	}
	for _, b := range in.Bundles {
		if b.Err != nil {
			continue
		}
		out = append(out, Input{Kind: "attestation", Name: b.Name, Digest: schemas.Digest(b.Bytes)})
	}
	return out
}
