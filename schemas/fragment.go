package schemas

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
)

// Fragment writes a part of what rules read as people write it: lengths of time as 24h, lists as the blocks that they
// stand in. of is "manifest" or a predicate type, short or long; facts are as Facts returns them, whole or not. Paths
// choose what is written, as in rollout.stages[].soak; the names of blocks come along. Where no path leads anywhere
// there is nothing to write. What cannot be written in HCL, because facts are not of that schema, is an error.
func Fragment(of string, facts map[string]any, paths ...string) ([]byte, error) {
	name := of
	if name != string(Manifest) {
		name = schemaOf(of)
	}
	s := &schema{open: true, most: -1}
	if name != "" {
		var err error
		if s, err = shelf[name](); err != nil {
			return nil, err
		}
	}
	var wants [][]string
	for _, p := range paths {
		wants = append(wants, strings.Split(strings.ReplaceAll(p, "[]", ".[]"), "."))
	}
	part, _ := pick(facts, s, wants).(map[string]any)
	if err := writable(part, s); err != nil {
		return nil, err
	}
	w := &writer{}
	w.body(part, s, 0)
	return hclwrite.Format(w.Bytes()), nil
}

// pick returns the parts of v that wants lead to, with lengths of time as people write them, or nil.
func pick(v any, s *schema, wants [][]string) any {
	if s == nil {
		s = &schema{open: true}
	}
	whole := slices.ContainsFunc(wants, func(w []string) bool { return len(w) == 0 })
	switch v := v.(type) {
	case map[string]any:
		part := map[string]any{}
		for key, value := range v {
			sub := behind(wants, key)
			if whole {
				sub = [][]string{{}}
			}
			if len(sub) == 0 {
				continue
			}
			if one := pick(value, s.property(key), sub); one != nil {
				part[key] = one
			}
		}
		if len(part) > 0 || whole {
			return part
		}
	case []any:
		sub := behind(wants, "[]")
		if whole {
			sub = [][]string{{}}
		}
		if s.label != "" && len(sub) > 0 {
			sub = append(sub, []string{s.label})
		}
		if len(sub) == 0 || s.block != "" && len(v) == 0 {
			return nil
		}
		part := []any{}
		for _, item := range v {
			if one := pick(item, s.items, sub); one != nil {
				part = append(part, one)
			}
		}
		return part
	case json.Number:
		if seconds, err := strconv.ParseInt(string(v), 10, 64); whole && err == nil && s.format == "duration" && seconds >= 0 {
			return Duration(seconds)
		}
	}
	if whole {
		return v
	}
	return nil
}

// behind returns what is left of the wants that begin with step.
func behind(wants [][]string, step string) (left [][]string) {
	for _, w := range wants {
		if len(w) > 0 && w[0] == step {
			left = append(left, w[1:])
		}
	}
	return left
}

// writable tells whether an object can be written as the inside of a file or block: its names are names, and what
// stands in blocks are objects.
func writable(v map[string]any, s *schema) error {
	for key, value := range v {
		if !hclsyntax.ValidIdentifier(key) {
			return fmt.Errorf("%s is no name", quote(key))
		}
		sub := below(s, key)
		if sub == nil {
			continue // an expression, in which names are quoted
		}
		items := []any{value}
		inner := sub
		if list, isList := value.([]any); isList && sub.block != "" {
			items, inner = list, sub.items
		} else if len(sub.names) == 0 {
			continue
		}
		for _, item := range items {
			object, isObject := item.(map[string]any)
			if !isObject && sub.block != "" {
				return fmt.Errorf("what stands in a block %s is no object", sub.block)
			}
			if err := writable(object, inner); err != nil {
				return err
			}
		}
	}
	return nil
}
