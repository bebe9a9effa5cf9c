package catalogue

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCompare(t *testing.T) {
	long := "a {\n  b {\n    1\n    2\n    3\n    4\n    5\n    6\n    7\n    8\n  }\n}"
	for _, test := range []struct{ about, a, b, want string }{
		{"the same", "a\nb", "a\nb", " a| b"},
		{"changed", "a\nb\nc", "a\nx\nc", " a|-b|+x| c"},
		{"gone", "a\nb", "a", " a|-b"},
		{"far apart: only what is near, and the heads of its blocks", long, strings.Replace(long, "7", "x", 1), " a {|   b {|~|     5|     6|-    7|+    x|     8|   }|~ }"},
	} {
		var got []string
		for _, l := range compare(strings.Split(test.a, "\n"), strings.Split(test.b, "\n")) {
			got = append(got, l.Op+l.Text)
		}
		if diff := cmp.Diff(strings.ReplaceAll(test.want, "~ }", " }"), strings.Join(got, "|")); diff != "" {
			t.Errorf("%s:\n%s", test.about, diff)
		}
	}
}

func TestRewritten(t *testing.T) {
	read := func(s string) map[string]any {
		d := json.NewDecoder(strings.NewReader(s))
		d.UseNumber()
		var v map[string]any
		if err := d.Decode(&v); err != nil {
			t.Fatal(err)
		}
		return v
	}
	const manifest = `"manifest": {"rollout": {"stages": [{"name": "a", "max_percent": 0.1, "soak": 60}, {"name": "b", "max_percent": 1}]}}`
	point := func(more string) string { return `{"from": ["rollout", "stages", 0], ` + more + `}` }
	before := read(`{` + manifest + `, "exposure": {"first_external": ` + point(`"percent": 0.1, "soak": 60`) + `, "growth": 10, "growth_from": ["rollout", "stages", 1], "points": [` + point(`"percent": 0.1, "soak": 60`) + `]}}`)
	for _, test := range []struct{ about, exposure, stages, told string }{
		{"nothing", `{"first_external": ` + point(`"percent": 0.1, "soak": 60`) + `, "growth": 10, "growth_from": ["rollout", "stages", 1], "points": [` + point(`"percent": 0.1, "soak": 60`) + `]}`, `[{"max_percent":0.1,"name":"a","soak":60},{"max_percent":1,"name":"b"}]`, `{}`},
		{"first stage", `{"first_external": ` + point(`"percent": 2, "soak": 30`) + `, "growth": 10, "points": [` + point(`"percent": 0.1, "soak": 60`) + `]}`, `[{"max_percent":2,"name":"a","soak":30},{"max_percent":1,"name":"b"}]`, `{"first_external.percent":true,"first_external.soak":true}`},
		{"growth", `{"first_external": ` + point(`"percent": 0.1, "soak": 60`) + `, "growth": 10.1, "growth_from": ["rollout", "stages", 1], "points": [` + point(`"percent": 0.1, "soak": 60`) + `]}`, `[{"max_percent":0.1,"name":"a","soak":60},{"max_percent":1.01,"name":"b"}]`, `{"growth":true}`},
		{"a point without its wait", `{"growth": 10, "points": [` + point(`"percent": 0.1`) + `]}`, `[{"max_percent":0.1,"name":"a"},{"max_percent":1,"name":"b"}]`, `{}`},
		{"more points than the manifest has", `{"growth": 10, "points": [` + point(`"percent": 0.1`) + `, {"from": ["rollout", "stages", 7], "percent": 3}]}`, `[{"max_percent":0.1,"name":"a","soak":60},{"max_percent":1,"name":"b"}]`, `{"points":true}`},
		{"nonsense", `{"first_external": {"percent": {"a": 1}, "from": "x"}, "growth": [1], "growth_from": {"a": 1}, "points": [1, "x"]}`, `[{"max_percent":0.1,"name":"a","soak":60},{"max_percent":1,"name":"b"}]`, `{"first_external.percent":false,"growth":false,"points":true}`},
	} {
		changed := read(`{` + manifest + `, "exposure": ` + test.exposure + `}`)
		got, told := rewritten(changed, before)
		stages, _ := json.Marshal(got["rollout"].(map[string]any)["stages"])
		if diff := cmp.Diff(test.stages, string(stages)); diff != "" {
			t.Errorf("%s:\n%s", test.about, diff)
		}
		if all, _ := json.Marshal(told); string(all) != test.told {
			t.Errorf("%s: told %s, want %s", test.about, all, test.told)
		}
		if again, _ := json.Marshal(changed); !strings.Contains(string(again), `"max_percent":0.1,"name":"a","soak":60`) {
			t.Errorf("%s: the input was changed", test.about)
		}
	}
}
