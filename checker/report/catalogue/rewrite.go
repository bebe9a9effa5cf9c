package catalogue

import (
	"encoding/json"
	"math/big"
	"strconv"
)

// Tests change the rollout where the rules read it, as a row of points. A reader thinks of the manifest's stages. The
// points say where in the manifest they come from, so a change is written back there.

// Which field of a shape of rollout holds the share of the fleet, and which the time; by the second step of a point's
// path. data.belay.lib says the same to rules.
var (
	percentField = map[string]string{"stages": "max_percent", "ramp": "start_percent", "steps": "first_percent", "throttle": "percent", "channels": "percent"}
	paceField    = map[string]string{"stages": "soak", "ramp": "duration", "steps": "every", "throttle": "after", "channels": "delay"}
)

// rewritten returns the manifest of one case with what its points say and the other's do not written into it. It also
// says which paths of the exposure are told that way; "points" stands for a difference that could not be.
func rewritten(one, other map[string]any) (map[string]any, map[string]bool) {
	manifest, _ := one["manifest"].(map[string]any)
	here, _ := one["exposure"].(map[string]any)
	there, _ := other["exposure"].(map[string]any)
	told := map[string]bool{}
	if there == nil || same(here, there) {
		return manifest, told
	}
	manifest, _ = clone(manifest).(map[string]any)
	first, _ := here["first_external"].(map[string]any)
	was, _ := there["first_external"].(map[string]any)
	for name, field := range map[string]map[string]string{"percent": percentField, "soak": paceField} {
		if first[name] != nil && !same(first[name], was[name]) {
			told["first_external."+name] = put(manifest, first["from"], field, first[name])
		}
	}
	mine, theirs := list(here, "points"), list(there, "points")
	if here["internal_percent"] != nil && !same(here["internal_percent"], there["internal_percent"]) {
		for _, p := range mine {
			if p["audience"] == "internal" {
				told["internal_percent"] = put(manifest, p["from"], percentField, here["internal_percent"])
				break
			}
		}
	}
	if here["growth"] != nil && !same(here["growth"], there["growth"]) {
		told["growth"] = grown(manifest, here["growth_from"], here["growth"])
	}
	if len(mine) != len(theirs) {
		told["points"] = true
		return manifest, told
	}
	for i, p := range mine {
		for name, field := range map[string]map[string]string{"percent": percentField, "soak": paceField} {
			if !same(p[name], theirs[i][name]) && !put(manifest, p["from"], field, p[name]) {
				told["points"] = true
			}
		}
	}
	return manifest, told
}

// put writes v into the field of the object at from, or takes the field away where v is nil. It tells whether the object
// is there.
func put(manifest map[string]any, from any, field map[string]string, v any) bool {
	path, _ := from.([]any)
	at := find(manifest, path)
	if at == nil || len(path) < 2 {
		return false
	}
	shape, _ := path[1].(string)
	name, ok := field[shape]
	if ok && v == nil {
		delete(at, name)
	} else if ok {
		at[name] = v
	}
	return ok
}

// grown writes the share of a stage that is so many times the one before it.
func grown(manifest map[string]any, from, factor any) bool {
	path, _ := from.([]any)
	if len(path) != 3 {
		return false
	}
	i, err := strconv.Atoi(number(path[2]))
	if err != nil || i == 0 {
		return false
	}
	before := find(manifest, []any{path[0], path[1], json.Number(strconv.Itoa(i - 1))})
	share, ok := new(big.Rat).SetString(number(before["max_percent"]))
	times, good := new(big.Rat).SetString(number(factor))
	if !ok || !good {
		return false
	}
	share.Mul(share, times)
	digits, exact := share.FloatPrec()
	if !exact || digits > 6 || share.Cmp(big.NewRat(100, 1)) > 0 {
		return false
	}
	return put(manifest, from, percentField, json.Number(share.FloatString(digits)))
}

// find returns the object at a path of names and numbers, or nil.
func find(v any, path []any) map[string]any {
	for _, step := range path {
		switch at := v.(type) {
		case map[string]any:
			name, _ := step.(string)
			v = at[name]
		case []any:
			i, err := strconv.Atoi(number(step))
			if err != nil || i < 0 || i >= len(at) {
				return nil
			}
			v = at[i]
		default:
			return nil
		}
	}
	o, _ := v.(map[string]any)
	return o
}

// number is the decimal text of a number, or "" for anything else.
func number(v any) string {
	n, _ := v.(json.Number)
	return string(n)
}

func clone(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, e := range v {
			out[k] = clone(e)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = clone(e)
		}
		return out
	}
	return v
}

func same(a, b any) bool {
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return string(x) == string(y)
}
