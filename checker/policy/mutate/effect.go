package mutate

import (
	"slices"
	"strings"
)

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
