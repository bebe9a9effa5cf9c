package mutate

import (
	"fmt"
	"slices"
)

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
