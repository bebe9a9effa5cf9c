package policy

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"belay/schemas"
)

// Words of METADATA as people read them, for every page that shows a commitment. What comes from METADATA is a
// stranger's and is not escaped here.

// ClassKeys orders the keys of values by class: the default first, then the kernel, then the kinds.
func ClassKeys[V any](m map[string]V) []string {
	keys := slices.Sorted(maps.Keys(m))
	rank := func(k string) int { return slices.Index([]string{"kernel", "default"}, k) }
	slices.SortStableFunc(keys, func(a, b string) int { return rank(b) - rank(a) })
	return keys
}

// ForClass says for which class a value is, as words behind it: "" for the default.
func ForClass(key string) string {
	switch key {
	case "default":
		return ""
	case "kernel":
		return " in the kernel"
	}
	return " for " + key
}

// AppliesToWords says what the commitment applies to.
func (c Commitment) AppliesToWords() string {
	parts := []string{}
	for _, a := range c.AppliesTo {
		words := []string{}
		if kind, ok := a["kind"].(string); ok {
			words = append(words, kind)
		}
		for _, k := range slices.Sorted(maps.Keys(a)) {
			switch yes := a[k] == true; {
			case k == "kind":
			case k == "kernel" && yes:
				words = append(words, "what the kernel runs or parses")
			case k == "kernel":
				words = append(words, "outside the kernel")
			case k == "boot" && yes:
				words = append(words, "loaded at boot")
			case k == "boot":
				words = append(words, "not loaded at boot")
			default:
				words = append(words, fmt.Sprintf("%s = %v", k, a[k]))
			}
		}
		if len(words) == 0 {
			return "every release"
		}
		parts = append(parts, strings.Join(words, " "))
	}
	return Join(parts, "or")
}

// ConcernsWords says what the proof is about where that is not every artifact, or "".
func (c Commitment) ConcernsWords() string {
	if slices.Contains(c.Concerns, "rollback-target") {
		return "the proof is about the release that one goes back to"
	}
	if slices.Contains(c.Concerns, "source") {
		return "the proof is about the source revision that the release is built from"
	}
	if len(c.Concerns) > 0 {
		return "the proof is about artifacts of kind " + Join(c.Concerns, "and")
	}
	return ""
}

// Amount writes the value of a parameter as people write it in a profile, without its unit.
func Amount(v any, unit string) string {
	switch v := v.(type) {
	case json.Number:
		if n, err := strconv.ParseInt(string(v), 10, 64); err == nil && unit == "duration" {
			return schemas.Duration(n)
		}
	case []any:
		parts := []string{}
		for _, one := range v {
			parts = append(parts, fmt.Sprint(one))
		}
		return strings.Join(parts, ", ")
	case bool:
		if v {
			return "on"
		}
		return "off"
	}
	return fmt.Sprint(v)
}

// UnitWord is the unit as it stands behind an amount: "" where the amount says it.
func UnitWord(unit string) string {
	if slices.Contains([]string{"duration", "list", "switch"}, unit) {
		return ""
	}
	return unit
}

// Count writes a number of things.
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// Join makes a list of words as people write it.
func Join(parts []string, last string) string {
	n := len(parts)
	if n < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:n-1], ", ") + " " + last + " " + parts[n-1]
}
