package mutate

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

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

// field is one pattern that the rules read.
type field struct {
	steps []string
	typ   string // of evidence; "" for any, and for what is no evidence
	leaf  bool
}

func (f field) String() string {
	s := strings.ReplaceAll(strings.Join(f.steps, "."), ".[]", "[]")
	if f.typ != "" {
		s = strings.Replace(s, "evidence[]", "evidence["+f.typ+"]", 1)
	}
	return s
}

// fields lists what the commitment reads, and the lists and objects that hold it, longest first.
func fields(r policy.Places) []field {
	var out []field
	seen := map[string]bool{}
	add := func(f field) {
		if !seen[f.String()] {
			seen[f.String()] = true
			out = append(out, f)
		}
	}
	least := map[bool]int{true: 4, false: 2} // a part of the input is not taken away as a whole
	all := func(prefix []string, typ string, patterns []string) {
		for _, p := range patterns {
			steps := append(slices.Clone(prefix), split(p)...)
			add(field{steps, typ, true})
			for n := len(steps) - 1; n >= least[prefix[0] == "evidence"]; n-- {
				if steps[n-1] != "[]" {
					add(field{steps[:n], typ, false})
				}
			}
		}
	}
	all([]string{"manifest"}, "", r.Manifest)
	for _, p := range r.Input {
		if strings.HasPrefix(p, "exposure.") {
			all([]string{"exposure"}, "", []string{strings.TrimPrefix(p, "exposure.")})
		} else if strings.HasPrefix(p, "class.") || strings.HasPrefix(p, "artifacts[].") {
			add(field{split(p), "", true})
		}
	}
	for _, typ := range slices.Sorted(maps.Keys(r.Evidence)) {
		all([]string{"evidence", "[]"}, typ, r.Evidence[typ])
	}
	slices.SortFunc(out, func(a, b field) int {
		return cmp.Or(boolInt(b.leaf)-boolInt(a.leaf), cmp.Compare(len(b.steps), len(a.steps)), cmp.Compare(a.String(), b.String()))
	})
	return out
}

// last is the name of f.
func (f field) last() string {
	for _, step := range slices.Backward(f.steps) {
		if step != "[]" {
			return step
		}
	}
	return ""
}

// in returns where f stands in an input; only shows evidence that is of its type.
func (f field) in(input any) (out []path) {
	for _, p := range expand(input, f.steps) {
		if f.typ != "" {
			if typ, _ := get(input, p[:2].with("type")); typ != f.typ {
				continue
			}
		}
		out = append(out, p)
	}
	return out
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
		changes := []change{{at: at, to: to, was: old}}
		if shape {
			changes = s.withoutRollout(b, changes)
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

// ways are the two ways to change what stands at a path: there alone, and in the evidence that says the same as well.
var ways = []func(any, path, any) []change{alone, together}

// withoutFields leaves out every field that is read, and the lists and objects that hold it. A pass is a hole if a wrong
// value there is noticed, and no passing case of the author's lacks it: then silence is worth more than a bad word.
func (s *search) withoutFields(b base) error {
	judged := map[string]bool{}
	for _, f := range s.fields {
		for _, at := range f.in(b.plain) {
			old, given := get(b.plain, at)
			to := gone(old)
			if !given || equal(old, to) {
				continue
			}
			for way, change := range ways {
				if way == 1 && len(mirrors(b.plain, at)) == 0 {
					continue
				}
				changes := change(b.plain, at, to)
				a, err := s.try(b, changes)
				if err != nil {
					return err
				}
				s.effect[f.String()] = s.effect[f.String()] || different(a, b.answer)
				element := f.steps[len(f.steps)-1] == "[]"
				switch {
				case !a.pass:
					s.counts.Noticed++
					continue
				case !s.possible(b, changes):
					s.counts.Shielded++
					continue
				case element:
					s.counts.Harmless++
					continue
				}
				if allowed, err := s.mayLack(b, at, change); err != nil {
					return err
				} else if allowed {
					s.counts.Harmless++
					continue
				}
				noticed, err := s.judges(b, f, at, way, judged)
				if err != nil {
					return err
				}
				if noticed {
					s.hole(Silence, f.String(), b, changes)
				} else {
					s.counts.Harmless++
				}
			}
		}
	}
	return nil
}

// judges reports whether the commitment notices a wrong value that can be had at a path or, for a list or an object, at
// one of the fields in it that are read. What it finds it keeps in known.
func (s *search) judges(b base, f field, at path, way int, known map[string]bool) (bool, error) {
	inner := []field{f}
	if !f.leaf {
		inner = slices.DeleteFunc(slices.Clone(s.fields), func(o field) bool {
			return !o.leaf || o.typ != f.typ || len(o.steps) < len(f.steps) || !slices.Equal(o.steps[:len(f.steps)], f.steps)
		})
	}
	for _, f := range inner {
		for _, p := range f.in(b.plain) {
			if len(p) < len(at) || !equal(p[:len(at)], at) {
				continue
			}
			key := fmt.Sprint(way, p)
			if _, done := known[key]; !done {
				var err error
				if known[key], err = s.corrupt(b, f, p, ways[way]); err != nil {
					return false, err
				}
			}
			if known[key] {
				return true, nil
			}
		}
	}
	return false, nil
}

// corrupt tries other values at a path until the commitment notices one that can be had.
func (s *search) corrupt(b base, f field, at path, how func(any, path, any) []change) (bool, error) {
	old, given := get(b.plain, at)
	if !given {
		return false, nil
	}
	form, known := s.forms.of(b.plain, at)
	for _, to := range wrong(old, form, known, s.words) {
		changes := how(b.plain, at, to)
		a, err := s.try(b, changes)
		if err != nil {
			return false, err
		}
		s.effect[f.String()] = s.effect[f.String()] || different(a, b.answer)
		switch possible := s.possible(b, changes); {
		case !a.pass:
			s.counts.Noticed++
			if possible {
				return true, nil
			}
		case possible:
			s.counts.Harmless++
		default:
			s.counts.Shielded++
		}
	}
	return false, nil
}

func (s *search) try(b base, changes []change) (answer, error) {
	r, err := b.with(changes)
	s.counts.Tried++
	return s.ask(r), err
}

func (s *search) possible(b base, changes []change) bool {
	return !slices.ContainsFunc(changes, func(c change) bool { return !c.follows && !s.forms.possible(b.plain, c.at, c.to) })
}

// mayLack reports whether what stands at a path may be absent because its author says so: a passing case lacks it at the
// same place, or lacks an object that holds it, without which b passes as well.
func (s *search) mayLack(b base, at path, how func(any, path, any) []change) (bool, error) {
	least := 2
	if at[0] == "evidence" {
		least = 4
	}
	for n := len(at); n >= least; n-- {
		if !s.lacked(b, at[:n]) {
			continue
		}
		old, _ := get(b.plain, at[:n])
		a, err := s.try(b, how(b.plain, at[:n], gone(old)))
		if err != nil || a.pass {
			s.counts.Harmless++
			return err == nil, err
		}
		s.counts.Noticed++
	}
	return false, nil
}

// lacked reports whether a passing case, or one that only has no evidence, has nothing at a path, in an object that could
// hold it. A piece of evidence is not known by its number: in one of that type that proves something.
func (s *search) lacked(b base, at path) bool {
	steps := make([]string, len(at))
	skip, typ := 0, any(nil)
	for i, step := range at {
		steps[i] = "[]"
		if name, ok := step.(string); ok {
			steps[i] = name
		}
	}
	if at[0] == "evidence" {
		skip = 2
		typ, _ = get(b.plain, at[:2].with("type"))
	}
	return slices.ContainsFunc(slices.Concat(s.passes, s.bare), func(other base) bool {
		return slices.ContainsFunc(expand(other.plain, steps), func(p path) bool {
			if skip > 0 {
				id, _ := get(other.plain, p[:2].with("id"))
				same, _ := get(other.plain, p[:2].with("type"))
				if name, _ := id.(string); same != typ || !slices.Contains(other.answer.Proof, name) {
					return false
				}
			}
			v, _ := get(other.plain, p)
			return equal(p[skip:], at[skip:]) && empty(v)
		})
	})
}

// withoutEffect looks for the fields that make no difference: neither in what passes, by itself and with all its
// evidence, nor in the cases that do not pass, for what is only there to contradict shows nowhere else. Fields that only
// the shared helpers read are theirs to test.
func (s *search) withoutEffect(bases []base) error {
	for _, f := range s.fields {
		if !f.leaf || s.effect[f.String()] || !s.own[f.String()] || strings.HasSuffix(f.last(), "from") {
			continue // "from" and "growth_from" are addresses, for whoever reads a denial
		}
		var first *base
		at := path{}
		for _, b := range slices.Concat(bases, s.passes, s.others) {
			places := slices.DeleteFunc(f.in(b.plain), func(p path) bool { _, given := get(b.plain, p); return !given })
			if len(places) > 0 && first == nil {
				first, at = &b, places[0]
			}
			if err := s.differs(b, f, places); err != nil {
				return err
			}
			if s.effect[f.String()] {
				break
			}
		}
		if first != nil && !s.effect[f.String()] {
			old, _ := get(first.plain, at)
			s.hole(NoEffect, f.String(), *first, []change{{at: at, to: absent{}, was: old}})
		}
	}
	return nil
}

// differs looks for a change at one of places that changes what the rules say.
func (s *search) differs(b base, f field, places []path) error {
	for _, at := range places {
		old, _ := get(b.plain, at)
		form, known := s.forms.of(b.plain, at)
		for _, to := range append(wrong(old, form, known, s.words), gone(old)) {
			for _, how := range ways {
				a, err := s.try(b, how(b.plain, at, to))
				if err != nil {
					return err
				}
				if different(a, b.answer) {
					s.counts.Noticed++
					s.effect[f.String()] = true
					return nil
				}
				s.counts.Harmless++
			}
		}
	}
	return nil
}
