package schemas

import (
	"embed"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed *.schema.json predicates/*.schema.json
var files embed.FS

// Schema returns a published JSON Schema (draft 2020-12): manifest, trust, profile, waivers, verdict, catalogue, input, or
// predicates/<name>.
func Schema(name string) ([]byte, error) {
	if name == "input" {
		return append(canonicalJSON(InputSchema(nil)), '\n'), nil
	}
	src, err := files.ReadFile(name + ".schema.json")
	if err != nil {
		return nil, fmt.Errorf("no schema is called %s", quote(name))
	}
	return src, nil
}

// A schema is a JSON Schema read into what the checker asks for. It is the part of draft 2020-12 that Belay's schemas
// are written in; any other keyword is refused, so that none is silently without effect.
type schema struct {
	open  bool   // anything may stand here
	kind  string // object array string number integer boolean
	title string
	about string // the description

	names      []string // of properties, in the order of the schema
	properties map[string]*schema
	required   []string
	extra      *schema // of keys that properties does not name; nil: they are refused
	items      *schema

	values []string // canonical JSON of what enum or const allow; nil: all

	minimum, maximum, above, below string // canonical decimals; "" for none
	least, most                    int    // items, characters or properties; most is -1 for any number
	unique                         bool
	pattern                        *regexp.Regexp
	format                         string

	block, label string            // x-hcl
	blocks       map[string]string // names of blocks in properties, to the property each belongs to
}

// rules returns the schema for a kind of document.
func (k Kind) rules() (*schema, error) {
	switch k {
	case Manifest, Trust, Profile, Waivers:
		return shelf[string(k)]()
	}
	return nil, fmt.Errorf("no kind of document is called %s", quote(string(k)))
}

// shelf holds every embedded schema, read when it is first asked for.
var shelf = func() map[string]func() (*schema, error) {
	all := map[string]func() (*schema, error){}
	for _, folder := range []string{".", "predicates"} {
		entries, _ := files.ReadDir(folder)
		for _, e := range entries {
			name, found := strings.CutSuffix(e.Name(), ".schema.json")
			if !found {
				continue
			}
			if folder != "." {
				name = folder + "/" + name
			}
			all[name] = sync.OnceValues(func() (*schema, error) {
				src, err := files.ReadFile(name + ".schema.json")
				if err != nil {
					return nil, err
				}
				return compile(name+".schema.json", src)
			})
		}
	}
	return all
}()

// property returns the schema of what stands under key; nil where the schema does not know.
func (s *schema) property(key string) *schema {
	if sub := s.properties[key]; sub != nil {
		return sub
	}
	return s.extra
}

// listOf returns the list whose elements are written as blocks of this name, and its schema.
func (s *schema) listOf(block string) (string, *schema) {
	list, found := s.blocks[block]
	if !found {
		return "", nil
	}
	return list, s.properties[list]
}

// example shows how an element of the list is written in HCL.
func (s *schema) example() string {
	if s.label == "" {
		return s.block + " { … }"
	}
	return fmt.Sprintf("%s %q { … }", s.block, s.label)
}

// compiler turns the tree of a JSON Schema into a schema.
type compiler struct {
	name  string
	defs  *node
	done  map[string]*schema
	doing map[string]bool
}

// compile reads a JSON Schema. An error is a fault of the schema's author.
func compile(name string, src []byte) (*schema, error) {
	p := &problems{file: name, src: src}
	root := readJSON(p, written)
	if err := p.errors(); err != nil {
		return nil, err
	}
	c := &compiler{name: name, defs: root.child("$defs"), done: map[string]*schema{}, doing: map[string]bool{}}
	return c.schema(root)
}

func (c *compiler) fault(n *node, format string, arguments ...any) error {
	return fmt.Errorf("%s:%d:%d: %s", c.name, n.at.line, n.at.column, fmt.Sprintf(format, arguments...))
}

func (c *compiler) schema(n *node) (*schema, error) {
	if n.shape == boolean && n.text == "true" {
		return &schema{open: true, most: -1}, nil
	}
	if n.shape != object {
		return nil, c.fault(n, "a schema is an object or true")
	}
	s := &schema{most: -1}
	if ref := n.child("$ref"); ref != nil {
		target, err := c.resolve(ref)
		if err != nil {
			return nil, err
		}
		*s = *target
	}
	for _, m := range n.members {
		if err := c.keyword(s, n, m); err != nil {
			return nil, err
		}
	}
	return s, c.settle(s, n)
}

func (c *compiler) resolve(ref *node) (*schema, error) {
	name, local := strings.CutPrefix(ref.text, "#/$defs/")
	if !local || c.defs == nil || c.defs.child(name) == nil {
		return nil, c.fault(ref, "$ref names nothing in $defs")
	}
	if c.doing[name] {
		return nil, c.fault(ref, "$ref leads back to itself")
	}
	if c.done[name] == nil {
		c.doing[name] = true
		s, err := c.schema(c.defs.child(name))
		if err != nil {
			return nil, err
		}
		c.done[name], c.doing[name] = s, false
	}
	return c.done[name], nil
}

func (c *compiler) keyword(s *schema, n *node, m member) (err error) {
	v := m.value
	if n.child("$ref") != nil && !slices.Contains([]string{"$ref", "title", "description", "x-hcl"}, m.key) {
		return c.fault(v, "%s beside $ref", m.key)
	}
	switch m.key {
	case "$schema", "$id", "$ref", "$defs":
	case "title":
		s.title = v.text
	case "description":
		s.about = v.text
	case "type":
		if s.kind = v.text; !slices.Contains([]string{"object", "array", "string", "number", "integer", "boolean"}, s.kind) {
			return c.fault(v, "type is one of object, array, string, number, integer, boolean")
		}
	case "properties":
		return c.properties(s, v)
	case "required":
		for _, item := range v.items {
			s.required = append(s.required, item.text)
		}
	case "additionalProperties":
		if v.shape != boolean || v.text != "false" {
			s.extra, err = c.schema(v)
		}
	case "items":
		s.items, err = c.schema(v)
	case "enum":
		for _, item := range v.items {
			s.values = append(s.values, string(canonicalJSON(item.plain())))
		}
	case "const":
		s.values = []string{string(canonicalJSON(v.plain()))}
	case "minimum":
		s.minimum = v.text
	case "maximum":
		s.maximum = v.text
	case "exclusiveMinimum":
		s.above = v.text
	case "exclusiveMaximum":
		s.below = v.text
	case "minItems", "minLength", "minProperties":
		s.least, err = strconv.Atoi(v.text)
	case "maxItems", "maxLength", "maxProperties":
		s.most, err = strconv.Atoi(v.text)
	case "uniqueItems":
		s.unique = v.text == "true"
	case "pattern":
		s.pattern, err = regexp.Compile(v.text)
	case "format":
		if s.format = v.text; formats[s.format] == nil {
			return c.fault(v, "no format is called %s", quote(v.text))
		}
	case "x-hcl":
		if v.child("block") == nil {
			return c.fault(v, "x-hcl names a block")
		}
		s.block = v.child("block").text
		if l := v.child("label"); l != nil {
			s.label = l.text
		}
	default:
		return c.fault(v, "the keyword %s is not in the dialect", quote(m.key))
	}
	return err
}

func (c *compiler) properties(s *schema, n *node) error {
	s.properties, s.blocks = map[string]*schema{}, map[string]string{}
	for _, m := range n.members {
		sub, err := c.schema(m.value)
		if err != nil {
			return err
		}
		s.names = append(s.names, m.key)
		s.properties[m.key] = sub
		if sub.block == "" {
			continue
		}
		if s.blocks[sub.block] != "" || n.child(sub.block) != nil && sub.block != m.key {
			return c.fault(m.value, "the block %s is taken", quote(sub.block))
		}
		s.blocks[sub.block] = m.key
	}
	return nil
}

// settle infers the type of an enum and refuses what would be without effect.
func (c *compiler) settle(s *schema, n *node) error {
	if s.kind == "" && len(s.values) > 0 {
		s.kind = map[byte]string{'"': "string", 't': "boolean", 'f': "boolean"}[s.values[0][0]]
		if s.kind == "" {
			s.kind = "number"
		}
	}
	empty := len(n.members) == 0
	switch {
	case empty:
		s.open = true
	case s.kind == "" && !s.open:
		return c.fault(n, "a schema without a type")
	case s.kind == "object" && n.child("$ref") == nil && n.child("additionalProperties") == nil:
		return c.fault(n, "additionalProperties must be said")
	case s.block != "" && (s.kind != "array" || s.items == nil || s.items.kind != "object"):
		return c.fault(n, "x-hcl belongs on a list of objects")
	case s.label != "" && !slices.Contains(s.items.required, s.label):
		return c.fault(n, "the label of x-hcl must be required")
	}
	for _, name := range s.required {
		if s.property(name) == nil {
			return c.fault(n, "%s is required and unknown", quote(name))
		}
	}
	return nil
}

// predicateNames lists the predicates that have a schema.
func predicateNames() []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(shelf)) {
		if short, found := strings.CutPrefix(name, "predicates/"); found {
			names = append(names, short)
		}
	}
	return names
}

// HasPath tells whether documents of a kind can have the path, whose steps are written as in rollout, stages[], soak.
func HasPath(kind Kind, steps []string) bool {
	s, err := kind.rules()
	if err != nil {
		return false
	}
	for _, step := range steps {
		key, each := strings.CutSuffix(step, "[]")
		if s = s.properties[key]; s == nil {
			return false
		}
		if each {
			if s = s.items; s == nil {
				return false
			}
		}
	}
	return true
}
