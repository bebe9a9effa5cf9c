package schemas

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite golden files")

// toy is a schema with one property of each sort.
const toy = `{
  "type": "object", "additionalProperties": false,
  "properties": {
    "s": {"type": "string", "maxLength": 20}, "long": {"type": "string"},
    "num": {"type": "number", "minimum": 0, "maximum": 100}, "part": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
    "i": {"type": "integer"}, "b": {"type": "boolean"},
    "kind": {"enum": ["content", "driver", "agent"]}, "schema": {"const": "toy/v1"},
    "soak": {"type": "string", "format": "duration"}, "day": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "date-time"}, "path": {"type": "string", "format": "path"},
    "uri": {"type": "string", "format": "uri"}, "word": {"type": "string", "pattern": "^[a-z]+$", "description": "One word in small letters."},
    "names": {"type": "array", "minItems": 1, "maxItems": 3, "uniqueItems": true, "items": {"type": "string"}},
    "map": {"type": "object", "additionalProperties": {"type": "string"}}, "few": {"type": "object", "maxProperties": 2, "additionalProperties": {"type": "string"}},
    "one": {"type": "object", "required": ["x"], "additionalProperties": false, "properties": {"x": {"type": "string"}, "z": {"type": "string"}}},
    "pairs": {"type": "array", "items": {"type": "object", "additionalProperties": false, "properties": {"x": {"type": "string"}}}},
    "stages": {"type": "array", "x-hcl": {"block": "stage", "label": "name"}, "items": {"$ref": "#/$defs/stage"}},
    "points": {"type": "array", "x-hcl": {"block": "point"}, "items": {"type": "object", "additionalProperties": false, "properties": {"at": {"type": "number"}}}}
  },
  "$defs": {"stage": {"type": "object", "required": ["name"], "additionalProperties": false,
    "properties": {"name": {"type": "string"}, "soak": {"type": "string", "format": "duration"}, "cohorts": {"type": "array", "items": {"type": "string"}}}}}
}`

func toySchema(t testing.TB) *schema {
	t.Helper()
	s, err := compile("toy.schema.json", []byte(toy))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// refusals are one source for each rule of the reader; the golden file holds where and why each is refused.
var refusals = []struct{ name, src string }{
	// every language
	{"empty.hcl", ""}, {"blank.yaml", " \n"}, {"empty.json", ""}, {"noextension", "a"}, {"wrong.toml", "a"}, {"case.YAML", "s: a"},
	{"bom.hcl", "\ufeffs = \"a\""}, {"bom.yaml", "\ufeffs: a"}, {"bom.json", "\ufeff{}"},
	{"latin1.hcl", "s = \"\xe9\""}, {"latin1.yaml", "# \xe9\ns: a"}, {"latin1.json", "{\"s\": \"\xe9\"}"}, {"surrogate.json", "{\"s\": \"\xed\xa0\x80\"}"},
	{"nul.hcl", "s = \"a\x00\""}, {"nul.yaml", "s: a\x00"}, {"nul.json", "{\x00}"}, {"bell.yaml", "s: a\a"},
	{"cr.hcl", "# a\rs = \"a\""}, {"cr.yaml", "s: a\ri: 1"}, {"cr.json", "{\r}"},
	{"nel.yaml", "s: a\u0085i: 1"}, {"ls.yaml", "s: a\u2028i: 1"}, {"bidi.hcl", "# \u202e\ns = \"a\""}, {"zero-width.yaml", "s\u200b: a"},
	{"long-line.yaml", "s: " + strings.Repeat("a", maxLineBytes)}, {"long-file.json", strings.Repeat(" \n", MaxBytes)},
	{"crowded.json", "[" + strings.Repeat("1,\n", maxPieces/3) + "1]"},
	// keys
	{"unknown.hcl", "s = \"a\"\nsoka = \"4h\""}, {"unknown.yaml", "stage: []"}, {"unknown.json", `{"Kind": "content"}`}, {"far.hcl", "vendor = \"x\""},
	{"twice.hcl", "s = \"a\"\ns = \"b\""}, {"twice.yaml", "s: a\n\"s\": b"}, {"twice.json", `{"s": "a", "\u0073": "b"}`},
	{"twice-object.hcl", `one = { x = "a", "x" = "b" }`}, {"twice-block.hcl", "one {\n  x = \"a\"\n}\none {\n  x = \"b\"\n}"},
	{"both-ways.hcl", "one = { x = \"a\" }\none {\n  x = \"b\"\n}"}, {"twice-many.json", `{"map": {` + manyKeys(20) + `"k3": "1"}}`},
	{"missing.hcl", "s = \"a\"\none {\n  z = \"a\"\n}"}, {"missing.yaml", "one:\n  z: a"}, {"missing.json", `{"one": {}}`},
	{"hidden-key.json", `{"map": {"a\u200bb": "c"}}`}, {"empty-key.json", `{"map": {"": "c"}}`}, {"confusable.json", `{"kind": "\u0441ontent"}`},
	// strings
	{"newline.json", `{"s": "a\nb"}`}, {"newline.hcl", `s = "a\nb"`}, {"newline.yaml", "s: |\n  a\n"}, {"tab.json", `{"s": "a\tb"}`},
	{"escape.json", `{"s": "a\u202eb"}`}, {"space.json", `{"s": "a "}`}, {"space.hcl", `s = " a"`}, {"too-long.json", `{"s": "aaaaaaaaaaaaaaaaaaaaa"}`},
	{"default-limit.json", `{"long": "` + strings.Repeat("a", maxChars+1) + `"}`}, {"lone-surrogate.json", `{"s": "\ud800"}`}, {"nul-escape.json", `{"s": "\u0000"}`},
	{"pattern.json", `{"word": "Word"}`}, {"enum.hcl", `kind = "contnet"`}, {"enum.yaml", "kind: firmware"}, {"const.yaml", "schema: toy/v2"},
	// types
	{"null.json", `{"s": null}`}, {"null.hcl", `s = null`}, {"null.yaml", "s:"}, {"null-word.yaml", "s: null"}, {"string-as-number.json", `{"num": "1"}`},
	{"number-as-string.yaml", "s: 2.10"}, {"number-as-string.hcl", "s = 2.10"}, {"bool-as-string.yaml", "s: true"}, {"fraction.json", `{"i": 1.5}`},
	{"list.json", `{"names": "a"}`}, {"top-list.json", `[]`}, {"top-list.yaml", "- a"}, {"top-scalar.yaml", "a"}, {"block-for-list.hcl", "pairs {\n}"},
	{"few.json", `{"names": []}`}, {"many.json", `{"names": ["a","b","c","d"]}`}, {"same.json", `{"names": ["a","a"]}`}, {"many-keys.json", `{"few": {"a":"1","b":"2","c":"3"}}`},
	// numbers
	{"low.json", `{"num": -0.1}`}, {"high.json", `{"num": 100.0000001}`}, {"above.json", `{"part": 0}`}, {"below.json", `{"part": 1.0}`},
	{"exponent.json", `{"num": 1e2}`}, {"exponent.hcl", `num = 1e999999999`}, {"exponent.yaml", `num: 1e2`}, {"zero.json", `{"num": -0}`}, {"zero.hcl", `num = -0.0`},
	{"octal.json", `{"num": 07}`}, {"octal.hcl", `num = 07`}, {"digits.json", `{"num": 123456789012345678901234567890123}`}, {"digits.hcl", "num = " + strings.Repeat("1", 400)},
	{"plus.json", `{"num": +1}`}, {"point.json", `{"num": 1.}`}, {"nan.json", `{"num": NaN}`}, {"minus.json", `{"num": -}`}, {"hex.hcl", `num = 0x1f`}, {"underscore.hcl", `num = 1_000`},
	// formats
	{"duration.json", `{"soak": "4 h"}`}, {"date.json", `{"day": "2026-02-30"}`}, {"time.json", `{"time": "2026-11-01T10:00:00"}`}, {"leap.json", `{"time": "2016-12-31T23:59:60Z"}`},
	{"offset.json", `{"time": "2026-11-01T10:00:00+99:99"}`}, {"small.json", `{"time": "2026-11-01t10:00:00z"}`}, {"dots.json", `{"path": "dist/../x"}`}, {"root.json", `{"path": "/etc/passwd"}`},
	{"drive.json", `{"path": "C:\\x"}`}, {"device.json", `{"path": "dist/nul.txt"}`}, {"script.json", `{"uri": "javascript:alert(1)"}`},
	// YAML
	{"anchor.yaml", "s: &a b"}, {"alias.yaml", "s: &a b\nlong: *a"}, {"key-anchor.yaml", "&a s: b"}, {"tag.yaml", "s: !!str 1"}, {"own-tag.yaml", "s: !env HOME"}, {"bare-tag.yaml", "s: ! 12"},
	{"merge.yaml", "<<: {s: a}"}, {"two.yaml", "s: a\n---\ns: b"}, {"after.yaml", "s: a\n...\nb"}, {"directive.yaml", "%YAML 1.1\n---\ns: a"}, {"tab.yaml", "one:\n\tx: a"}, {"comment-only.yaml", "# a"},
	{"number-key.yaml", "map: {1: a}"}, {"no-key.yaml", "map: {no: a}"}, {"null-key.yaml", "map: {~: a}"}, {"list-key.yaml", "? [a]\n: b"},
	{"norway.yaml", "s: no"}, {"on.yaml", "b: on"}, {"True.yaml", "b: True"}, {"tilde.yaml", "s: ~"}, {"octal.yaml", "num: 0777"}, {"octal2.yaml", "num: 0o17"}, {"hex.yaml", "num: 0x1f"}, {"underscore.yaml", "num: 1_000"},
	{"half.yaml", "num: .5"}, {"point.yaml", "num: 1."}, {"plus.yaml", "num: +1"}, {"inf.yaml", "num: .inf"}, {"nan.yaml", "num: .NaN"}, {"sixty.yaml", "soak: 1:20"}, {"date.yaml", "day: 2026-11-22"}, {"time.yaml", "time: 2026-11-22T04:09:00Z"},
	{"zero.yaml", "num: -0"}, {"indent.yaml", "one:\n  x: a\n z: b"}, {"open.yaml", "names: [a"}, {"quote.yaml", "s: \"a"}, {"colon.yaml", "s: a: b"}, {"deep.yaml", "s: " + strings.Repeat("[", 40) + strings.Repeat("]", 40)},
	{"dashes.yaml", strings.Repeat("- ", 200) + "a"}, {"comments.yaml", strings.Repeat("# a\n", maxYAMLComments+1) + "s: a"},
	// JSON
	{"trailing.json", `{} {}`}, {"comma.json", `{"s": "a",}`}, {"comment.json", "{} // a"}, {"single.json", `{'s': 'a'}`}, {"open.json", `{"s": "a"`}, {"half.json", `{"s": "a`}, {"colon.json", `{"s" "a"}`}, {"prefix.json", `)]}'{}`},
	{"deep.json", strings.Repeat("[", 40)}, {"bad-escape.json", `{"s": "\x"}`}, {"raw-newline.json", "{\"s\": \"a\nb\"}"}, {"comma-in-list.json", `{"names": ["a",]}`},
	// HCL
	{"variable.hcl", "s = foo"}, {"attribute.hcl", "s = var.foo"}, {"function.hcl", `s = upper("a")`}, {"template.hcl", `s = "a${b}"`}, {"directive.hcl", `s = "%{ if true }a%{ endif }"`}, {"heredoc.hcl", "s = <<A\na\nA\n"},
	{"sum.hcl", "num = 1 + 1"}, {"difference.hcl", "num = 2-1"}, {"negation.hcl", "num = --1"}, {"condition.hcl", "b = true ? true : false"}, {"for.hcl", `names = [for x in ["a"] : x]`}, {"index.hcl", `s = ["a"][0]`}, {"paren.hcl", `num = (1)`},
	{"not.hcl", "b = !true"}, {"computed-key.hcl", `map = { (a) = "b" }`}, {"number-key.hcl", `map = { 1 = "b" }`}, {"attribute-key.hcl", `map = { a.b = "b" }`}, {"deep.hcl", "s = " + strings.Repeat("[", 70)}, {"deep-blocks.hcl", strings.Repeat("a {\n", 70)},
	{"no-label.hcl", "stage {\n}"}, {"two-labels.hcl", "stage \"a\" \"b\" {\n}"}, {"label-twice.hcl", "stage \"a\" {\n  name = \"b\"\n}"}, {"same-label.hcl", "stage \"a\" {\n}\nstage \"a\" {\n}"}, {"same-name.json", `{"stages": [{"name": "a"}, {"name": "a"}]}`},
	{"as-list.hcl", `stages = [{ name = "a" }]`}, {"as-attribute.hcl", `stage = { name = "a" }`}, {"list-block.hcl", "stages \"a\" {\n}"}, {"one-label.hcl", "one \"a\" {\n  x = \"a\"\n}"}, {"point-label.hcl", "point \"a\" {\n}"}, {"in-object.hcl", "one = {\n  v = \"a\"\n  x = 1\n}"},
	{"semicolon.hcl", "s = \"a\";"}, {"one-line.hcl", `s = "a" n = 1`}, {"json.hcl", `{"s": "a"}`}, {"open.hcl", "one {"}, {"bad-escape.hcl", `s = "\x"`},
}

func manyKeys(n int) string {
	var out strings.Builder
	for i := range n {
		fmt.Fprintf(&out, `"k%d": "1", `, i)
	}
	return out.String()
}

func TestRefused(t *testing.T) {
	rules := toySchema(t)
	var got strings.Builder
	for _, r := range refusals {
		_, err := parseAs(r.name, []byte(r.src), Manifest, rules, nil)
		if err == nil {
			t.Errorf("%s was read: %q", r.name, r.src)
			continue
		}
		if strings.ContainsFunc(strings.ReplaceAll(err.Error(), "\n", ""), hidden) {
			t.Errorf("%s: the error is not safe to print: %q", r.name, err)
		}
		fmt.Fprintf(&got, "%s\n\n", err)
	}
	golden(t, "testdata/refused.golden", got.String())
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got; -update rewrites it):\n%s", name, diff)
	}
}
