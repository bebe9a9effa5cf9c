package mutate

import (
	"cmp"
	"fmt"
	"slices"

	"belay/checker/policy"
)

// The kinds of hole.
const (
	NoClaim  = "no claim"  // the claim is gone, and the rule passes
	NoProof  = "no proof"  // all evidence is gone, and the rule calls something proof
	Silence  = "silence"   // a field is judged where it is given, and passes where it is left out
	NoEffect = "no effect" // a field is read, and whatever stands there makes no difference
)

// Hole is a way to pass by accident.
type Hole struct {
	Kind    string   `json:"kind"`
	At      string   `json:"at"`      // the path in general: evidence[rollout-record/v1].exposure.half
	Case    string   `json:"case"`    // the passing case it was found in, the first of several
	File    string   `json:"file"`    // of the case
	Line    int      `json:"line"`    // of the case
	Proof   []string `json:"proof"`   // ids of the evidence that was left in it
	Changes []Change `json:"changes"` // what was done to it; none where nothing makes a difference
	More    int      `json:"more"`    // how many more places and cases show the same
}

// Change is one place of an input that was changed.
type Change struct {
	Path string `json:"path"`
	Old  string `json:"old"`
	New  string `json:"new"` // "removed" where it was taken out
}

// Inputs counts what was tried with the inputs of the passing cases.
type Inputs struct {
	Bases    int `json:"bases"`    // passing inputs, one for each alternative of proof
	Tried    int `json:"tried"`    // changed inputs
	Noticed  int `json:"noticed"`  // of which no longer pass
	Harmless int `json:"harmless"` // pass, and may: the change does not break the promise, or the tests say that it is no matter
	Shielded int `json:"shielded"` // pass, and no vendor can bring them about: a schema refuses them
}

// search looks for the holes of one commitment.
type search struct {
	*judge
	forms  *forms
	words  vocabulary
	own    map[string]bool // the fields that the commitment's own file reads
	fields []field
	passes []base // the passing cases, whole
	others []base // the others
	bare   []base // of which those that would pass if they had any evidence
	counts Inputs
	found  map[string]*Hole
	effect map[string]bool // fields that were seen to make a difference
}

// holes tries everything.
func (s *search) holes() ([]Hole, error) {
	s.found, s.effect = map[string]*Hole{}, map[string]bool{}
	var all []base
	for _, whole := range s.passes {
		bases, err := s.bases(whole)
		if err != nil {
			return nil, err
		}
		all = append(all, bases...)
		if err := s.withoutProof(whole); err != nil {
			return nil, err
		}
		for _, b := range bases {
			if err := s.withoutClaim(b); err != nil {
				return nil, err
			}
			if err := s.withoutFields(b); err != nil {
				return nil, err
			}
		}
	}
	s.counts.Bases = len(all)
	if err := s.withoutEffect(all); err != nil {
		return nil, err
	}
	out := []Hole{}
	for _, h := range s.found {
		out = append(out, *h)
	}
	slices.SortFunc(out, func(a, b Hole) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.At, b.At)) })
	return out, nil
}

func (s *search) hole(kind, at string, b base, changes []change) {
	key := kind + " " + at
	if h := s.found[key]; h != nil {
		h.More++
		return
	}
	h := &Hole{Kind: kind, At: at, Case: b.name, File: b.file, Line: b.line, Proof: b.proof, Changes: []Change{}}
	for _, c := range changes {
		if c.was == nil {
			continue // it was not there
		}
		h.Changes = append(h.Changes, Change{named(b.plain, c.at), show(c.was), show(c.to)})
	}
	s.found[key] = h
}

// named writes a path with the ids of evidence, which say more than their numbers.
func named(input any, p path) string {
	if len(p) > 2 && p[0] == "evidence" {
		if id, ok := get(input, p[:2].with("id")); ok {
			return fmt.Sprintf("evidence[%v].%s", id, p[2:])
		}
	}
	return p.String()
}

// withoutProof takes all evidence away.
func (s *search) withoutProof(whole base) error {
	evidence, _ := get(whole.plain, path{"evidence"})
	changes := []change{{at: path{"evidence"}, to: []any{}, was: evidence}}
	r, err := whole.with(changes)
	if err != nil {
		return err
	}
	s.counts.Tried++
	if a := s.ask(r); policy.IsClaim(a.Claim) && len(a.Denials) == 0 && len(a.Proof) > 0 {
		s.hole(NoProof, "evidence", whole, changes)
		return nil
	}
	s.counts.Noticed++
	return nil
}

// withoutClaim removes and empties what METADATA calls the claim, with what Belay derives from it. A release that passes
// although nothing stands there to begin with is a hole as it is.
func (s *search) withoutClaim(b base) error {
	at := path{"manifest"}
	for _, step := range split(s.commitment.Claim) {
		if step == "[]" {
			break
		}
		at = at.with(step)
	}
	old, _ := get(b.plain, at)
	shape := at[1] == "rollout" && (len(at) == 2 || slices.Contains(shapes, at[2].(string)))
	if empty(old) && !shape {
		s.hole(NoClaim, at.general(), b, nil)
		return nil
	}
	for _, to := range append([]any{absent{}}, emptied(old)...) {
		changes := alone(b.plain, at, to)
		if shape {
			changes = s.withoutRollout(b, []change{{at: at, to: to, was: old}})
		}
		a, err := s.try(b, changes)
		if err != nil {
			return err
		}
		if a.pass {
			s.hole(NoClaim, at.general(), b, changes)
		} else {
			s.counts.Noticed++
		}
	}
	return nil
}

// shapes are the parts of a rollout that an exposure is derived from.
var shapes = []string{"model", "stages", "ramp", "steps", "throttle", "channels"}

// withoutRollout takes away every shape of the rollout that the exposure comes from, and the exposure: the same claim
// can be made in each of them.
func (s *search) withoutRollout(b base, changes []change) []change {
	points, _ := get(b.plain, path{"exposure", "points"})
	list, _ := points.([]any)
	for _, p := range list {
		from, _ := get(p, path{"from"})
		if steps, ok := from.([]any); ok && len(steps) > 1 {
			at := path{"manifest"}.with(steps[:2]...)
			if old, ok := get(b.plain, at); ok && !has(changes, at) {
				changes = append(changes, change{at: at, to: gone(old), was: old})
			}
		}
	}
	old, _ := get(b.plain, path{"exposure"})
	return append(changes, change{at: path{"exposure"}, to: map[string]any{"points": []any{}}, was: old})
}
