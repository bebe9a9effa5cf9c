package schemas

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// sample is a whole manifest.
func sample(t testing.TB) *Document {
	t.Helper()
	d, err := Read(os.DirFS("testdata"), "manifest.hcl", Manifest)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestFormatReadsBackTheSame(t *testing.T) {
	d := sample(t)
	for _, language := range []string{"hcl", "yaml", "json"} {
		out, err := Format(d, language)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "testdata/manifest.golden."+language, string(out))
		for _, ends := range []string{"\n", "\r\n"} {
			back, err := Parse("back."+language, []byte(strings.ReplaceAll(string(out), "\n", ends)), Manifest)
			if err != nil {
				t.Fatalf("%s: %v", language, err)
			}
			if diff := cmp.Diff(string(d.JSON()), string(back.JSON())); diff != "" {
				t.Errorf("%s reads back as something else:\n%s", language, diff)
			}
		}
	}
	if _, err := Format(d, "toml"); err == nil {
		t.Error("toml was written")
	}
}

func TestPositions(t *testing.T) {
	hcl := "schema = \"toy/v1\"\n\nstage \"a\" {\n  soak = \"4h\"\n}\n\nstage \"ü\" { cohorts = [\"x\", \"é\", \"z\"] }\n\none { x = \"a\" }\nnum = 1.50\nmap = { a = \"b\" }\n"
	yaml := "schema: toy/v1\nstages:\n  - name: a\n    soak: 4h\n  - {name: ü, cohorts: [x, é, z]}\none:\n  x: a\nnum: 1.50\nmap: {a: b}\n"
	tests := []struct {
		path      []any
		hcl, yaml string
	}{
		{nil, "1:1", "1:1"},
		{[]any{"schema"}, "1:10", "1:9"},
		{[]any{"stages"}, "3:1", "2:1"},
		{[]any{"stages", 0}, "3:1", "3:5"},
		{[]any{"stages", 0, "name"}, "3:7", "3:11"},
		{[]any{"stages", 0, "soak"}, "4:10", "4:11"},
		{[]any{"stages", 0, "cohorts", 3}, "3:1", "3:5"},
		{[]any{"stages", 1, "name"}, "7:7", "5:12"},
		{[]any{"stages", 1, "cohorts"}, "7:13", "5:15"},
		{[]any{"stages", 1, "cohorts", 2}, "7:34", "5:31"},
		{[]any{"stages", 7}, "3:1", "2:1"},
		{[]any{"one", "x"}, "9:11", "7:6"},
		{[]any{"num"}, "10:7", "8:6"},
		{[]any{"map", "a"}, "11:13", "9:10"},
		{[]any{"nowhere", 1}, "1:1", "1:1"},
	}
	rules := toySchema(t)
	h, err := parseAs("p.hcl", []byte(hcl), Manifest, rules, nil)
	if err != nil {
		t.Fatal(err)
	}
	y, err := parseAs("p.yaml", []byte(yaml), Manifest, rules, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(h.JSON()), string(y.JSON())); diff != "" {
		t.Errorf("the two differ:\n%s", diff)
	}
	for _, test := range tests {
		if got := h.Position(test.path...).String(); got != "p.hcl:"+test.hcl {
			t.Errorf("%s stands at %s, not %s", PathString(test.path), got, test.hcl)
		}
		if got := y.Position(test.path...).String(); got != "p.yaml:"+test.yaml {
			t.Errorf("%s stands at %s, not %s", PathString(test.path), got, test.yaml)
		}
	}
	if got := h.Line(4); got != `  soak = "4h"` {
		t.Errorf("line 4 is %q", got)
	}
	if h.Line(0) != "" || h.Line(99) != "" {
		t.Error("lines that are not there are not empty")
	}
}

func TestSameInEveryLanguage(t *testing.T) {
	tests := []struct{ hcl, yaml, json, want string }{
		{`num = 0.10`, `num: 0.10`, `{"num": 0.10}`, `{"num":0.1}`},
		{`num = 1.0`, `num: 1.0`, `{"num": 1.0}`, `{"num":1}`},
		{`i = 9007199254740993`, `i: 9007199254740993`, `{"i": 9007199254740993}`, `{"i":9007199254740993}`},
		{`i = -5`, `i: -5`, `{"i": -5.0}`, `{"i":-5}`},
		{`s = "$${x} %%{y}"`, `s: "${x} %{y}"`, `{"s": "${x} %{y}"}`, `{"s":"${x} %{y}"}`},
		{`s = "a\\b\"c\u00e9"`, `s: 'a\b"cé'`, `{"s": "a\\b\"c\u00e9"}`, `{"s":"a\\b\"cé"}`},
		{"s = \"e\u0301\"", "s: e\u0301", "{\"s\": \"e\u0301\"}", "{\"s\":\"e\u0301\"}"},
		{`s = "<a&b>"`, `s: <a&b>`, `{"s": "<a&b>"}`, `{"s":"<a&b>"}`},
		{`s = "no"`, `s: "no"`, `{"s": "no"}`, `{"s":"no"}`},
		{`s = "2026.11.22-1"`, `s: 2026.11.22-1`, `{"s": "2026.11.22-1"}`, `{"s":"2026.11.22-1"}`},
		{`stages = []`, `stages: []`, `{"stages": []}`, `{"stages":[]}`},
		{"stage \"a\" {}", "stages: [{name: a}]", `{"stages": [{"name": "a"}]}`, `{"stages":[{"name":"a"}]}`},
		{"point {\n at = 1\n}\npoint {\n}", "points: [{at: 1}, {}]", `{"points": [{"at": 1}, {}]}`, `{"points":[{"at":1},{}]}`},
		{`pairs = [{ x = "a" }, {}]`, "pairs:\n- x: a\n- {}", `{"pairs": [{"x": "a"}, {}]}`, `{"pairs":[{"x":"a"},{}]}`},
		{`map = { "a b" : "c", d = "e" }`, "map:\n  a b: c\n  d: e", `{"map": {"d": "e", "a b": "c"}}`, `{"map":{"a b":"c","d":"e"}}`},
		{"one { x = \"a\" }", "# c\n---\none: {x: a} # c", `{"one": {"x": "a"}}`, `{"one":{"x":"a"}}`},
		{`long = "a b"`, "long: >-\n  a\n  b", `{"long": "a b"}`, `{"long":"a b"}`},
		{`s = "😀"`, `s: "\U0001F600"`, `{"s": "\ud83d\ude00"}`, `{"s":"😀"}`},
	}
	rules := toySchema(t)
	for _, test := range tests {
		for name, src := range map[string]string{"a.hcl": test.hcl, "a.yaml": test.yaml, "a.json": test.json} {
			d, err := parseAs(name, []byte(src), Manifest, rules, nil)
			if err != nil {
				t.Errorf("%s: %v", src, err)
				continue
			}
			if got := strings.TrimSpace(string(d.JSON())); got != test.want {
				t.Errorf("%s is %s, not %s", src, got, test.want)
			}
			for _, language := range []string{"hcl", "yaml", "json"} {
				out, err := Format(d, language)
				if err != nil {
					t.Fatal(err)
				}
				back, err := parseAs("b."+language, out, Manifest, rules, nil)
				if err != nil {
					t.Errorf("%s written as %s: %v\n%s", src, language, err, out)
				} else if string(back.JSON()) != string(d.JSON()) {
					t.Errorf("%s written as %s is %s", src, language, back.JSON())
				}
			}
		}
	}
}

func TestRead(t *testing.T) {
	fsys := fstest.MapFS{
		"dir.hcl/x": {}, "big.json": {Data: []byte(strings.Repeat(" ", MaxBytes+2))},
		"pipe.yaml": {Mode: os.ModeNamedPipe}, "good.yaml": {Data: []byte("schema: belay/waivers/v1\n")},
	}
	for name, want := range map[string]string{
		"none.hcl": "none.hcl: no such file", "dir.hcl": "dir.hcl: this is a folder", "../x.hcl": "../x.hcl: this is not the name of a file here",
		"pipe.yaml": "pipe.yaml: this is not a regular file", "big.json": "big.json:1:1: the file is larger than the limit of 1048576 bytes",
	} {
		_, err := Read(fsys, name, Manifest)
		var list Errors
		if !errors.As(err, &list) || list[0].Error() != want || list[0].Hint == "" {
			t.Errorf("reading %s: %v, not %s with a hint", name, err, want)
		}
	}
	d, err := Read(fsys, "good.yaml", Waivers)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(d.JSON()); got != "{\"schema\":\"belay/waivers/v1\"}\n" {
		t.Errorf("JSON is %s", got)
	}
	if want := fmt.Sprintf("sha256:%x", sha256.Sum256(d.Source)); d.Digest != want {
		t.Errorf("digest is %s", d.Digest)
	}
	if _, err := Read(fsys, "good.yaml", Kind("other")); err == nil {
		t.Error("a kind without a schema was read")
	}
	folder := t.TempDir()
	outside := filepath.Join(t.TempDir(), "x.hcl")
	if err := errors.Join(os.WriteFile(outside, []byte("schema = 1"), 0o600), os.Symlink(outside, filepath.Join(folder, "link.hcl"))); err != nil {
		t.Skip(err)
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if _, err := Read(root.FS(), "link.hcl", Manifest); err == nil || !strings.Contains(err.Error(), "no link leads out") {
		t.Errorf("a link out of the folder: %v", err)
	}
}

func TestErrorsAreSortedAndCapped(t *testing.T) {
	_, err := parseAs("many.json", []byte("{"+manyKeys(50)+`"x": 1}`), Manifest, toySchema(t), nil)
	list := err.(Errors)
	if len(list) != maxErrors || !strings.HasSuffix(list.Error(), "only the first 20 errors are shown") {
		t.Errorf("%d errors: %v", len(list), err)
	}
	for i, e := range list[1:] {
		if e.Line == list[i].Line && e.Column < list[i].Column {
			t.Errorf("%v stands after %v", e, list[i])
		}
	}
	if want := `…`; !strings.Contains(list[19].Snippet, want) {
		t.Errorf("the snippet of a long line is %q", list[19].Snippet)
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"plain text": "plain text", "ä 世界 😀": "ä 世界 😀", "\x1b[31m": `\u001b[31m`, "a\nb\tc\r": `a\nb\tc\r`, "\xff": `\xff`, "\u202e": `\u202e`,
		"\u200b\u2028\ufeff\u00ad\u0085": `\u200b\u2028\ufeff\u00ad\u0085`, "\U000e0041": `\U000e0041`, strings.Repeat("é", 400): strings.Repeat("é", 300) + "…",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) is %q, not %q", in, got, want)
		}
	}
}

func TestPathString(t *testing.T) {
	for want, path := range map[string][]any{
		"": nil, "rollout.stages[0].soak": {"rollout", "stages", 0, "soak"}, `map["a b"].c`: {"map", "a b", "c"}, `["\u202e"]`: {"\u202e"}, "a-b": {"a-b"},
	} {
		if got := PathString(path); got != want {
			t.Errorf("PathString(%q) is %s, not %s", path, got, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for in, want := range map[string]string{"0": "0", "0.0": "0", "10": "10", "0.10": "0.1", "-0.50": "-0.5", "100.00": "100", "12345678901234567890123456789012": "12345678901234567890123456789012"} {
		if got, fault := decimal(in); got != want || fault != "" {
			t.Errorf("decimal(%s) is %s %s, not %s", in, got, fault, want)
		}
	}
	for _, in := range []string{"", "-", "01", "1.", ".1", "+1", "1e1", "-0", "-0.0", "0x1", "1_0", "--1", "1.2.3", "١"} {
		if got, fault := decimal(in); fault == "" {
			t.Errorf("decimal(%s) is %s", in, got)
		}
	}
	order := []string{"-10.5", "-10", "-9.99", "-0.1", "0", "0.09", "0.1", "0.11", "1", "2", "10", "10.01"}
	for i, a := range order {
		for j, b := range order {
			if got := compare(a, b); got < 0 != (i < j) || got > 0 != (i > j) {
				t.Errorf("compare(%s, %s) is %d", a, b, got)
			}
		}
	}
}

func TestSeconds(t *testing.T) {
	for in, want := range map[string]int64{"0s": 0, "90s": 90, "15m": 900, "4h": 14400, "7d": 604800, "9999999d": 863999913600} {
		if got, err := Seconds(in); err != nil || got != want {
			t.Errorf("Seconds(%s) is %d, %v", in, got, err)
		}
	}
	for _, in := range []string{"", "h", "4", "04h", "4 h", "4H", "-4h", "4.5h", "4h30m", "10000000s", "٤h", "4w"} {
		if got, err := Seconds(in); err == nil {
			t.Errorf("Seconds(%s) is %d", in, got)
		}
	}
}

func TestFacts(t *testing.T) {
	d, err := parseAs("f.yaml", []byte("soak: 4h\nstages:\n- {name: a, soak: 7d}\n- {name: b, cohorts: [x]}\nmap: {soak: 4h}\n"), Manifest, toySchema(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"soak": json.Number("14400"), "map": map[string]any{"soak": "4h"},
		"stages": []any{
			map[string]any{"name": "a", "soak": json.Number("604800"), "cohorts": []any{}},
			map[string]any{"name": "b", "cohorts": []any{"x"}},
		},
		"names": []any{}, "pairs": []any{}, "points": []any{},
	}
	if diff := cmp.Diff(want, d.Facts()); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
	if d.Value["soak"] != "4h" || d.Value["names"] != nil {
		t.Error("Facts changed the document")
	}
}
