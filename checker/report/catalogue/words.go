package catalogue

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"belay/checker/policy"
)

// What both forms of the catalogue say in the same words.

const (
	aboutNumbers = "A profile chooses between the default and the strict values, or sets its own. Length of time: s seconds, m minutes, " +
		"h hours, d days. A value for a class counts before the default; where a release is of the kernel and of a kind, that for the kernel counts."
	aboutCrosswalk = "A row says that a commitment and an item speak of the same thing. It does not say that keeping the one satisfies the other."
	aboutFirmness  = "How firmly each source stands behind what is asked. A number that is ours has a source for the thing, and none for the number."
	aboutProof     = "Each line is enough by itself; what is joined by “with” is needed together."
	aboutReads     = "Everything that the rules look at, the helpers that they share included."
	aboutNone      = "No commitment of this pack names any."
	aboutExamples  = "Cases of the commitment's own tests, shown where its rules look."
)

// classed is a word and for which class it is; "" for the default.
type classed struct{ Word, Class string }

func severities(c policy.Commitment) (out []classed) {
	for _, k := range policy.ClassKeys(c.Severity) {
		out = append(out, classed{c.Severity[k], policy.ForClass(k)})
	}
	return out
}

// amounts writes the values of a parameter, the default first: 1 percent, 10 for platform.
func amounts(p policy.Parameter, values map[string]any) (out []classed) {
	for _, k := range policy.ClassKeys(values) {
		out = append(out, classed{cmp.Or(clean(policy.Amount(values[k], p.Unit)), "none"), policy.ForClass(k)})
	}
	return out
}

// unit is how the unit is shown in a table.
func unit(p policy.Parameter) string {
	if p.Unit == "duration" {
		return "length of time"
	}
	return p.Unit
}

// unitWord is the unit as it stands behind a number, where it says more than the number.
func unitWord(p policy.Parameter) string {
	if p.Unit == "count" {
		return ""
	}
	return policy.UnitWord(p.Unit)
}

// way is one alternative of what proves a commitment: what is needed together.
type way []needed

type needed struct{ Type, Test string }

// proofs is what proves a commitment at one moment.
type proofs struct {
	When string
	Ways []way
}

// provenBy lists the moments, with those that are proven alike as one.
func provenBy(c policy.Commitment) (out []proofs) {
	when := map[string]string{"gate": "Before the rollout (gate)", "audit": "After the rollout (audit)", "kernel": "In the kernel, before and after"}
	for _, phase := range append(slices.Clone(policy.Phases), "kernel") {
		ways := c.Proof[phase]
		if ways == nil {
			continue
		}
		p := proofs{When: when[phase]}
		for _, together := range ways {
			var w way
			for _, t := range together {
				typ, test, _ := strings.Cut(t, "#")
				w = append(w, needed{typ, test})
			}
			p.Ways = append(p.Ways, w)
		}
		if phase == "audit" && fmt.Sprint(p.Ways) == fmt.Sprint(out[0].Ways) {
			out[0].When = "Before the rollout (gate) and after it (audit)"
			continue
		}
		out = append(out, p)
	}
	return out
}

// conditions are the rules about the commitment that stand beside its proof.
func conditions(c policy.Commitment) (out []string) {
	if s := c.ConcernsWords(); s != "" {
		out = append(out, capital(s)+".")
	}
	if c.MinimumGrade != "" {
		out = append(out, "No profile asks for less than "+c.MinimumGrade+".")
	}
	if !c.Waivable {
		out = append(out, "No waiver covers it.")
	}
	return out
}

// gradeRow is a grade, or one for each severity, and the profiles that ask for it.
type gradeRow struct {
	Grade    string
	Profiles []string
}

// gradeRows puts the profiles together that ask alike, the least first.
func gradeRows(all []Asked) (out []gradeRow) {
	for _, a := range all {
		words := gradeWords(a)
		i := slices.IndexFunc(out, func(r gradeRow) bool { return r.Grade == words })
		if i < 0 {
			i, out = len(out), append(out, gradeRow{Grade: words})
		}
		out[i].Profiles = append(out[i].Profiles, a.Profile)
	}
	rank := func(r gradeRow) int {
		word, _, _ := strings.Cut(r.Grade, " ")
		return slices.Index(policy.Grades, word)
	}
	slices.SortStableFunc(out, func(a, b gradeRow) int { return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Grade, b.Grade)) })
	return out
}

// gradeWords says what a profile asks: the grade, or one for each severity.
func gradeWords(a Asked) string {
	words := []string{}
	for _, severity := range policy.Severities {
		if g, ok := a.Grades[severity]; ok {
			words = append(words, g+" where "+severity)
		}
	}
	grades := slices.Compact(slices.Sorted(maps.Values(a.Grades)))
	switch len(grades) {
	case 0:
		return "not judged by"
	case 1:
		return grades[0]
	}
	return strings.Join(words, ", ")
}

// verdict says in a sentence how an example ends.
func verdict(e *Example, claim string) (before string, places []string) {
	switch e.Outcome {
	case "passes":
		return "Passes, proven by", e.By
	case "denied":
		return "Fails at", e.At
	case "silent":
		return "Fails: the manifest says nothing at", []string{claim}
	case "contradicted":
		return "Fails: contradicted by", e.By
	}
	return "Unproven: no evidence says as much as the manifest claims", nil
}

// fieldsOf are the fields that the rules read of evidence: of what is attested, of the rollout that follows from it, and
// of the evidence itself.
type fieldsOf struct {
	Type      string
	Predicate []string
	Rollout   []string
	Itself    []string
}

// evidenceRead lists what is read of each type of evidence, sorted by type.
func evidenceRead(p policy.Places) (out []fieldsOf) {
	for _, typ := range slices.Sorted(maps.Keys(p.Evidence)) {
		f := fieldsOf{Type: typ}
		for _, path := range p.Evidence[typ] {
			if inner, ok := strings.CutPrefix(path, "predicate."); ok {
				f.Predicate = append(f.Predicate, inner)
			} else if inner, ok := strings.CutPrefix(path, "exposure."); ok {
				f.Rollout = append(f.Rollout, inner)
			} else {
				f.Itself = append(f.Itself, path)
			}
		}
		out = append(out, f)
	}
	return out
}

// ofInput is what is read of the input beside manifest and evidence: of the rollout as a row of points, and the rest.
// Where in the manifest a point comes from is left out: it only says where to point at.
func ofInput(p policy.Places) (rollout, other []string) {
	for _, path := range p.Input {
		inner, exposure := strings.CutPrefix(path, "exposure.")
		switch {
		case !exposure:
			other = append(other, path)
		case !strings.HasSuffix(inner, "from[]"):
			rollout = append(rollout, inner)
		}
	}
	return rollout, other
}

// grouped writes sorted paths with those that differ in the last step as one: gates[].{max, metric}.
func grouped(paths []string) []string {
	parents := []string{}
	leaves := map[string][]string{}
	for _, p := range paths {
		parent := p[:strings.LastIndexByte(p, '.')+1]
		if parent == "" {
			parent = p // stands alone
		}
		if leaves[parent] == nil {
			parents = append(parents, parent)
		}
		leaves[parent] = append(leaves[parent], p[min(len(parent), len(p)):])
	}
	out := []string{}
	for _, parent := range parents {
		if own := leaves[parent]; len(own) == 1 {
			out = append(out, parent+own[0])
		} else {
			out = append(out, parent+"{"+strings.Join(own, ", ")+"}")
		}
	}
	return out
}
