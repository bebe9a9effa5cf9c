package schemas

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

func numbered(form string, n int) string {
	var out strings.Builder
	for i := range n {
		fmt.Fprintf(&out, form, i)
	}
	return out.String()
}

// Files made to exhaust a parser are refused soon and cheaply. Each is as large as the limits let it be.
func TestHostileFiles(t *testing.T) {
	r := strings.Repeat
	for name, src := range map[string]string{
		"parentheses.hcl": "a = " + r("(\n", 70000), "lists.hcl": "a = " + r("[\n", 70000), "minus.hcl": "a = " + r("-\n", 70000), "not.hcl": "a = " + r("!", 60000),
		"operators.hcl": "a = 1" + r(" + 1", 16000), "equals.hcl": "a = 1" + r(" == 1", 12000), "conditions.hcl": "a = " + r("true ? 1 : ", 5000) + "1", "templates.hcl": "a = " + r("\"${", 20000),
		"blocks.hcl": r("a {\n", 49000), "attributes.hcl": numbered("a%d=1\n", 37000), "items.hcl": "a = [\n" + r("1,\n", 49000) + "]\n", "labels.hcl": numbered("stage \"a%d\" {}\n", 18000),
		"characters.hcl": r("a = ;\n", 37000), "halves.hcl": r("a = \n", 49000), "twice.hcl": r("a = 1\n", 37000), "comments.hcl": r("#\n", 74000), "quotes.hcl": r("\"\n", 74000), "heredocs.hcl": r("a = <<A\n", 24000),
		"flow.yaml": r("[\n", 74000), "flow-deep.yaml": "a: " + r("[\n", 9990) + r("]\n", 9990), "flow-maps.yaml": r("{a: \n", 37000), "flow-many.yaml": r("- "+r("[", 300)+r("]", 300)+"\n", 200),
		"dashes.yaml": r(r("- ", 127)+"a\n", 500), "comments.yaml": r("# x\n", maxYAMLComments) + "a: 1\n", "line-comments.yaml": "a:\n" + r("  - 1 # x\n", maxYAMLComments),
		"items.yaml": r("- a\n", 49000), "empty-items.yaml": r("-\n", 74000), "keys.yaml": numbered("a%d: 1\n", 37000), "blank.yaml": "a: 1\n" + r("\n", 140000), "spaces.yaml": "a: b\n" + r("   \n", 140000) + "   c\n",
		"words.yaml": "a: b\n" + r("   c\n", 70000), "quoted.yaml": "a: \"" + r("b\n  ", 70000) + "\"", "literal.yaml": "a: |\n" + r("  b\n", 70000), "anchors.yaml": numbered("- &a%d 1\n", 24000),
		"questions.yaml": r("? a\n", 49000), "documents.yaml": r("--- a\n", 29000), "tags.yaml": r("- !x a\n", 29000), "aliases.yaml": "- &a b\n" + r("- *a\n", 37000), "flow-keys.yaml": "[" + r("? a,\n", 37000) + "]",
		"simple-keys.yaml": "[" + r("\"a\" ,\n", 24000) + "]", "lists.json": r("[\n", 74000), "items.json": "[" + r("1,\n", 49000) + "1]", "keys.json": "{" + numbered("\"a%d\": 1,\n", 18000) + "\"x\":1}",
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			_, err := Parse(name, []byte(src), Manifest)
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			if err == nil {
				t.Error("was read")
			}
			if took > 5*time.Second {
				t.Errorf("took %v", took)
			}
			if made := (after.TotalAlloc - before.TotalAlloc) >> 20; made > 600 {
				t.Errorf("made %d MiB", made)
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	d := sample(b)
	for _, language := range []string{"hcl", "yaml", "json"} {
		src, err := Format(d, language)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(language, func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Parse("m."+language, src, Manifest); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCompileManifestSchema(b *testing.B) {
	src, err := Schema("manifest")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := compile("manifest", src); err != nil {
			b.Fatal(err)
		}
	}
}
