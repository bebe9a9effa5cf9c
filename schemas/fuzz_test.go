package schemas

import (
	"strings"
	"testing"
)

// fuzz reads anything as a toy document and as a manifest: it never panics, and what is accepted means the same when it
// is written in each language and read again.
func fuzz(f *testing.F, extension string) {
	for _, r := range refusals {
		if strings.HasSuffix(r.name, extension) && len(r.src) < 2000 {
			f.Add([]byte(r.src))
		}
	}
	d := sample(f)
	out, err := Format(d, strings.TrimPrefix(extension, "."))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(out)
	for _, src := range []string{
		"schema = \"toy/v1\"\nstage \"a$${b}%%{c}\" {\n  soak = \"4h\"\n}\nmap = { \"x y\" = \"$$${\", z : \"\\u00e9\" }\n",
		"schema: toy/v1\nstages:\n- name: a\n  cohorts: [x, 'y: z', \"\\u00e9\"]\nnum: 0.10\nlong: >-\n  a\n  b\n",
		`{"schema": "toy/v1", "stages": [{"name": "\ud83d\ude00", "cohorts": []}], "num": 1.0, "map": {"no": "${x}", "null": "~"}}`,
	} {
		f.Add([]byte(src))
	}
	rules := toySchema(f)
	manifest, err := Manifest.rules()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		for _, s := range []*schema{rules, manifest} {
			d, err := parseAs("f"+extension, src, Manifest, s, nil)
			if err != nil {
				if strings.ContainsFunc(strings.ReplaceAll(err.Error(), "\n", ""), hidden) {
					t.Errorf("the error is not safe to print: %q", err)
				}
				continue
			}
			d.Facts()
			for _, language := range []string{"hcl", "yaml", "json"} {
				out, err := Format(d, language)
				if err != nil {
					t.Fatal(err)
				}
				back, err := parseAs("b."+language, out, Manifest, s, nil)
				if err != nil {
					t.Fatalf("%q written as %s:\n%s\n%v", src, language, out, err)
				}
				if string(back.JSON()) != string(d.JSON()) {
					t.Fatalf("%q written as %s:\n%s\nis %s, not %s", src, language, out, back.JSON(), d.JSON())
				}
			}
		}
	})
}

func FuzzHCL(f *testing.F)  { fuzz(f, ".hcl") }
func FuzzYAML(f *testing.F) { fuzz(f, ".yaml") }
func FuzzJSON(f *testing.F) { fuzz(f, ".json") }

// FuzzStrict: what is accepted is the same once it is written canonically and read again.
func FuzzStrict(f *testing.F) {
	for _, r := range refusals {
		if strings.HasSuffix(r.name, ".json") && len(r.src) < 2000 {
			f.Add([]byte(r.src))
		}
	}
	f.Add([]byte(`{"a": [1.50, -2, true, null, "\u2028\ud83d\ude00"]}`))
	f.Fuzz(func(t *testing.T, src []byte) {
		v, err := Strict(src)
		if err != nil {
			return
		}
		text := canonicalJSON(v)
		again, err := Strict(text)
		if err != nil || string(canonicalJSON(again)) != string(text) {
			t.Fatalf("%q is %s, then %v, %v", src, text, again, err)
		}
	})
}

// FuzzEvaluate: no expression panics or takes long.
func FuzzEvaluate(f *testing.F) {
	for _, src := range []string{
		`s = upper(var.name)`, `s = format("%s-%5.1f", "a", 1)`, `names = concat(["a"], [join("-", ["b"])])`, `s = replace("aaa", "a", "bb")`,
		`num = var.name == "a" ? 1 : 0.10`, `long = filesha256("dist/a.bin")`, "s = <<A\nb\nA\n", `s = "%{ if true }a%{ endif }"`, `s = ["a"][0]`, `s = tostring(null)`,
	} {
		f.Add([]byte(src))
	}
	rules := toySchema(f)
	f.Fuzz(func(t *testing.T, src []byte) {
		_, _ = parseAs("f.hcl", src, Manifest, rules, newEvaluation(evaluated, map[string]string{"name": "a"}))
	})
}

// FuzzPlainHCL: what is called plain passes the closer look, so that skipping it skips nothing.
func FuzzPlainHCL(f *testing.F) {
	for _, r := range refusals {
		if strings.HasSuffix(r.name, ".hcl") && len(r.src) < 2000 {
			f.Add([]byte(r.src))
		}
	}
	f.Add(sample(f).Source)
	f.Add([]byte("a:: \"b\""))
	f.Add([]byte("a = b == c"))
	f.Fuzz(func(t *testing.T, src []byte) {
		p := &problems{file: "f.hcl", src: src}
		if !checkText(p) || !plainHCL(src) {
			return
		}
		if h := (&hclReader{problems: p, places: newLocator(src)}); !h.tokens() {
			t.Fatalf("%q is called plain: %v", src, p.errors())
		}
	})
}
