// Package checker judges a release by the commitments of a pack.
//
// [Checker.Check] is the main path: it verifies the attestations, binds them to the release, lets the rules look at
// manifest and evidence together, and answers with a [Verdict] that says of each commitment what is claimed, what is
// proven, by whom, and what to do. Everything it depends on is in the [Case], the time included; it prints nothing.
//
// A finding is the release's fault and is data; an error is a file's or ours, and then there is no verdict: an
// unjudged release has not passed. Not checked here: whether what a trusted signer attests is true.
package checker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sync"
	"time"

	"belay/attest"
	"belay/checker/policy"
)

// Checker judges releases by one pack, compiled once. It may be used by many goroutines.
type Checker struct {
	tool string
	pack func() (*policy.Pack, error) // waits until the pack is compiled
}

// New starts load, and does not wait for the pack: files are read and signatures verified meanwhile. Tool is the
// program and its version, for verdicts. That a pack is broken is an error of Check.
func New(tool string, load func() (*policy.Pack, error)) *Checker {
	c := &Checker{tool: tool, pack: sync.OnceValues(func() (p *policy.Pack, err error) {
		defer func() {
			if r := recover(); r != nil { // on a goroutine of our own, where a panic would end the program with exit code 2
				err = fmt.Errorf("loading the pack: a fault of belay itself: %v", r)
			}
		}()
		if p, err = load(); err != nil {
			return nil, fmt.Errorf("loading the pack: %w", err)
		}
		return p, nil
	})}
	go c.pack()
	return c
}

// Case is everything that one verdict depends on.
type Case struct {
	Manifest *Manifest
	Files    fs.FS         // where artifacts lie, or nil: they are then absent
	Bundles  []Bundle      // attestations as they arrived
	Trust    *attest.Trust // nil trusts nobody
	Profile  *Profile
	Waivers  *Waivers // nil: none
	Phase    Phase    // "" is Gate
	At       time.Time
	FailOn   Severity // "" is the profile's
}

// ErrNothingApplies says that no commitment of the profile applies to the release: there is nothing to pass.
var ErrNothingApplies = errors.New("no commitment applies to this release")

// A RefusedError says that the files of a case do not go together, and who is to mend what.
type RefusedError struct{ Reason, Hint string }

func (e *RefusedError) Error() string { return e.Reason }

// Check judges one release. A schemas.Errors or a RefusedError is the fault of a file that the caller named;
// any other error means that there is no verdict.
func (c *Checker) Check(ctx context.Context, in Case) (*Verdict, error) {
	s, pack, doc, err := c.prepare(ctx, in)
	if err != nil {
		return nil, err
	}
	results, err := pack.Eval(ctx, doc)
	if err != nil {
		return nil, fmt.Errorf("judging %s: %w", s.in.Manifest.Doc.Name, err)
	}
	v := s.verdict(c.tool, pack)
	for _, commitment := range pack.Commitments {
		if !s.in.Profile.counts(commitment.ID) {
			continue
		}
		result, ok := results[commitment.ID]
		if !ok {
			return nil, fmt.Errorf("judging %s: the pack says nothing about %s", s.in.Manifest.Doc.Name, commitment.ID)
		}
		o, err := s.outcome(commitment, result)
		if err != nil {
			return nil, err
		}
		v.Outcomes = append(v.Outcomes, o)
	}
	v.Waivers = s.in.Waivers.apply(v.Outcomes, pack.Commitments, v.Release, s.in.Profile.WaiverMax, s.in.At)
	return v.answer()
}

// Input is the document that the rules see for a case. Its errors are those of Check.
func (c *Checker) Input(ctx context.Context, in Case) (map[string]any, error) {
	_, _, doc, err := c.prepare(ctx, in)
	return doc, err
}

// prepare does everything that comes before the rules: it looks at the case, and makes the document that they see.
func (c *Checker) prepare(ctx context.Context, in Case) (*sight, *policy.Pack, map[string]any, error) {
	s, err := look(ctx, in)
	if err != nil {
		return nil, nil, nil, err
	}
	pack, err := c.pack()
	if err != nil {
		return nil, nil, nil, err
	}
	if err := in.Profile.fits(pack.Commitments, s.in.At); err != nil {
		return nil, nil, nil, err
	}
	doc, err := s.input(pack.Commitments)
	return s, pack, doc, err
}

// sight is a case after everything was looked at and verified, and before any rule has judged it.
type sight struct {
	in        Case
	class     Class
	artifacts []Artifact
	evidence  []*bound
	rejected  []Rejected
	exposure  Exposure
}

// look completes the case, hashes the artifacts, verifies the attestations and binds them to the release.
func look(ctx context.Context, in Case) (*sight, error) {
	if err := in.complete(); err != nil {
		return nil, err
	}
	s := &sight{in: in}
	var err error
	if s.class, err = classOf(in.Manifest, in.Trust); err != nil {
		return nil, err
	}
	if s.artifacts, err = seeArtifacts(ctx, in.Manifest, in.Files); err != nil {
		return nil, err
	}
	s.evidence, s.rejected = openAll(in.Trust, in.Bundles, in.At)
	bind(s.evidence, in.Manifest, s.artifacts, in.At)
	s.exposure = exposureOf(object(in.Manifest.facts, "rollout"), "rollout")
	return s, nil
}

// complete fills in what the zero value stands for and refuses a case that cannot be judged.
func (in *Case) complete() error {
	if in.Manifest == nil || in.Profile == nil || in.At.IsZero() {
		return errors.New("a case needs a manifest, a profile and a time")
	}
	if in.Phase == "" {
		in.Phase = Gate
	}
	if in.FailOn == "" {
		in.FailOn = in.Profile.FailOn
	}
	in.At = in.At.UTC().Truncate(time.Second)
	if in.Manifest.created().After(in.At) {
		pos := in.Manifest.Doc.Position("release", "created")
		return &RefusedError{Reason: fmt.Sprintf("%s: the release is created after the time it is judged at (%s)", pos, stamp(in.At)), Hint: "judge it at a later time with --at"}
	}
	return nil
}

// classOf says what the release is for the rules. Where the trust file pins the product, a manifest that says otherwise is refused.
func classOf(m *Manifest, t *attest.Trust) (Class, error) {
	r := m.Release()
	// An operating system always has a kernel in it: a platform is a class of its own, with its own values.
	c := Class{Kind: r.Kind, Kernel: r.Kind == "driver" || (r.ConsumedBy == "kernel" && r.Kind != "platform"), Boot: true}
	if phase := text(object(m.facts, "release"), "load_phase"); phase != "" {
		c.Boot, c.BootSaid = phase == "boot", true
	}
	for _, v := range list(m.facts, "artifacts") {
		a, _ := v.(map[string]any)
		c.Kernel = c.Kernel || text(a, "kind") == "driver"
	}
	for _, v := range list(object(m.facts, "kernel"), "components") {
		component, _ := v.(map[string]any)
		c.Kernel = c.Kernel || (r.Kind != "platform" && slices.Contains(texts(component, "parses"), r.Kind))
	}
	if p, ok := t.Product(r.Product); ok {
		c.BootPinned = p.LoadPhase != ""
		for _, known := range []struct{ key, says, is string }{
			{"vendor", r.Vendor, p.Vendor}, {"kind", r.Kind, p.Kind}, {"consumed_by", r.ConsumedBy, p.ConsumedBy},
			{"load_phase", text(object(m.facts, "release"), "load_phase"), cmp.Or(p.LoadPhase, text(object(m.facts, "release"), "load_phase"))},
		} {
			if known.says != known.is {
				return c, &RefusedError{
					Reason: fmt.Sprintf("%s: the manifest says %s = %q, and the trust file pins %q to %q", m.Doc.Position("release", known.key), known.key, known.says, r.Product, known.is),
					Hint:   "the auditor's word counts: mend the manifest, or ask the auditor",
				}
			}
		}
		c.Pinned = true
	}
	return c, nil
}

// answer adds everything up.
func (v *Verdict) answer() (*Verdict, error) {
	v.Result = Pass
	for i := range v.Outcomes {
		o := &v.Outcomes[i]
		o.Fails = (o.Outcome == Fail || o.Outcome == Unproven) && o.Severity.rank() >= v.FailOn.rank()
		if o.Fails {
			v.Result = Fail
		}
		switch o.Outcome {
		case Pass:
			v.Counts.Pass++
		case Fail:
			v.Counts.Fail++
		case Unproven:
			v.Counts.Unproven++
		case Waived:
			v.Counts.Waived++
		case Upcoming:
			v.Counts.Upcoming++
		case NotApplicable:
			v.Counts.NotApplicable++
		default:
			return nil, fmt.Errorf("%s has no outcome", o.Commitment)
		}
	}
	if v.Counts.NotApplicable == len(v.Outcomes) {
		return nil, fmt.Errorf("judging %s %s: %w", v.Release.Product, v.Release.Version, ErrNothingApplies)
	}
	if len(v.Findings) > 0 {
		v.Result = Fail
	}
	return v, nil
}
