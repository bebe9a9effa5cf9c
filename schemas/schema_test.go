package schemas

import (
	"encoding/json"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
)

// Every embedded schema is written in the dialect, and reads.
func TestSchemasUseTheDialect(t *testing.T) {
	if len(shelf) < 4 {
		t.Fatalf("only %d schemas", len(shelf))
	}
	for _, name := range slices.Sorted(maps.Keys(shelf)) {
		if _, err := shelf[name](); err != nil {
			t.Error(err)
			continue
		}
		src, err := Schema(name)
		if err != nil || !json.Valid(src) {
			t.Errorf("%s: %v", name, err)
		}
		root := readJSON(&problems{src: src}, written)
		open := strings.HasPrefix(name, "predicates/") && !strings.HasPrefix(root.child("$id").text, base)
		reachable(t, name, root, root, true, open)
	}
	if _, err := Schema("nothing"); err == nil {
		t.Error("a schema that is not there was found")
	}
	if src, err := Schema("input"); err != nil || !json.Valid(src) {
		t.Errorf("input: %v", err)
	}
}

// reachable checks that every list written as blocks has only blocks around it, as HCL expressions hold no blocks, and
// that only other people's predicates leave anything open.
func reachable(t *testing.T, name string, root, n *node, blocks, open bool) {
	if n.shape != object {
		return
	}
	if ref := n.child("$ref"); ref != nil {
		reachable(t, name, root, root.child("$defs").child(strings.TrimPrefix(ref.text, "#/$defs/")), blocks, open)
	}
	hcl := n.child("x-hcl") != nil
	if hcl && !blocks {
		t.Errorf("%s:%d: no block can stand here", name, n.at.line)
	}
	if items := n.child("items"); items != nil {
		reachable(t, name, root, items, hcl, open)
	}
	if extra := n.child("additionalProperties"); extra != nil {
		if extra.text == "true" && !open {
			t.Errorf("%s:%d: anything may stand here", name, n.at.line)
		}
		reachable(t, name, root, extra, false, open)
	}
	if properties := n.child("properties"); properties != nil {
		for _, m := range properties.members {
			reachable(t, name, root, m.value, blocks, open)
		}
	}
}

func TestForeignPredicatesAreNamedRight(t *testing.T) {
	for _, name := range predicateNames() {
		src, _ := Schema("predicates/" + name)
		id := readJSON(&problems{src: src}, written).child("$id").text
		if got := schemaOf(id); got != "predicates/"+name {
			t.Errorf("the type %s has the schema %q, not %s", id, got, name)
		}
	}
}

func TestSchemasOutsideTheDialect(t *testing.T) {
	for src, want := range map[string]string{
		`{"type": "object", "properties": {}}`:                                      "additionalProperties must be said",
		`{"type": "string", "oneOf": []}`:                                           `the keyword "oneOf" is not in the dialect`,
		`{"type": ["string", "null"]}`:                                              "type is one of",
		`{"$ref": "https://example.com/x"}`:                                         "$ref names nothing",
		`{"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}}`:              "leads back to itself",
		`{"type": "string", "format": "email"}`:                                     "no format",
		`{"type": "array", "x-hcl": {"block": "a"}, "items": {"type": "string"}}`:   "x-hcl belongs on a list of objects",
		`{"type": "object", "required": ["a"], "additionalProperties": false}`:      `"a" is required and unknown`,
		`{"$ref": "#/$defs/a", "maxLength": 1, "$defs": {"a": {"type": "string"}}}`: "maxLength beside $ref",
		`{"description": "anything"}`:                                               "a schema without a type",
		`{"type": "array", "x-hcl": {"block": "a", "label": "n"}, "items": {"type": "object", "additionalProperties": false, "properties": {"n": {"type": "string"}}}}`: "must be required",
		`[]`: "a schema is an object or true",
	} {
		if _, err := compile("x", []byte(src)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, not %s", src, err, want)
		}
	}
}

func TestInputSchemaIsPlain(t *testing.T) {
	input := InputSchema(map[string]any{"type": "object", "properties": map[string]any{}})
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for key, inner := range v {
				named := strings.HasSuffix(path, "/properties")
				if !named && !slices.Contains([]string{"type", "properties", "additionalProperties", "items", "anyOf"}, key) {
					t.Errorf("%s has the keyword %s", path, key)
				}
				walk(path+"/"+key, inner)
			}
		case []any:
			for _, inner := range v {
				walk(path+"/anyOf", inner)
			}
		}
	}
	walk("", input)
	stage := input
	for _, key := range []string{"manifest", "rollout", "stages"} {
		stage = stage["properties"].(map[string]any)[key].(map[string]any)
	}
	soak := stage["items"].(map[string]any)["properties"].(map[string]any)["soak"].(map[string]any)
	if soak["type"] != "number" {
		t.Errorf("soak is %v for rules", soak)
	}
}

func TestEmbeddedFilesAreAllNamed(t *testing.T) {
	found := 0
	_ = fs.WalkDir(files, ".", func(_ string, d fs.DirEntry, _ error) error {
		if !d.IsDir() {
			found++
		}
		return nil
	})
	if found != len(shelf) {
		t.Errorf("%d files, %d schemas", found, len(shelf))
	}
}
