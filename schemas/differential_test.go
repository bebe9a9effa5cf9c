package schemas

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// reference compiles a schema with a library that knows all of JSON Schema.
func reference(t *testing.T, src []byte) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	for name, f := range formats {
		c.RegisterFormat(&jsonschema.Format{Name: name, Validate: func(v any) error {
			if s, ok := v.(string); ok && !f.valid(s) {
				return errors.New("not " + f.name)
			}
			return nil
		}})
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(src))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.AddResource("schema.json", document); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// agree reads a document both ways and reports a difference.
func agree(t *testing.T, ours *schema, theirs *jsonschema.Schema, src []byte) (accepted bool) {
	t.Helper()
	_, err := parseAs("d.json", src, Manifest, ours, nil)
	document, jsonErr := jsonschema.UnmarshalJSON(bytes.NewReader(src))
	if jsonErr != nil {
		t.Fatal(jsonErr)
	}
	other := theirs.Validate(document)
	if (err == nil) != (other == nil) {
		t.Errorf("%s\nhere: %v\nthere: %v", src, err, other)
	}
	return err == nil
}

// Both validators accept and refuse the same documents: a table for the toy schema, and changes at random to a whole
// manifest. Labels that are not distinct, and strings that hold what cannot be seen, are refused here only.
func TestDifferential(t *testing.T) {
	ours, theirs := toySchema(t), reference(t, []byte(toy))
	for _, src := range []string{
		`[]`, `null`, `1`, `"a"`, `{"s": "a"}`, `{"s": 1}`, `{"s": null}`, `{"s": "aaaaaaaaaaaaaaaaaaaa"}`, `{"s": "aaaaaaaaaaaaaaaaaaaaa"}`, `{"s": "ééééééééééééééééééé"}`,
		`{"num": 0}`, `{"num": 100}`, `{"num": 100.1}`, `{"num": -0.1}`, `{"part": 0}`, `{"part": 0.5}`, `{"part": 1}`, `{"i": 1}`, `{"i": 1.0}`, `{"i": 1.5}`, `{"i": "1"}`, `{"b": true}`, `{"b": "true"}`, `{"b": 0}`,
		`{"kind": "content"}`, `{"kind": "Content"}`, `{"kind": 1}`, `{"schema": "toy/v1"}`, `{"schema": "toy/v2"}`, `{"word": "a"}`, `{"word": "A"}`, `{"word": ""}`,
		`{"names": []}`, `{"names": ["a"]}`, `{"names": ["a","a"]}`, `{"names": ["a","b","c","d"]}`, `{"names": [1]}`, `{"names": {}}`, `{"map": {"a": "b"}}`, `{"map": {"a": 1}}`, `{"few": {"a":"","b":"","c":""}}`,
		`{"one": {}}`, `{"one": {"x": "a"}}`, `{"one": {"x": "a", "y": "b"}}`, `{"stages": [{"name": "a"}]}`, `{"stages": [{}]}`, `{"stages": [{"name": "a", "soak": "4x"}]}`, `{"points": [{"at": 1}]}`, `{"x": 1}`,
		`{"soak": "4h"}`, `{"day": "2026-11-22"}`, `{"day": "2026-13-22"}`, `{"time": "2026-11-22T00:00:00+01:00"}`, `{"path": "a/b"}`, `{"path": "../a"}`, `{"uri": "https://a/b"}`, `{"uri": "a"}`,
	} {
		agree(t, ours, theirs, []byte(src))
	}
	src, err := Schema("manifest")
	if err != nil {
		t.Fatal(err)
	}
	ours, _ = Manifest.rules()
	theirs = reference(t, src)
	random, accepted, whole := rand.New(rand.NewPCG(1, 2)), 0, sample(t).JSON()
	for range 2000 {
		document := map[string]any{}
		if err := json.Unmarshal(whole, &document); err != nil {
			t.Fatal(err)
		}
		mutate(random, document, 0)
		if agree(t, ours, theirs, canonicalJSON(document)) {
			accepted++
		}
	}
	if accepted < 100 || accepted > 1900 {
		t.Errorf("%d of 2000 changes were accepted: the test has no edge", accepted)
	}
}

var oddValues = []any{"", "a", "content", "4h", "2026-11-22", "2026-11-22T04:09:00Z", "x/y", "https://a.example/b", true, false, 0, 1, -1, 1.5, 100, 101, []any{}, []any{"a"}, map[string]any{}, map[string]any{"a": "b"}, nil}

// mutate changes one place of a document.
func mutate(random *rand.Rand, v any, depth int) {
	switch v := v.(type) {
	case map[string]any:
		keys := inOrder(v, nil)
		if len(keys) == 0 {
			return
		}
		key := keys[random.IntN(len(keys))]
		if inner := v[key]; random.IntN(4) > 0 && depth < 5 {
			switch inner.(type) {
			case map[string]any, []any:
				mutate(random, inner, depth+1)
				return
			}
		}
		switch random.IntN(4) {
		case 0:
			delete(v, key)
		case 1:
			v[fmt.Sprint(key, random.IntN(3))] = v[key]
		default:
			v[key] = oddValues[random.IntN(len(oddValues))]
		}
	case []any:
		if len(v) > 0 {
			i := random.IntN(len(v))
			if _, scalar := v[i].(string); scalar || random.IntN(5) == 0 {
				v[i] = oddValues[random.IntN(len(oddValues))]
				return
			}
			mutate(random, v[i], depth+1)
		}
	}
}

func TestEverySchemaReadsInBoth(t *testing.T) {
	for name := range shelf {
		src, err := os.ReadFile(name + ".schema.json")
		if err != nil {
			t.Fatal(err)
		}
		reference(t, []byte(strings.ReplaceAll(string(src), `"$id"`, `"$comment"`)))
	}
}
