package mutate

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"belay/checker/policy"
)

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
