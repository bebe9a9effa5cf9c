package checker

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"belay/checker/policy"
	"belay/schemas"
)

// outcome judges one commitment, in the order that the outcomes have: not_applicable, upcoming, fail, unproven, pass.
// Waivers come afterwards.
func (s *sight) outcome(c policy.Commitment, r policy.Result) (Outcome, error) {
	o := Outcome{Commitment: c.ID, Title: c.Title, Family: c.Family, By: []string{}, Findings: []Finding{}}
	severity, ok := byClass(c.Severity, s.class)
	if !ok {
		return o, fmt.Errorf("%s has no severity for this release", c.ID)
	}
	o.Severity = Severity(severity)
	o.Required = s.in.Profile.required(c, o.Severity)
	if !applies(c.AppliesTo, s.class) {
		return s.notApplicable(o, c), nil
	}
	s.judge(&o, c, r)
	if c.EffectiveOn != "" && (o.Outcome == Fail || o.Outcome == Unproven) {
		day, err := time.Parse(time.DateOnly, c.EffectiveOn)
		if err != nil {
			return o, fmt.Errorf("%s: effective_on: %w", c.ID, err)
		}
		if day.After(s.in.At) {
			o.Would, o.Outcome, o.Effective = o.Outcome, Upcoming, c.EffectiveOn
			o.DaysLeft = days(day.Sub(s.in.At) + 24*time.Hour - time.Second)
		}
	}
	return o, nil
}

// applies tells whether the class matches one of the alternatives; an empty alternative is everything.
func applies(alternatives []map[string]any, class Class) bool {
	facts := map[string]any{"kind": class.Kind, "kernel": class.Kernel, "boot": class.Boot}
	return slices.ContainsFunc(alternatives, func(a map[string]any) bool {
		for key, want := range a {
			if facts[key] != want {
				return false
			}
		}
		return true
	})
}

// notApplicable says with whose word that rests. For a critical commitment, the vendor's alone is not enough in a
// profile that asks for a pinned class: a vendor would only have to call a driver an agent.
func (s *sight) notApplicable(o Outcome, c policy.Commitment) Outcome {
	o.Outcome = NotApplicable
	atBoot := s.class
	atBoot.Boot = true
	byBoot := applies(c.AppliesTo, atBoot) // it is left out only because it is said not to be loaded at boot
	if s.class.Pinned && (s.class.BootPinned || !byBoot) {
		o.Reason = "by the trust file"
		return o
	}
	o.Reason = "by the vendor's word"
	for _, word := range c.Severity {
		if Severity(word).rank() > o.Severity.rank() {
			o.Severity = Severity(word)
		}
	}
	if o.Severity == Critical && s.in.Profile.pinned {
		o.Required = s.in.Profile.required(c, o.Severity)
		o.Outcome = Unproven
		o.Reason = "not applicable by the vendor's word only"
		f := s.finding(c, []any{"release", "kind"}, "only the vendor says that this does not apply")
		f.Wanted = fmt.Sprintf("a product block for %q in the trust file", s.in.Manifest.Release().Product)
		f.Fix = "Pin the product's kind and consumer in the trust file."
		switch {
		case s.class.Pinned:
			f.Wanted = fmt.Sprintf("load_phase in the product block for %q in the trust file", s.in.Manifest.Release().Product)
			f.Fix = "Pin in the trust file when the product is loaded, too."
		case byBoot:
			f.Fix = "Pin the product's kind, consumer and load_phase in the trust file."
		}
		o.Findings = append(o.Findings, f)
	}
	return o
}

// judge finds the outcome of a commitment that applies and is in force.
func (s *sight) judge(o *Outcome, c policy.Commitment, r policy.Result) {
	claimed := policy.IsClaim(r.Claim)
	if claimed {
		o.Claim = r.Claim
	}
	broken := false // by something other than a path that is listed unknown
	for _, d := range r.Denials {
		f := s.finding(c, d.At, "")
		switch e := s.byID(d.By); {
		case e != nil:
			f.Evidence = d.By
			f.Message = fmt.Sprintf("%s, signed by %s, says otherwise", e.Type, e.Signer)
			broken = true
		case s.in.Manifest.unknown(d.At):
			f.Message = "the manifest lists this as unknown"
		default:
			f.Message = "the manifest breaks this commitment"
			if _, there := s.in.Manifest.lookup(d.At); !there {
				f.Message = "the manifest says nothing here"
			}
			broken = true
		}
		o.Findings = append(o.Findings, f)
	}
	if r.Omitted > 0 {
		o.Reason = fmt.Sprintf("%d more findings are not listed", r.Omitted)
		broken = true
	}
	if !claimed && len(r.Denials) == 0 {
		at := claimPath(c.Claim)
		f := s.finding(c, at, "the manifest says nothing here")
		if s.in.Manifest.unknown(at) {
			f.Message = "the manifest lists this as unknown"
		} else {
			broken = true
		}
		o.Findings = append(o.Findings, f)
	}
	if claimed {
		o.Grade, o.By = s.grade(c, r.Proof)
	}
	switch {
	case broken:
		o.Outcome = Fail
	case len(o.Findings) > 0 || !claimed:
		o.Outcome = Unproven
	case !o.Grade.Reaches(o.Required):
		o.Outcome = Unproven
		o.Findings = append(o.Findings, s.missing(*o, c, r.Proof))
	default:
		o.Outcome = Pass
	}
}

// grade is the grade of the claim with the proof that the rule accepts, and the evidence that it rests on. Proof is an
// or of ands over predicate types: the best of the alternatives, each as good as the worst of its types.
func (s *sight) grade(c policy.Commitment, proof []string) (Grade, []string) {
	best, by := Claimed, []string{}
	for _, together := range c.ProofFor(string(s.in.Phase), s.class.Kernel) {
		low, ids := Independent, []string{}
		for _, typ := range together {
			g, used := s.gradeOfType(c, typ, proof)
			if g.rank() < low.rank() {
				low = g
			}
			ids = append(ids, used...)
		}
		switch {
		case len(together) == 0:
		case low.rank() > best.rank():
			best, by = low, ids
		case low == best && low != Claimed:
			by = append(by, ids...) // two proofs are better than one, and the reader sees both
		}
	}
	// Ids are a letter and a number, and e2 comes before e10.
	slices.SortFunc(by, func(a, b string) int { return cmp.Or(len(a)-len(b), strings.Compare(a, b)) })
	return best, slices.Compact(by)
}

// gradeOfType is the grade that the accepted evidence of one type gives. For evidence about artifacts that is the
// lowest over the artifacts concerned of the best for each: one attested file of three attests nothing.
func (s *sight) gradeOfType(c policy.Commitment, typ string, proof []string) (Grade, []string) {
	typ = typeOf(typ)
	of := func(fits func(*bound) bool) *bound {
		var best *bound
		for _, e := range s.evidence {
			if e.Bound && e.Type == typ && slices.Contains(proof, e.ID) && fits(e) && (best == nil || e.Grade.rank() > best.Grade.rank()) {
				best = e
			}
		}
		return best
	}
	if _, ok := aboutProduct[typ]; ok {
		return gradeOrClaimed(of(func(*bound) bool { return true }))
	}
	if slices.Contains(c.Concerns, "rollback-target") {
		return gradeOrClaimed(of(func(e *bound) bool { return e.CoversTarget }))
	}
	if slices.Contains(c.Concerns, "source") {
		return gradeOrClaimed(of(func(e *bound) bool { return e.CoversSource }))
	}
	low, ids := Grade(""), []string{}
	for _, name := range s.concerned(c) {
		g, used := gradeOrClaimed(of(func(e *bound) bool { return slices.Contains(e.Artifacts, name) }))
		if low == "" || g.rank() < low.rank() {
			low = g
		}
		ids = append(ids, used...)
	}
	if low == "" { // nothing is concerned, so nothing is proven
		low = Claimed
	}
	return low, ids
}

func gradeOrClaimed(e *bound) (Grade, []string) {
	if e == nil {
		return Claimed, nil
	}
	return e.Grade, []string{e.ID}
}

// concerned lists the artifacts that the proof of a commitment must cover: those of the kinds that it concerns, and all
// where the release has none of these, for then what it concerns is inside the others.
func (s *sight) concerned(c policy.Commitment) []string {
	all, names := []string{}, []string{}
	for _, a := range s.artifacts {
		all = append(all, a.Name)
		if slices.Contains(c.Concerns, a.Kind) {
			names = append(names, a.Name)
		}
	}
	if len(names) == 0 {
		return all
	}
	return names
}

// missing says what there is as proof, and which attestation by whom would do.
func (s *sight) missing(o Outcome, c policy.Commitment, proof []string) Finding {
	f := s.finding(c, claimPath(c.Claim), fmt.Sprintf("%s, and %s is asked for", describe(o), o.Required))
	f.Wanted = ""
	f.Found = s.standing(c, proof)
	ways := []string{}
	for _, together := range c.ProofFor(string(s.in.Phase), s.class.Kernel) {
		names := []string{}
		for _, typ := range together {
			names = append(names, brevity(typ))
		}
		ways = append(ways, strings.Join(names, " together with "))
	}
	about := ""
	switch names := s.concerned(c); {
	case slices.Contains(c.Concerns, "rollback-target"):
		about = " for the rollback target"
	case slices.Contains(c.Concerns, "source"):
		about = " for the source revision"
	case len(s.artifacts) > 1:
		about = " for " + strings.Join(names, ", ")
	}
	f.Fix = fmt.Sprintf("Attach %s%s, signed by %s that the trust file lists for it.", strings.Join(ways, "; or "), about, who(o.Required))
	return f
}

// standing says what became of the evidence of the types that would prove the commitment.
func (s *sight) standing(c policy.Commitment, proof []string) string {
	parts := []string{}
	for _, e := range s.evidence {
		if !slices.ContainsFunc(c.ProofFor(string(s.in.Phase), s.class.Kernel), func(and []string) bool {
			return slices.ContainsFunc(and, func(typ string) bool { return typeOf(typ) == e.Type })
		}) {
			continue
		}
		state := fmt.Sprintf("%s by %s", e.ID, e.Signer)
		switch {
		case !e.Bound:
			state += " is not of this release"
		case !slices.Contains(proof, e.ID):
			state += " does not prove it"
		default:
			state += " is " + string(e.Grade)
		}
		parts = append(parts, state)
	}
	if len(parts) == 0 {
		return "no evidence of it"
	}
	return strings.Join(parts, ", ")
}

// brevity writes a predicate type for people. A test that must have passed stands behind it.
func brevity(proof string) string {
	typ, test, _ := strings.Cut(proof, "#")
	typ = schemas.PredicateName(typ)
	if test != "" {
		typ += " in which " + test + " passed"
	}
	return typ
}

// typeOf is the predicate type that a proof names, without the test behind it.
func typeOf(proof string) string {
	typ, _, _ := strings.Cut(proof, "#")
	return typ
}

func describe(o Outcome) string {
	if o.Grade == Claimed {
		return "it is only claimed"
	}
	return "it is " + string(o.Grade)
}

func who(g Grade) string {
	switch g {
	case Signed:
		return "a signer"
	case Attested:
		return "a vendor-system, platform or independent signer"
	}
	return "a platform or independent signer"
}

// finding gives a place in the manifest its address, what stands there, what the parameters ask for, and the fix.
func (s *sight) finding(c policy.Commitment, at []any, message string) Finding {
	pos := s.in.Manifest.Doc.Position(at...)
	f := Finding{Path: schemas.PathString(at), Position: pos, Message: message, Wanted: s.wanted(c), Fix: c.Fix, Snippet: schemas.Clean(s.in.Manifest.Doc.Line(pos.Line))}
	if v, ok := s.in.Manifest.lookup(at); ok && !nested(v) {
		f.Found = brief(v)
	}
	return f
}

// nested tells whether a value is an object, or a list with one in it. The line of the manifest shows such a place, and
// the beginning of it as JSON says nothing.
func nested(v any) bool {
	if items, ok := v.([]any); ok {
		return slices.ContainsFunc(items, nested)
	}
	_, ok := v.(map[string]any)
	return ok
}

// wanted writes the parameters of a commitment with the values they have in this case.
func (s *sight) wanted(c policy.Commitment) string {
	parts := []string{}
	for _, name := range sortedKeys(c.Parameters) {
		v, err := s.in.Profile.parameter(c, name, s.class)
		if err != nil {
			continue // already an error of the case: the input could not have been built
		}
		unit := c.Parameters[name].Unit
		if n := seconds(v); n != nil && unit == "duration" {
			parts = append(parts, name+" = "+schemas.Duration(*n))
			continue
		}
		part := name + " = " + brief(v)
		if unit != "duration" && unit != "count" && unit != "switch" && unit != "list" { // those say nothing that the name does not
			part += " " + unit
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

// brief writes a value in one line that a reader can take in.
func brief(v any) string {
	const most = 80
	s, ok := v.(string)
	if !ok {
		b, err := json.Marshal(v)
		if err != nil {
			return ""
		}
		s = string(b)
	}
	s = schemas.Clean(s)
	if r := []rune(s); len(r) > most {
		s = string(r[:most-1]) + "…"
	}
	return s
}

func (s *sight) byID(id string) *bound {
	if id == "" {
		return nil
	}
	for _, e := range s.evidence {
		if e.ID == id && e.Bound {
			return e
		}
	}
	return nil
}

// claimPath reads the path of a claim as METADATA writes it.
func claimPath(s string) []any {
	path := []any{}
	for _, step := range strings.Split(s, ".") {
		path = append(path, step)
	}
	return path
}
