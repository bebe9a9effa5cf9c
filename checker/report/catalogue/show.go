package catalogue

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"belay/checker/policy"
	"belay/schemas"
)

// shownCase is what is shown of a case: what is so around the release, what its manifest says, what the evidence says.
type shownCase struct {
	facts    []string // comments
	manifest []string // HCL
	evidence []string // HCL under a comment that says what it is
	hidden   bool     // some of what differs cannot be shown
}

func (s shownCase) lines() []string {
	out := slices.Clone(s.facts)
	for _, part := range [][]string{s.manifest, s.evidence} {
		if len(out) > 0 && len(part) > 0 {
			out = append(out, "")
		}
		out = append(out, part...)
	}
	return out
}

// show shows one case as far as the rules read it and, but for the manifest, as far as it differs from the other.
func show(reads policy.Places, one, other judged) shownCase {
	var s shownCase
	manifest, told := rewritten(one.Input, other.Input)
	if other.Input != nil {
		_, s.hidden = told["points"]
		s.facts = facts(reads, one.Input, other.Input, told)
	}
	source, err := schemas.Fragment("manifest", manifest, manifestPaths(reads)...)
	if err != nil {
		s.hidden = true
	}
	s.manifest = split(source)
	again, _ := rewritten(other.Input, one.Input)
	same, _ := schemas.Fragment("manifest", again, manifestPaths(reads)...)
	if other.Input == nil || string(same) == string(source) || byEvidence(one) || byEvidence(other) {
		s.evidence = evidence(reads, one.Input, other.Input)
	}
	return s
}

// byEvidence tells whether a case ended as it did because of its evidence.
func byEvidence(j judged) bool { return j.outcome == "contradicted" || j.outcome == "unproven" }

func split(hcl []byte) []string {
	if s := strings.TrimRight(string(hcl), "\n"); s != "" {
		return strings.Split(s, "\n")
	}
	return nil
}

// manifestPaths is where the rules look in the manifest, and where what they read of the rollout as a row of points
// comes from.
func manifestPaths(reads policy.Places) []string {
	paths := slices.Clone(reads.Manifest)
	exposure := exposureOf(reads)
	if len(exposure) == 0 {
		return paths
	}
	paths = append(paths, "rollout.model", "rollout.stages[].audience", "rollout.stages[].max_percent",
		"rollout.ramp", "rollout.steps", "rollout.throttle", "rollout.channels")
	direct := slices.DeleteFunc(exposure, func(p string) bool { return strings.HasPrefix(p, "points[]") })
	about := func(word string) bool {
		return slices.ContainsFunc(direct, func(p string) bool { return strings.Contains(p, word) })
	}
	if len(direct) == 0 || about("soak") {
		paths = append(paths, "rollout.stages[].soak")
	}
	if about("starts") {
		paths = append(paths, "rollout.starts")
	}
	return paths
}

// exposureOf is what the rules read of the rollout as a row of points: first_external.percent.
func exposureOf(reads policy.Places) (out []string) {
	for _, path := range reads.Input {
		if inner, ok := strings.CutPrefix(path, "exposure."); ok {
			out = append(out, inner)
		}
	}
	return out
}

// facts are the differences outside manifest and evidence: the class, the time, what follows from the rollout and is not
// told there, and the commitment's own numbers.
func facts(reads policy.Places, one, other map[string]any, told map[string]bool) (out []string) {
	add := func(label string, steps ...string) {
		here, there := look(one, steps), look(other, steps)
		if a, b := amount(steps, here), amount(steps, there); a != b {
			if here == nil {
				a = "not known"
			}
			out = append(out, "# "+label+": "+a)
		}
	}
	for _, path := range reads.Input {
		inner, exposure := strings.CutPrefix(path, "exposure.")
		switch {
		case !exposure:
			add(path, steps(path)...)
		case !strings.HasPrefix(inner, "points[]") && !strings.Contains(inner, "from") && !told[inner]:
			add("follows from the rollout, "+inner, steps(path)...)
		}
	}
	parameters, _ := one["parameters"].(map[string]any)
	for _, id := range slices.Sorted(maps.Keys(parameters)) {
		own, _ := parameters[id].(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(own)) {
			if slices.Contains(reads.Parameters, name) {
				add("parameter "+id+" "+name, "parameters", id, name)
			}
		}
	}
	return out
}

// evidence shows the pieces that the rules read and that the other case lacks or has otherwise; all where there is no
// other.
func evidence(reads policy.Places, one, other map[string]any) (out []string) {
	there := map[string]string{}
	for _, e := range list(other, "evidence") {
		there[text(e, "id")] = strings.Join(piece(reads, e), "\n")
	}
	for _, e := range list(one, "evidence") {
		lines := piece(reads, e)
		if len(lines) == 0 || strings.Join(lines, "\n") == there[text(e, "id")] {
			continue
		}
		if len(out) > 0 {
			out = append(out, "")
		}
		out = append(out, lines...)
	}
	return out
}

// piece shows one piece of evidence, or nothing where the rules do not read its type.
func piece(reads policy.Places, e map[string]any) []string {
	read, ok := reads.Evidence[text(e, "type")]
	if !ok {
		if read, ok = reads.Evidence[""]; !ok { // what is read of every type
			return nil
		}
	}
	head := "# " + text(e, "type") + ", " + text(e, "grade")
	var fields, follows []string
	for _, f := range read {
		if inner, ok := strings.CutPrefix(f, "predicate."); ok {
			fields = append(fields, inner)
			continue
		}
		if inner, ok := strings.CutPrefix(f, "exposure."); ok {
			if v := look(e, steps(f)); v != nil && !strings.HasPrefix(inner, "points[]") {
				follows = append(follows, "# follows from it, "+inner+": "+amount(steps(inner), v))
			}
			continue
		}
		if v := look(e, steps(f)); v != nil && f != "grade" {
			head += ", " + strings.TrimSuffix(f, "[]") + " " + amount(steps(f), v)
		}
	}
	predicate, _ := e["predicate"].(map[string]any)
	body, err := schemas.Fragment(text(e, "type"), predicate, fields...)
	if err != nil {
		return append([]string{head}, follows...)
	}
	return append(append([]string{head}, follows...), split(body)...)
}

// steps takes a path such as stages[].soak apart.
func steps(path string) []string { return strings.Split(strings.ReplaceAll(path, "[]", ".[]"), ".") }

// look returns what stands at the steps, a list of what each element holds behind "[]", or nil.
func look(v any, steps []string) any {
	if len(steps) == 0 {
		return v
	}
	switch v := v.(type) {
	case map[string]any:
		return look(v[steps[0]], steps[1:])
	case []any:
		if steps[0] != "[]" {
			return nil
		}
		out := []any{}
		for _, one := range v {
			out = append(out, look(one, steps[1:]))
		}
		return out
	}
	return nil
}

// times are the last steps of paths at which seconds stand.
var times = []string{"age", "at", "soak", "half", "duration"}

// amount writes a value on one line.
func amount(path []string, v any) string {
	if n, ok := v.(json.Number); ok && slices.Contains(times, path[len(path)-1]) {
		if s, err := strconv.ParseInt(string(n), 10, 64); err == nil && s >= 0 {
			return schemas.Duration(s)
		}
	}
	if s, ok := v.(string); ok {
		return s
	}
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(b)
}

// list is the list of objects under key.
func list(m map[string]any, key string) (out []map[string]any) {
	all, _ := m[key].([]any)
	for _, v := range all {
		if o, ok := v.(map[string]any); ok {
			out = append(out, o)
		}
	}
	return out
}

func text(m map[string]any, key string) string {
	s, _ := m[key].(string)
	return s
}
