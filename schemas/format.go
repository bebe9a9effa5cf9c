package schemas

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
)

// Format writes a document in another language: "hcl", "yaml" or "json". What it writes reads back as the same value.
// Comments are not kept. Keys come in the order of the schema.
func Format(d *Document, language string) ([]byte, error) {
	w := &writer{}
	switch language {
	case "hcl":
		w.body(d.Value, d.schema, 0)
		return hclwrite.Format(w.Bytes()), nil
	case "yaml":
		w.yaml(d.Value, d.schema, 0)
	case "json":
		w.json(d.Value, d.schema, 0)
		w.WriteByte('\n')
	default:
		return nil, fmt.Errorf("no format is called %s: use hcl, yaml or json", quote(language))
	}
	return w.Bytes(), nil
}

type writer struct{ bytes.Buffer }

func (w *writer) indent(depth int) { w.WriteString(strings.Repeat("  ", depth)) }

// inOrder lists the keys of an object: those of the schema as it has them, then others by name.
func inOrder(v map[string]any, s *schema) []string {
	names := make([]string, 0, len(v))
	if s != nil {
		for _, name := range s.names {
			if _, given := v[name]; given {
				names = append(names, name)
			}
		}
	}
	known := len(names)
	for _, name := range slices.Sorted(maps.Keys(v)) {
		if s == nil || s.properties[name] == nil {
			names = append(names, name)
		}
	}
	slices.Sort(names[known:])
	return names
}

// below returns the schema of a property, or nil.
func below(s *schema, key string) *schema {
	if s == nil {
		return nil
	}
	return s.property(key)
}

func itemsOf(s *schema) *schema {
	if s == nil {
		return nil
	}
	return s.items
}

// body writes the inside of an HCL file or block.
func (w *writer) body(v map[string]any, s *schema, depth int) {
	w.without(v, s, "", depth)
}

// without is body for an element whose label already holds one of its properties.
func (w *writer) without(v map[string]any, s *schema, label string, depth int) {
	first, apart := true, false
	for _, name := range inOrder(v, s) {
		if name == label {
			continue
		}
		sub := below(s, name)
		elements, isList := v[name].([]any)
		inner, isObject := v[name].(map[string]any)
		switch {
		case isList && sub != nil && sub.block != "" && len(elements) > 0:
			for _, element := range elements {
				w.gap(!first)
				w.element(element.(map[string]any), sub, depth)
				first = false
			}
			apart = true
		case isObject && sub != nil && len(sub.names) > 0:
			w.gap(!first)
			w.indent(depth)
			w.WriteString(name + " {\n")
			w.body(inner, sub, depth+1)
			w.indent(depth)
			w.WriteString("}\n")
			apart = true
		default:
			w.gap(apart)
			apart = false
			w.indent(depth)
			w.WriteString(name + " = ")
			w.expression(v[name], sub, depth)
			w.WriteByte('\n')
		}
		first = false
	}
}

// gap sets blocks apart from what stands around them.
func (w *writer) gap(wanted bool) {
	if wanted {
		w.WriteByte('\n')
	}
}

func (w *writer) element(v map[string]any, s *schema, depth int) {
	w.indent(depth)
	w.WriteString(s.block)
	if s.label != "" {
		name, _ := v[s.label].(string)
		w.WriteString(" " + quoteHCL(name))
	}
	w.WriteString(" {\n")
	w.without(v, s.items, s.label, depth+1)
	w.indent(depth)
	w.WriteString("}\n")
}

// expression writes an HCL value.
func (w *writer) expression(v any, s *schema, depth int) {
	switch v := v.(type) {
	case map[string]any:
		w.WriteString("{")
		for i, name := range inOrder(v, s) {
			if i > 0 {
				w.WriteString(",")
			}
			key := name
			if !hclsyntax.ValidIdentifier(name) || name == "for" || name == "null" || name == "true" || name == "false" {
				key = quoteHCL(name)
			}
			w.WriteString(" " + key + " = ")
			w.expression(v[name], below(s, name), depth)
		}
		w.WriteString(" }")
	case []any:
		w.WriteString("[")
		for i, item := range v {
			if i > 0 {
				w.WriteString(", ")
			}
			w.expression(item, itemsOf(s), depth)
		}
		w.WriteString("]")
	case string:
		w.WriteString(quoteHCL(v))
	default:
		w.Write(canonicalJSON(v))
	}
}

// quoteHCL writes a string so that nothing in it starts a template.
func quoteHCL(s string) string {
	quoted := string(canonicalJSON(s)) // JSON's escapes for what a document can hold are HCL's, too
	if !strings.ContainsAny(quoted, "$%") {
		return quoted
	}
	var out strings.Builder
	for i, r := range quoted {
		switch next := quoted[i+1:]; {
		case (r == '$' || r == '%') && strings.HasPrefix(next, "{") && quoted[i-1] != byte(r):
			out.WriteRune(r)
			out.WriteRune(r)
		case (r == '$' || r == '%') && (strings.HasPrefix(next, "{") || quoted[i-1] == byte(r) || strings.HasPrefix(next, string(r))):
			fmt.Fprintf(&out, `\u%04x`, r)
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}

// yaml writes a value on lines of its own, at a depth.
func (w *writer) yaml(v any, s *schema, depth int) {
	switch v := v.(type) {
	case map[string]any:
		for i, name := range inOrder(v, s) {
			if i > 0 {
				w.indent(depth)
			}
			w.WriteString(scalarYAML(name) + ":")
			w.under(v[name], below(s, name), depth)
		}
	case []any:
		for i, item := range v {
			if i > 0 {
				w.indent(depth)
			}
			w.WriteString("-")
			if inner, ok := item.(map[string]any); ok && len(inner) > 0 {
				w.WriteByte(' ')
				w.yaml(inner, itemsOf(s), depth+1)
				continue
			}
			w.under(item, itemsOf(s), depth)
		}
	}
}

// under writes what stands behind a colon or a dash: on the same line where it fits, or indented below.
func (w *writer) under(v any, s *schema, depth int) {
	elements, isList := v.([]any)
	inner, isObject := v.(map[string]any)
	switch {
	case isObject && len(inner) > 0, isList && len(elements) > 0 && !short(elements):
		w.WriteByte('\n')
		w.indent(depth + 1)
		w.yaml(v, s, depth+1)
	case isList:
		w.WriteString(" [")
		for i, item := range elements {
			if i > 0 {
				w.WriteString(", ")
			}
			w.WriteString(flowYAML(item))
		}
		w.WriteString("]\n")
	default:
		w.WriteString(" " + flowYAML(v) + "\n")
	}
}

// short says whether a list of scalars fits on one line.
func short(elements []any) bool {
	const most = 80
	width := 0
	for _, item := range elements {
		switch item := item.(type) {
		case map[string]any, []any:
			return false
		case string:
			width += len(item) + 2
		default:
			width += 8
		}
	}
	return width <= most
}

func flowYAML(v any) string {
	if s, ok := v.(string); ok {
		return scalarYAML(s)
	}
	return string(canonicalJSON(v)) // a number, a boolean, [] or {}
}

// scalarYAML leaves only words unquoted that every reader takes for text.
func scalarYAML(s string) string {
	plain := s != "" && plainShape(s) == text
	for i := 0; plain && i < len(s); i++ {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
		plain = letter || i > 0 && (c >= '0' && c <= '9' || c == '-' || c == '.' || c == '/')
	}
	if plain {
		return s
	}
	return string(canonicalJSON(s))
}

// json writes a value with two spaces for each depth.
func (w *writer) json(v any, s *schema, depth int) {
	object, isObject := v.(map[string]any)
	elements, isList := v.([]any)
	switch {
	case isObject && len(object) > 0:
		w.WriteString("{")
		for i, name := range inOrder(object, s) {
			w.comma(i, depth+1)
			w.Write(canonicalJSON(name))
			w.WriteString(": ")
			w.json(object[name], below(s, name), depth+1)
		}
		w.WriteByte('\n')
		w.indent(depth)
		w.WriteString("}")
	case isList && len(elements) > 0 && !short(elements):
		w.WriteString("[")
		for i, item := range elements {
			w.comma(i, depth+1)
			w.json(item, itemsOf(s), depth+1)
		}
		w.WriteByte('\n')
		w.indent(depth)
		w.WriteString("]")
	case isList:
		w.Write(canonicalList(elements))
	default:
		w.Write(canonicalJSON(v))
	}
}

func (w *writer) comma(i, depth int) {
	if i > 0 {
		w.WriteByte(',')
	}
	w.WriteByte('\n')
	w.indent(depth)
}

// canonicalList writes scalars on one line with a space behind each comma.
func canonicalList(elements []any) []byte {
	parts := make([]string, len(elements))
	for i, item := range elements {
		parts[i] = string(canonicalJSON(item))
	}
	return []byte("[" + strings.Join(parts, ", ") + "]")
}
