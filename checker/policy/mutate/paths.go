package mutate

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"belay/schemas"

	"github.com/open-policy-agent/opa/v1/ast"
)

// A path leads from the rules' input to a value: string keys and int indexes.
type path []any

func (p path) String() string { return schemas.PathString(p) }

// with is p and more steps, in memory of its own.
func (p path) with(steps ...any) path { return append(slices.Clone(p), steps...) }

// maxElements is how many elements of one list are tried: the first and the last of a longer one.
const maxElements = 6

// expand returns the paths in v that pattern stands for, each "[]" of it for an element or a value of a map. A last
// step that is absent is included where an object is there to hold it.
func expand(v any, pattern []string) []path {
	found := []path{{}}
	for i, step := range pattern {
		var next []path
		for _, p := range found {
			at, _ := get(v, p)
			switch at := at.(type) {
			case []any:
				if step == "[]" {
					for _, n := range some(len(at)) {
						next = append(next, p.with(n))
					}
				}
			case map[string]any:
				if step == "[]" {
					for _, k := range keys(at) {
						next = append(next, p.with(k))
					}
				} else if _, ok := at[step]; ok || i == len(pattern)-1 {
					next = append(next, p.with(step))
				}
			}
		}
		found = next
	}
	return found
}

func some(n int) (out []int) {
	for i := range n {
		if n <= maxElements || i < maxElements-1 || i == n-1 {
			out = append(out, i)
		}
	}
	return out
}

// split reads a pattern as policy.Places has it: rollout.stages[].soak.
func split(pattern string) (steps []string) {
	for word := range strings.SplitSeq(pattern, ".") {
		name, brackets, _ := strings.Cut(word, "[")
		if name != "" {
			steps = append(steps, name)
		}
		for range strings.Count("["+brackets, "[]") {
			steps = append(steps, "[]")
		}
	}
	return steps
}

// general is a path as a pattern: rollout.stages[1].soak and rollout.stages[2].soak are one.
func (p path) general() string {
	var b strings.Builder
	for _, step := range p {
		if s, ok := step.(string); ok {
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(s)
		} else {
			b.WriteString("[]")
		}
	}
	return b.String()
}

// get returns what stands at p in v.
func get(v any, p path) (any, bool) {
	for _, step := range p {
		switch at := v.(type) {
		case map[string]any:
			k, isKey := step.(string)
			e, ok := at[k]
			if !isKey || !ok {
				return nil, false
			}
			v = e
		case []any:
			i, ok := step.(int)
			if !ok || i >= len(at) {
				return nil, false
			}
			v = at[i]
		default:
			return nil, false
		}
	}
	return v, true
}

// absent stands for the value of a field or element that is taken out.
type absent struct{}

// put returns a copy of v with value at p, or without what stands there; the rest is shared.
func put(v any, p path, value any) any {
	if len(p) == 0 {
		return value
	}
	_, remove := value.(absent)
	remove = remove && len(p) == 1
	switch at := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(at)+1)
		maps.Copy(out, at)
		k, _ := p[0].(string)
		if remove {
			delete(out, k)
		} else {
			out[k] = put(at[k], p[1:], value)
		}
		return out
	case []any:
		i, _ := p[0].(int)
		if i >= len(at) {
			return v
		}
		if remove {
			return slices.Delete(slices.Clone(at), i, i+1)
		}
		out := slices.Clone(at)
		out[i] = put(at[i], p[1:], value)
		return out
	}
	return v
}

// putValue is put for a value in the engine's form.
func putValue(v ast.Value, p path, value any) (ast.Value, error) {
	if len(p) == 0 {
		return ast.InterfaceToValue(value)
	}
	_, remove := value.(absent)
	remove = remove && len(p) == 1
	switch at := v.(type) {
	case ast.Object:
		k, _ := p[0].(string)
		terms := make([][2]*ast.Term, 0, at.Len()+1)
		seen := false
		var err error
		at.Foreach(func(key, e *ast.Term) {
			if key.Value.Compare(ast.String(k)) == 0 {
				seen = true
				if remove {
					return
				}
				var changed ast.Value
				if changed, err = putValue(e.Value, p[1:], value); err != nil {
					return
				}
				e = ast.NewTerm(changed)
			}
			terms = append(terms, [2]*ast.Term{key, e})
		})
		if !seen && !remove && err == nil {
			var added ast.Value
			added, err = ast.InterfaceToValue(value)
			terms = append(terms, [2]*ast.Term{ast.StringTerm(k), ast.NewTerm(added)})
		}
		return ast.NewObject(terms...), err
	case *ast.Array:
		i, _ := p[0].(int)
		terms := make([]*ast.Term, 0, at.Len())
		for n := range at.Len() {
			switch {
			case n != i:
				terms = append(terms, at.Elem(n))
			case !remove:
				changed, err := putValue(at.Elem(n).Value, p[1:], value)
				if err != nil {
					return nil, err
				}
				terms = append(terms, ast.NewTerm(changed))
			}
		}
		return ast.NewArray(terms...), nil
	}
	return v, nil
}

// keys are those of m in order: what is tried first must not depend on chance.
func keys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// index is the number v as a place in a list.
func index(v any) (int, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	i, err := strconv.Atoi(string(n))
	return i, err == nil
}

// equal reports whether two values of an input are the same. Numbers are written in one way only.
func equal(a, b any) bool { return reflect.DeepEqual(a, b) }

// empty reports whether v says nothing: absent, or a list or an object with nothing in it.
func empty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}

const maxShown = 60 // characters of a value in a report

// show writes a value in a few words.
func show(v any) string {
	if _, ok := v.(absent); ok {
		return "removed"
	}
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	if r := []rune(string(b)); len(r) > maxShown {
		return string(r[:maxShown-1]) + "…"
	}
	return string(b)
}
