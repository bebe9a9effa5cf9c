package schemas

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxChars is the longest string where the schema does not say less.
const maxChars = 4096

// A checker walks a tree along a schema. It yields the value, and notes what breaks the schema.
type checker struct {
	*problems
	native bool // HCL: lists are called by the names of their blocks
	path   []any
}

func (c *checker) fail(n *node, message, hint string) {
	c.add(n.at, c.path, message, hint)
}

// value checks a node and returns its plain value; nil where there is none.
func (c *checker) value(n *node, s *schema) any {
	if n.shape == refused || c.full() {
		return nil
	}
	if s.open {
		return n.plain() // part of another's predicate: its text is for reports to escape

	}
	if !fits(n, s.kind) {
		c.mismatch(n, s)
		return nil
	}
	var value any
	switch n.shape {
	case object:
		value = c.object(n, s)
	case array:
		value = c.array(n, s)
	case text:
		c.string(n, s)
		value = n.text
	case number:
		c.number(n, s)
		value = json.Number(n.text)
	case boolean:
		value = n.text == "true"
	}
	if s.values != nil && !slices.Contains(s.values, string(canonicalJSON(value))) {
		c.unlisted(n, s)
	}
	return value
}

func fits(n *node, kind string) bool {
	switch kind {
	case "integer":
		return n.shape == number && !strings.Contains(n.text, ".")
	case "string":
		return n.shape == text
	}
	return map[string]shape{"object": object, "array": array, "number": number, "boolean": boolean}[kind] == n.shape
}

var kinds = map[string]string{
	"object": "an object", "array": "a list", "string": "a string", "number": "a number",
	"integer": "a whole number", "boolean": "true or false",
}

func (c *checker) mismatch(n *node, s *schema) {
	found, hint := n.shape.String(), s.about
	switch {
	case n.shape == null:
		hint = "leave the key out where there is nothing to say"
	case n.shape == number && s.kind == "integer":
		found = n.text
	case s.kind == "string" && (n.shape == number || n.shape == boolean):
		hint = "write it in quotes"
	case n.shape == text && (s.kind == "number" || s.kind == "integer" || s.kind == "boolean"):
		hint = "write it without quotes"
	case s.kind == "array" && n.shape == object && c.native && s.block == "":
		hint = "write a list: [ { … } ]"
	case s.kind == "array" && n.shape != object:
		hint = "write a list, even of one: [ … ]"
	}
	c.fail(n, "expected "+kinds[s.kind]+", found "+found, cmp.Or(hint, "write "+kinds[s.kind]))
}

func (c *checker) unlisted(n *node, s *schema) {
	known := make([]string, len(s.values))
	for i, v := range s.values {
		known[i] = strings.Trim(v, `"`)
	}
	if len(known) == 1 {
		c.fail(n, "expected "+s.values[0]+", found "+quote(n.text), "write "+s.values[0])
		return
	}
	hint := candidates(n.text, known)
	if !strings.HasPrefix(hint, "did") {
		hint = "one of: " + strings.Join(known, ", ")
	}
	c.fail(n, quote(n.text)+" is not one of the values here", hint)
}

func (c *checker) object(n *node, s *schema) map[string]any {
	value := make(map[string]any, len(n.members))
	for _, m := range n.members {
		sub := s.property(m.key)
		if sub == nil {
			shown, known := quote(m.key), c.spelled(s)
			if nearest(m.key, known) != "" {
				shown = strconv.QuoteToASCII(m.key) // a letter of another alphabet can look the same
			}
			c.add(m.at, c.path, "unknown key "+shown, cmp.Or(candidates(m.key, known), "remove it"))
			continue
		}
		if s.properties[m.key] == nil {
			if fault := keyFault(m.key, sub); fault != "" {
				c.add(m.at, c.path, "the key "+quote(m.key)+" "+fault, "rename it")
				continue
			}
		}
		c.path = append(c.path, m.key)
		value[m.key] = c.value(m.value, sub)
		c.path = c.path[:len(c.path)-1]
	}
	for _, name := range s.required {
		if n.child(name) == nil {
			c.missing(n, s, name)
		}
	}
	c.count(n, s, len(n.members), "keys")
	return value
}

func keyFault(key string, s *schema) string {
	switch {
	case s.open:
		return ""
	case key == "":
		return "is empty"
	case utf8.RuneCountInString(key) > maxKeyChars:
		return fmt.Sprintf("is longer than the limit of %d characters", maxKeyChars)
	}
	return textFault(key)
}

// spelled lists the keys of an object as the language at hand writes them.
func (c *checker) spelled(s *schema) []string {
	names := slices.Clone(s.names)
	for i, name := range names {
		if block := s.properties[name].block; c.native && block != "" {
			names[i] = block
		}
	}
	return names
}

func (c *checker) missing(n *node, s *schema, name string) {
	sub := s.property(name)
	hint := "add " + name
	if c.native && sub.block != "" {
		hint = "add " + sub.example()
	}
	if sub.about != "" {
		hint += ": " + sub.about
	}
	c.fail(n, quote(name)+" is missing", strings.TrimSuffix(hint, "."))
}

func (c *checker) array(n *node, s *schema) []any {
	value := make([]any, len(n.items))
	seen := map[string]bool{}
	for i, item := range n.items {
		c.path = append(c.path, i)
		if s.items == nil {
			value[i] = item.plain()
		} else {
			value[i] = c.value(item, s.items)
		}
		if s.unique && item.shape != refused {
			if text := string(canonicalJSON(value[i])); seen[text] {
				c.fail(item, "the same value twice in a list", "remove one")
			} else {
				seen[text] = true
			}
		}
		if s.label != "" {
			c.distinct(item, s, seen)
		}
		c.path = c.path[:len(c.path)-1]
	}
	c.count(n, s, len(n.items), "items")
	return value
}

// distinct refuses two elements with one label: rules and people call them by it.
func (c *checker) distinct(item *node, s *schema, seen map[string]bool) {
	name := item.child(s.label)
	if name == nil || name.shape != text {
		return
	}
	key := "label " + name.text // no JSON value starts like this
	if seen[key] {
		c.fail(name, fmt.Sprintf("two of these are called %s", quote(name.text)), "give each its own "+s.label)
	}
	seen[key] = true
}

func (c *checker) count(n *node, s *schema, have int, what string) {
	switch {
	case have < s.least:
		c.fail(n, fmt.Sprintf("%d %s, at least %d are needed", have, what, s.least), cmp.Or(s.about, "add what is missing"))
	case s.most >= 0 && have > s.most:
		c.fail(n, fmt.Sprintf("%d %s, at most %d are allowed", have, what, s.most), cmp.Or(s.about, "remove some"))
	}
}

func (c *checker) string(n *node, s *schema) {
	if fault := textFault(n.text); fault != "" {
		c.fail(n, "the string "+fault, "write it as one line of visible characters")
		return
	}
	most := maxChars
	if s.most >= 0 {
		most = min(most, s.most)
	}
	have := utf8.RuneCountInString(n.text)
	switch {
	case have < s.least:
		c.fail(n, fmt.Sprintf("%d characters, at least %d are needed", have, s.least), cmp.Or(s.about, "write it out"))
	case have > most:
		c.fail(n, fmt.Sprintf("%d characters, at most %d are allowed", have, most), cmp.Or(s.about, "shorten it"))
	case s.pattern != nil && !s.pattern.MatchString(n.text):
		hint := s.about
		if hint == "" {
			hint = "it must match " + s.pattern.String()
		}
		c.fail(n, quote(n.text)+" does not have the right form", hint)
	}
	if s.format != "" && !formats[s.format].valid(n.text) {
		c.fail(n, quote(n.text)+" is not "+formats[s.format].name, formats[s.format].hint)
	}
}

func (c *checker) number(n *node, s *schema) {
	switch {
	case s.minimum != "" && compare(n.text, s.minimum) < 0:
		c.fail(n, n.text+" is less than "+s.minimum, cmp.Or(s.about, s.bounds()))
	case s.maximum != "" && compare(n.text, s.maximum) > 0:
		c.fail(n, n.text+" is more than "+s.maximum, cmp.Or(s.about, s.bounds()))
	case s.above != "" && compare(n.text, s.above) <= 0:
		c.fail(n, n.text+" is not more than "+s.above, cmp.Or(s.about, s.bounds()))
	case s.below != "" && compare(n.text, s.below) >= 0:
		c.fail(n, n.text+" is not less than "+s.below, cmp.Or(s.about, s.bounds()))
	}
}

// bounds writes out which numbers the schema takes.
func (s *schema) bounds() string {
	parts := []string{}
	for _, b := range [][2]string{{"at least ", s.minimum}, {"more than ", s.above}, {"at most ", s.maximum}, {"less than ", s.below}} {
		if b[1] != "" {
			parts = append(parts, b[0]+b[1])
		}
	}
	return "write a number that is " + strings.Join(parts, " and ")
}

// plain returns a node as a plain value, unchecked.
func (n *node) plain() any {
	switch n.shape {
	case object:
		value := make(map[string]any, len(n.members))
		for _, m := range n.members {
			value[m.key] = m.value.plain()
		}
		return value
	case array:
		value := make([]any, len(n.items))
		for i, item := range n.items {
			value[i] = item.plain()
		}
		return value
	case text:
		return n.text
	case number:
		return json.Number(n.text)
	case boolean:
		return n.text == "true"
	}
	return nil
}
