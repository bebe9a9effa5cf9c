package mutate

import (
	"encoding/json"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"belay/schemas"
)

// A form is the JSON Schema of a value of the input, with its $refs at hand. It says which values a vendor can bring
// about: what the reader of manifests and predicates refuses never reaches a rule. Only the dialect of our own schemas is
// known; what is beyond it (two stages of one name, shares that fall) is taken to be possible.
type form struct {
	node, defs map[string]any
}

// forms are those of the parts of an input, read once.
type forms struct {
	manifest   form
	predicates map[string]form // by short type
	envelope   form            // of the rest, which Belay makes itself
}

func readForms() (*forms, error) {
	f := &forms{predicates: map[string]form{}}
	read := func(src []byte, err error) (form, error) {
		if err != nil {
			return form{}, err
		}
		v, err := schemas.Strict(src)
		root, _ := v.(map[string]any)
		defs, _ := root["$defs"].(map[string]any)
		return form{root, defs}, err
	}
	var err error
	if f.manifest, err = read(schemas.Schema("manifest")); err != nil {
		return nil, err
	}
	for _, typ := range schemas.KnownTypes() {
		if f.predicates[typ], err = read(schemas.PredicateSchema(typ)); err != nil {
			return nil, err
		}
	}
	f.envelope, err = read([]byte(envelope), nil)
	return f, err
}

// envelope describes what Belay itself puts around what others wrote: a vendor can leave out when a stage ends, and not
// what share of the fleet it has.
const envelope = `{
"type": "object",
"properties": {
  "exposure": {"$ref": "#/$defs/exposure"},
  "class": {"type": "object", "required": ["kind", "kernel", "boot"], "properties": {
    "kind": {"$ref": "#/$defs/kind"}, "kernel": {"type": "boolean"}, "boot": {"type": "boolean"}}},
  "artifacts": {"type": "array", "minItems": 1, "items": {"type": "object", "required": ["name", "kind", "digest", "file"], "properties": {
    "name": {"type": "string", "minLength": 1}, "kind": {"$ref": "#/$defs/kind"},
    "digest": {"type": "object", "minProperties": 1, "additionalProperties": {"type": "string", "pattern": "^[0-9a-f]{64,128}$"}},
    "file": {"enum": ["absent", "matches", "differs"]}}}},
  "evidence": {"type": "array", "items": {"type": "object",
    "required": ["id", "type", "signer", "vendor", "role", "grade", "artifacts", "covers_target", "covers_source", "predicate"],
    "properties": {
      "id": {"type": "string", "minLength": 1}, "type": {"type": "string", "minLength": 1},
      "signer": {"type": "string", "minLength": 1}, "vendor": {"type": "string"},
      "role": {"enum": ["vendor", "vendor-system", "platform", "independent"]},
      "grade": {"enum": ["signed", "attested", "independent"]},
      "artifacts": {"type": "array", "items": {"type": "string", "minLength": 1}},
      "covers_target": {"type": "boolean"}, "covers_source": {"type": "boolean"},
      "age": {"type": "integer", "minimum": 0}, "exposure": {"$ref": "#/$defs/exposure"},
      "predicate": {"type": "object"}}}}
},
"$defs": {
  "kind": {"enum": ["driver", "agent", "content", "configuration", "platform", "service"]},
  "exposure": {"type": "object", "required": ["points"], "properties": {
    "points": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/point"}},
    "internal_percent": {"$ref": "#/$defs/percent"}, "first_external": {"$ref": "#/$defs/point"},
    "growth": {"type": "number", "minimum": 1}, "growth_from": {"$ref": "#/$defs/from"},
    "half": {"$ref": "#/$defs/seconds"}, "duration": {"$ref": "#/$defs/seconds"}}},
  "point": {"type": "object", "required": ["percent", "audience", "cohorts", "name", "from"], "properties": {
    "percent": {"$ref": "#/$defs/percent"}, "audience": {"enum": ["internal", "external"]},
    "soak": {"$ref": "#/$defs/seconds"}, "at": {"$ref": "#/$defs/seconds"},
    "cohorts": {"type": "array", "items": {"type": "string", "minLength": 1}}, "name": {"type": "string", "minLength": 1},
    "from": {"$ref": "#/$defs/from"}, "starts": {"type": "string", "format": "date-time"},
    "weekday": {"enum": ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]}}},
  "percent": {"type": "number", "minimum": 0, "maximum": 100},
  "seconds": {"type": "integer", "minimum": 0},
  "from": {"type": "array", "minItems": 2, "items": {"enum": []}}
}}`

// of returns the form of what stands at p in input, and whether anything is known of it.
func (f *forms) of(input any, p path) (form, bool) {
	at, rest := f.envelope, p
	switch {
	case len(p) > 0 && p[0] == "manifest":
		at, rest = f.manifest, p[1:]
	case len(p) > 2 && p[0] == "evidence" && p[2] == "predicate":
		typ, _ := get(input, path{"evidence", p[1], "type"})
		name, _ := typ.(string)
		known, ok := f.predicates[name]
		if !ok {
			return form{}, false
		}
		at, rest = known, p[3:]
	}
	for _, step := range rest {
		var ok bool
		if at, ok = at.step(step); !ok {
			return form{}, false
		}
	}
	return at.resolved(), true
}

func (f form) resolved() form {
	for range 8 {
		ref, ok := f.node["$ref"].(string)
		if !ok {
			break
		}
		f.node, _ = f.defs[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
	}
	return f
}

func (f form) step(step any) (form, bool) {
	f = f.resolved()
	var next any
	if key, ok := step.(string); ok {
		properties, _ := f.node["properties"].(map[string]any)
		if next, ok = properties[key]; !ok {
			next = f.node["additionalProperties"]
		}
	} else {
		next = f.node["items"]
	}
	node, ok := next.(map[string]any)
	return form{node, f.defs}, ok
}

// words are the values that an enum or a const allows.
func (f form) words() (out []any) {
	out, _ = f.node["enum"].([]any)
	if v, ok := f.node["const"]; ok {
		out = append(out, v)
	}
	return out
}

// possible reports whether a vendor, a signer or a chance can put value at p in input.
func (f *forms) possible(input any, p path, value any) bool {
	parent, known := f.of(input, p[:len(p)-1])
	if _, remove := value.(absent); remove {
		switch last := p[len(p)-1].(type) {
		case int:
			list, _ := get(input, p[:len(p)-1])
			n, _ := list.([]any)
			return !known || len(n)-1 >= parent.least("minItems")
		case string:
			required, _ := parent.node["required"].([]any)
			return !slices.Contains(required, any(last))
		}
	}
	at, known := f.of(input, p)
	if !known {
		return true
	}
	if list, ok := value.([]any); ok && len(list) == 0 { // lists that are not given are empty for rules
		last, _ := p[len(p)-1].(string)
		required, _ := parent.node["required"].([]any)
		return !slices.Contains(required, any(last)) || at.least("minItems") == 0
	}
	return at.allows(value)
}

func (f form) least(keyword string) int {
	n, _ := f.node[keyword].(json.Number)
	i, _ := n.Int64()
	return int(i)
}

// allows reports whether value, as rules see it, has the form.
func (f form) allows(value any) bool {
	f = f.resolved()
	if words, given := f.words(), f.node["enum"] != nil || f.node["const"] != nil; given {
		return slices.ContainsFunc(words, func(w any) bool { return equal(w, value) })
	}
	kind, _ := f.node["type"].(string)
	if f.node["format"] == "duration" {
		kind = "integer"
	}
	switch v := value.(type) {
	case string:
		return (kind == "string" || kind == "") && f.allowsText(v)
	case json.Number:
		return (kind == "number" || kind == "integer" || kind == "") && f.allowsNumber(v, kind == "integer")
	case bool:
		return kind == "boolean" || kind == ""
	case []any:
		return (kind == "array" || kind == "") && f.allowsList(v)
	case map[string]any:
		return (kind == "object" || kind == "") && f.allowsObject(v)
	}
	return false
}

func (f form) allowsText(s string) bool {
	if n := utf8.RuneCountInString(s); n < f.least("minLength") || f.node["maxLength"] != nil && n > f.least("maxLength") {
		return false
	}
	if pattern, ok := f.node["pattern"].(string); ok {
		if re, err := regexp.Compile(pattern); err == nil && !re.MatchString(s) {
			return false
		}
	}
	layout := map[any]string{"date-time": time.RFC3339, "date": time.DateOnly}[f.node["format"]]
	if layout == "" {
		return s != "" || f.node["format"] == nil
	}
	_, err := time.Parse(layout, s)
	return err == nil
}

func (f form) allowsNumber(n json.Number, whole bool) bool {
	r, ok := new(big.Rat).SetString(string(n))
	if !ok || whole && !r.IsInt() || f.node["format"] == "duration" && r.Sign() < 0 {
		return false
	}
	for keyword, bad := range map[string]func(int) bool{
		"minimum":          func(c int) bool { return c < 0 },
		"maximum":          func(c int) bool { return c > 0 },
		"exclusiveMinimum": func(c int) bool { return c <= 0 },
		"exclusiveMaximum": func(c int) bool { return c >= 0 },
	} {
		limit, given := f.node[keyword].(json.Number)
		if bound, ok := new(big.Rat).SetString(string(limit)); given && ok && bad(r.Cmp(bound)) {
			return false
		}
	}
	return true
}

func (f form) allowsList(list []any) bool {
	if len(list) < f.least("minItems") || f.node["maxItems"] != nil && len(list) > f.least("maxItems") {
		return false
	}
	items, ok := f.step(0)
	for i, e := range list {
		if ok && !items.allows(e) || f.node["uniqueItems"] == true && slices.ContainsFunc(list[:i], func(o any) bool { return equal(o, e) }) {
			return false
		}
	}
	return true
}

func (f form) allowsObject(o map[string]any) bool {
	required, _ := f.node["required"].([]any)
	for _, k := range required {
		name, _ := k.(string)
		sub, _ := f.step(name)
		if _, ok := o[name]; !ok || empty(o[name]) && sub.resolved().least("minItems") > 0 {
			return false
		}
	}
	for k, e := range o {
		sub, ok := f.step(k)
		if list, isList := e.([]any); ok && isList && len(list) == 0 {
			continue
		}
		if ok && !sub.allows(e) {
			return false
		}
	}
	return len(o) >= f.least("minProperties")
}
