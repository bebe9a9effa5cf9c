package mutate

// A change puts a value at a path, or takes away what stands there.
type change struct {
	at      path
	to      any
	was     any
	follows bool // Belay makes it where it makes the one before
}

// derived are the fields of a stage and what they are called in the points that Belay derives from it.
var derived = [][2]string{{"max_percent", "percent"}, {"soak", "soak"}, {"audience", "audience"}, {"name", "name"}, {"cohorts", "cohorts"}}

// links returns the other places at which the same thing stands because Belay copies it there: a field of a stage
// and that of the point derived from it, in the manifest and in a plan alike. They are never changed alone.
func links(input any, at path) (out []path) {
	for _, source := range sources(input) {
		stages, points := source[0].with("stages"), source[1].with("points")
		if f, ok := under(at, stages, 0); ok {
			for _, p := range pointsFrom(input, source[1], at[len(stages)]) {
				out = append(out, p.with(f))
			}
		}
		if f, ok := under(at, points, 1); ok {
			from, _ := get(input, at[:len(points)+1].with("from"))
			if steps, ok := from.([]any); ok && len(steps) == 3 && steps[1] == "stages" {
				if i, ok := index(steps[2]); ok {
					out = append(out, stages.with(i, f))
				}
			}
		}
	}
	there := out[:0]
	for _, p := range out {
		if _, ok := get(input, p); ok {
			there = append(there, p)
		}
	}
	return there
}

// sources are the rollouts of input and the exposures derived from them.
func sources(input any) [][2]path {
	out := [][2]path{{path{"manifest", "rollout"}, path{"exposure"}}}
	evidence, _ := get(input, path{"evidence"})
	list, _ := evidence.([]any)
	for i := range list {
		out = append(out, [2]path{{"evidence", i, "predicate", "rollout"}, {"evidence", i, "exposure"}})
	}
	return out
}

// under returns the other name of the field that at ends in, where at is <list>[i].<field>.
func under(at, list path, name int) (string, bool) {
	if len(at) != len(list)+2 || !equal(at[:len(list)], list) {
		return "", false
	}
	for _, pair := range derived {
		if at[len(at)-1] == pair[name] {
			return pair[1-name], true
		}
	}
	return "", false
}

// pointsFrom are the points of an exposure that were derived from stage i.
func pointsFrom(input any, exposure path, i any) (out []path) {
	candidates := []path{exposure.with("first_external")}
	points, _ := get(input, exposure.with("points"))
	list, _ := points.([]any)
	for n := range list {
		candidates = append(candidates, exposure.with("points", n))
	}
	for _, p := range candidates {
		from, _ := get(input, p.with("from"))
		steps, _ := from.([]any)
		if len(steps) == 3 && steps[1] == "stages" {
			if n, ok := index(steps[2]); ok && i == n {
				out = append(out, p)
			}
		}
	}
	return out
}

// mirrors returns the places in evidence that say the same as the manifest says at a path: a change there is what a vendor
// makes who has left out in the plan, too, what he does not say in the manifest.
func mirrors(input any, at path) (out []path) {
	was, _ := get(input, at)
	evidence, _ := get(input, path{"evidence"})
	list, _ := evidence.([]any)
	for i := range list {
		switch at[0] {
		case "exposure":
			p := path{"evidence", i}.with(at...)
			if v, ok := get(input, p); ok && equal(v, was) {
				out = append(out, p)
			}
		case "manifest":
			for k := 1; k < len(at); k++ {
				if _, isIndex := at[k].(int); isIndex {
					continue
				}
				p := path{"evidence", i, "predicate"}.with(at[k:]...)
				if v, ok := get(input, p); ok && equal(v, was) {
					out = append(out, p)
					break
				}
			}
		}
	}
	return out
}

// alone is the change of what stands at a path, with all that Belay derives from it.
func alone(input any, at path, to any) []change {
	was, ok := get(input, at)
	if !ok {
		was = absent{}
	}
	out := []change{{at: at, to: to, was: was}}
	for _, p := range links(input, at) {
		old, _ := get(input, p)
		out = append(out, change{p, to, old, true})
	}
	if _, removed := to.(absent); removed || empty(to) || to == any("") {
		out = append(out, undated(input, at)...)
		out = append(out, unshaped(input, at)...)
	}
	return out
}

// undated takes the dates of points away once the start of their rollout is gone.
func undated(input any, at path) (out []change) {
	for _, source := range sources(input) {
		if !equal(at, source[0].with("starts")) {
			continue
		}
		points, _ := get(input, source[1].with("points"))
		list, _ := points.([]any)
		dated := []path{source[1].with("first_external")}
		for i := range list {
			dated = append(dated, source[1].with("points", i))
		}
		for _, p := range dated {
			for _, field := range []string{"starts", "weekday"} {
				if was, ok := get(input, p.with(field)); ok {
					out = append(out, change{p.with(field), absent{}, was, true})
				}
			}
		}
	}
	return out
}

// unshaped takes away the points that come from a part of a rollout once that is gone, and what was added up of them.
func unshaped(input any, at path) (out []change) {
	for _, source := range sources(input) {
		n := len(source[0])
		if len(at) < n || len(at) > n+1 || !equal(at[:n], source[0]) {
			continue
		}
		was, _ := get(input, source[1])
		points, _ := get(input, source[1].with("points"))
		list, _ := points.([]any)
		kept := []any{}
		for _, p := range list {
			from, _ := get(p, path{"from"})
			steps, _ := from.([]any)
			if len(at) == n+1 && (len(steps) < 2 || steps[1] != at[n]) {
				kept = append(kept, p)
			}
		}
		if len(kept) < len(list) {
			out = append(out, change{source[1], map[string]any{"points": kept}, was, true})
		}
	}
	return out
}

// together is alone, said in the evidence as well.
func together(input any, at path, to any) []change {
	out := alone(input, at, to)
	for _, p := range mirrors(input, at) {
		for _, c := range alone(input, p, to) {
			if !has(out, c.at) {
				out = append(out, c)
			}
		}
	}
	return out
}

func has(changes []change, at path) bool {
	for _, c := range changes {
		if equal(c.at, at) {
			return true
		}
	}
	return false
}
