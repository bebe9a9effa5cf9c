package draft

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"belay/checker/policy"
)

// metadata says what the two commitments say of themselves otherwise, parameters' values apart.
func (p *pair) metadata() []Point {
	var out []Point
	add := func(what, effect, format string, args ...any) {
		out = append(out, Point{what, effect, fmt.Sprintf(format, args...)})
	}
	a, b := p.a, p.b
	if a.Title != b.Title {
		add("title", Other, "It is called \"%s\"; it was \"%s\".", b.Title, a.Title)
	}
	if a.Description != b.Description {
		add("description", Other, "It says: %s It said: %s", b.Description, a.Description)
	}
	out = append(out, severities(a, b)...)
	if !reflect.DeepEqual(a.AppliesTo, b.AppliesTo) {
		add("applies_to", wider(a.AppliesTo, b.AppliesTo), "It applies to %s; it applied to %s.", b.AppliesToWords(), a.AppliesToWords())
	}
	out = append(out, proofs(a, b)...)
	if a.EffectiveOn != b.EffectiveOn {
		effect := Looser
		if b.EffectiveOn < a.EffectiveOn {
			effect = Stricter
		}
		add("effective_on", effect, "It counts %s; it counted %s.", since(b.EffectiveOn), since(a.EffectiveOn))
	}
	if a.MinimumGrade != b.MinimumGrade {
		rank := func(g string) int { return slices.Index(policy.Grades, g) }
		effect := Stricter
		if rank(b.MinimumGrade) < rank(a.MinimumGrade) {
			effect = Looser
		}
		add("minimum_grade", effect, "It is asked for %s; it was %s.", grade(b.MinimumGrade), grade(a.MinimumGrade))
	}
	if a.Waivable != b.Waivable {
		effect, says := Looser, "It can be waived; it could not."
		if !b.Waivable {
			effect, says = Stricter, "It cannot be waived; it could."
		}
		add("waivable", effect, "%s", says)
	}
	if !reflect.DeepEqual(a.Concerns, b.Concerns) {
		about := func(c policy.Commitment) string {
			if w := c.ConcernsWords(); w != "" {
				return w
			}
			return "the proof is about every artifact"
		}
		add("concerns", Other, "Now %s; before, %s.", about(b), about(a))
	}
	if a.Claim != b.Claim {
		add("claim", Other, "It is claimed at %s in the manifest; it was at %s.", b.Claim, a.Claim)
	}
	for _, name := range slices.Sorted(maps.Keys(b.Parameters)) {
		old, ok := a.Parameters[name]
		if one := b.Parameters[name]; ok && !reflect.DeepEqual(old.Strict, one.Strict) {
			add("strict", Other, "The strict values of parameter `%s` are %s; they were %s.", name, strictWords(one), strictWords(old))
		}
	}
	if !reflect.DeepEqual(a.Sources, b.Sources) {
		add("sources", Other, "It names other sources, or with another firmness.")
	}
	if a.Fix != b.Fix {
		add("fix", Other, "It says otherwise what to do: %s", b.Fix)
	}
	return out
}

func since(date string) string {
	if date == "" {
		return "at once"
	}
	return "from " + date + " on"
}

func grade(g string) string {
	if g == "" {
		return "in any grade that a profile names"
	}
	return "never below " + g
}

func strictWords(p policy.Parameter) string {
	parts := []string{}
	for _, k := range policy.ClassKeys(p.Strict) {
		parts = append(parts, policy.Amount(p.Strict[k], p.Unit)+policy.ForClass(k))
	}
	if len(parts) == 0 {
		return "not given"
	}
	return strings.Join(parts, ", ")
}

// severities compares class by class.
func severities(a, b policy.Commitment) []Point {
	var out []Point
	value := func(c policy.Commitment, class string) string {
		if s, ok := c.Severity[class]; ok {
			return s
		}
		return c.Severity["default"]
	}
	classes := maps.Clone(a.Severity)
	maps.Copy(classes, b.Severity)
	for _, class := range policy.ClassKeys(classes) {
		from, to := value(a, class), value(b, class)
		if from == to {
			continue
		}
		effect := Looser
		if slices.Index(policy.Severities, to) < slices.Index(policy.Severities, from) {
			effect = Stricter
		}
		out = append(out, Point{"severity", effect, fmt.Sprintf("Its severity%s goes from %s to %s.", policy.ForClass(class), from, to)})
	}
	return out
}

// classes are all kinds of release that a commitment can apply to.
func classes() []map[string]any {
	var out []map[string]any
	for _, kind := range policy.Kinds {
		for _, kernel := range []bool{false, true} {
			for _, boot := range []bool{false, true} {
				out = append(out, map[string]any{"kind": kind, "kernel": kernel, "boot": boot})
			}
		}
	}
	return out
}

// wider says what it comes to that b takes the place of a, both alternatives over the class.
func wider(a, b []map[string]any) string {
	meets := func(alternatives []map[string]any, class map[string]any) bool {
		return slices.ContainsFunc(alternatives, func(one map[string]any) bool {
			for k, v := range one {
				if class[k] != v {
					return false
				}
			}
			return true
		})
	}
	var effects []string
	for _, class := range classes() {
		switch was, is := meets(a, class), meets(b, class); {
		case is && !was:
			effects = append(effects, Stricter)
		case was && !is:
			effects = append(effects, Looser)
		}
	}
	return together(effects)
}

var phases = []struct{ key, words string }{
	{"gate", "before the rollout"}, {"audit", "after the rollout"}, {"kernel", "in the kernel"},
}

// proofs compares what proves the commitment at each moment.
func proofs(a, b policy.Commitment) []Point {
	var out []Point
	for _, phase := range phases {
		from, to := a.Proof[phase.key], b.Proof[phase.key]
		if reflect.DeepEqual(from, to) {
			continue
		}
		effects := []string{}
		if phase.key == "kernel" && (from == nil || to == nil) {
			effects = nil
		} else {
			for _, way := range to {
				if !enough(from, way) {
					effects = append(effects, Looser) // what was not enough before is now
				}
			}
			for _, way := range from {
				if !enough(to, way) {
					effects = append(effects, Stricter)
				}
			}
		}
		out = append(out, Point{"proof", together(effects), fmt.Sprintf("It is proven %s by %s; it was by %s.", phase.words, ways(to), ways(from))})
	}
	return out
}

// enough reports whether the evidence in way holds one of the alternatives.
func enough(alternatives [][]string, way []string) bool {
	return slices.ContainsFunc(alternatives, func(one []string) bool {
		return !slices.ContainsFunc(one, func(t string) bool { return !slices.Contains(way, t) })
	})
}

func ways(alternatives [][]string) string {
	parts := []string{}
	for _, together := range alternatives {
		parts = append(parts, policy.Join(together, "and"))
	}
	if len(parts) == 0 {
		return "the same as elsewhere"
	}
	return strings.Join(parts, ", or ")
}
