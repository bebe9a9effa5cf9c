package regotest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"belay/checker/policy"

	"github.com/google/go-cmp/cmp"
)

const rules = `package belay.family.name

claim := input.x

deny contains {"at": ["x"]} if not claim > 3

deny contains {"at": ["y"]} if {
	claim > 3
	input.y == "never"
}
`

const tests = `package belay.family.name_test

import data.belay.family.name

test_denies if name.deny == {{"at": ["x"]}} with input as {"x": 2}

test_cases[note] if {
	some note, c in {"four": {"x": 4, "want": 0}, "five": {"x": 5, "want": 1}}
	count(name.deny) == c.want with input as {"x": c.x}
}

todo_test_later if false
`

func layer(files ...string) policy.Layer {
	fsys := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		fsys[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return policy.Layer{FS: fsys}
}

func run(t *testing.T, o Options, layers ...policy.Layer) *Report {
	t.Helper()
	r, err := Run(t.Context(), o, layers...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func lines(r *Report) (out []string) {
	for _, one := range r.Tests {
		out = append(out, one.String())
	}
	return out
}

func TestRun(t *testing.T) {
	r := run(t, Options{Coverage: true}, layer("a.rego", rules, "a_test.rego", tests, "b.rego", "package belay.b\nx := 1", "c.rego", "package belay.lib.c\nx := 1", "lib/d.rego", "package belay.d\nx := 1", "d_test.rego", "package d_test\nx := 1", "lib/e_test.rego", "package e_test\nx := 1",
		"start_test.rego", "package start_test\nx := 1", "f_test.rego", "package f_test\nimport data.start_test\ntodo_test_x if start_test.x == 1"))
	want := []string{
		"a_test.rego:5: belay.family.name_test.test_denies: pass",
		"a_test.rego:7: belay.family.name_test.test_cases/five: fail: count(name.deny) == c.want; count(name.deny) is 0; c.want is 1",
		"a_test.rego:7: belay.family.name_test.test_cases/four: pass",
		"a_test.rego:12: belay.family.name_test.todo_test_later: skip",
		"f_test.rego:3: f_test.todo_test_x: skip",
	}
	if diff := cmp.Diff(want, lines(r)); diff != "" {
		t.Error(diff)
	}
	if r.OK() || r.Passed != 2 || r.Failed != 1 || r.Skipped != 2 || r.Errors != 0 {
		t.Errorf("counts %+v", r)
	}
	if diff := cmp.Diff([]string{"b.rego"}, r.Untested); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"d_test.rego"}, r.Testless); diff != "" {
		t.Error(diff)
	}
	var gaps []string
	for _, g := range r.Coverage.Gaps {
		gaps = append(gaps, g.String()+" "+g.Text)
	}
	if diff := cmp.Diff([]string{
		"a.rego:7: no test reaches this deny contains {\"at\": [\"y\"]} if {",
		"a.rego:8: no test reaches this (tests come here, and each is turned away by a comparison with the input) claim > 3",
		"a.rego:9: no test reaches this (tests come here, and each is turned away by a comparison with the input) input.y == \"never\"",
		"b.rego:2: no test reaches this x := 1",
		"c.rego:2: no test reaches this x := 1",
		"lib/d.rego:2: no test reaches this x := 1",
	}, gaps); diff != "" {
		t.Error(diff)
	}
	if c := r.Coverage; c.Lines != 8 || c.Missed != 6 {
		t.Errorf("coverage %+v", c)
	}
}

func TestRunSome(t *testing.T) {
	pack := layer("a.rego", "# METADATA\n# custom: {id: AB-01}\n"+rules, "a_test.rego", tests, "b.rego", strings.ReplaceAll(rules, "name", "b"), "b_test.rego", strings.ReplaceAll(tests, "name", "b"))
	for pattern, want := range map[string]int{"": 8, "AB-01": 4, `data\.belay\.family\.b_test\.`: 4, "four$": 2, "name_test.test_cases/five": 1, "test_denies": 2} {
		if r := run(t, Options{Run: pattern}, pack); len(r.Tests) != want {
			t.Errorf("%q runs %q", pattern, lines(r))
		}
	}
	var none *NoTestError
	if _, err := Run(t.Context(), Options{Run: "nowhere"}, pack); !errors.As(err, &none) || none.Run != "nowhere" {
		t.Errorf("nothing to run: %v", err)
	}
	if _, err := Run(t.Context(), Options{Run: "("}, pack); err == nil {
		t.Error("a broken pattern is no error")
	}
}

// Each of these is one test in a file of its own, and what becomes of it.
func TestOutcomes(t *testing.T) {
	for name, c := range map[string]struct{ test, want string }{
		"true":                  {`test_a if true`, "test_a: pass"},
		"another value":         {`test_a := 3`, "test_a: fail: test_a := 3; test_a is 3"},
		"false":                 {`test_a := 1 == 2`, "test_a: fail: test_a := 1 == 2; test_a is false"},
		"undefined":             {`test_a if input.x == 2`, "test_a: fail: input.x == 2; input.x is undefined"},
		"assigns the undefined": {"test_a if {\n\tgot := input.x\n\tgot == 2\n}", "test_a: fail: got := input.x; input.x is undefined"},
		"not":                   {"x := 1\n\ntest_a if not x == 1", "test_a: fail: not x == 1; x is 1"},
		"objects":               {`test_a if input.x == input.y with input as {"x": {"a": {"b": {1}, "c": 1}, "d": 1}, "y": {"a": {"b": set(), "c": 1}, "e": [1]}}`, `test_a: fail: input.x == input.y; a.b: {1}, not set(); d: 1, not undefined; e: undefined, not [1]`},
		"a call":                {`test_a if startswith("ab", concat("", ["b"]))`, `test_a: fail: startswith("ab", concat("", ["b"])); concat("", ["b"]) is "b"`},
		"with":                  {`test_a if input.x == 2 with input as {"x": 1}`, "test_a: fail: input.x == 2; input.x is 1"},
		"what is put in place":  {`test_a if data.b.c == 1 with data.b as {"c": 1}`, "test_a: pass"},
		"two of one name":       {"test_a if true\n\ntest_a if false", "test_a: pass\ntest_a#01: fail: false"},
		"a set":                 {`test_a contains 1 if true`, "test_a: fail"},
		"prints":                {`test_a if print("seen", 1)`, "test_a: pass: seen 1"},
		"cases that print": {"test_a[n] if {\n\tsome n in [1, 2]\n\tprint(\"n is\", n)\n\tn == 1\n}",
			"test_a/1: pass: n is 1\ntest_a/2: fail: n == 1; n is 2: n is 2"},
		"cases by a field":        {"test_a[c.note] if {\n\tsome c in [{\"note\": \"x\", \"v\": 1}, {\"note\": \"y\", \"v\": 2}]\n\tc.v == 1\n}", "test_a/x: pass\ntest_a/y: fail: c.v == 1; c.v is 2"},
		"cases in two dimensions": {"test_a[x][y] if {\n\tsome x, ys in {\"p\": [1, 2]}\n\tsome y in ys\n\ty == 1\n}", "test_a/p/1: pass\ntest_a/p/2: fail: y == 1; y is 2"},
		"a name declared before":  {"cs := {\"k\": 1}\n\ntest_a[n] if {\n\tsome n\n\tcs[n]\n\tcs[n] == 2\n}", "test_a/k: fail: cs[n] == 2; cs[n] is 1"},
		"no cases":                {`test_a[n] if some n, _ in {}`, "test_a: error: the table has no case that is reached: nothing was tested"},
		"conflict":                {"f(x) := x\n\nf(x) := 2\n\ntest_a if f(1) == 1", "test_a: error: a_test.rego:5:1: function data.a_test.f produced conflicting values for the same inputs: 1 at a_test.rego:3 2 at a_test.rego:5"},
		"built-in error":          {`test_a if to_number(concat("", ["x"])) == 1`, "test_a: error: a_test.rego:3:11: to_number: strconv.ParseFloat: parsing \"x\": invalid syntax"},
		"endless": {"test_a[n] if {\n\tsome n in [\"quick\", \"slow\"]\n\tf(n)\n}\n\nf(\"quick\")\n\nf(\"slow\") if {\n\txs := numbers.range(1, 5000)\n\tsome a in xs\n\tsome b in xs\n\tsome c in xs\n\ta + b + c < 0\n}",
			"test_a/quick: pass\ntest_a/slow: error: took longer than 200ms"},
		"endless before others": {"test_a[n] if {\n\tsome n in [1, 2, 3, 3]\n\tprint(\"n is\", n)\n\tf(n)\n}\n\nf(2) if input.x\n\nf(3)\n\nf(1) if {\n\txs := numbers.range(1, 5000)\n\tsome a in xs\n\tsome b in xs\n\tsome c in xs\n\ta + b + c < 0\n}",
			"test_a/1: error: took longer than 200ms: n is 1\ntest_a/2: fail: f(n); n is 2: n is 2\ntest_a/3: pass: n is 3\nn is 3"},
		"built-in error of one case": {"test_a[n] if {\n\tsome n in [\"x\", \"1\"]\n\tto_number(n) == 1\n}",
			"test_a/1: pass\ntest_a/x: error: a_test.rego:5:2: to_number: strconv.ParseFloat: parsing \"x\": invalid syntax"},
	} {
		t.Run(name, func(t *testing.T) {
			r := run(t, Options{Timeout: 200 * time.Millisecond}, layer("a_test.rego", "package a_test\n\n"+c.test))
			var got []string
			for _, l := range lines(r) {
				got = append(got, l[strings.Index(l, "test_a"):][strings.Index(l[strings.Index(l, "test_a"):], ".test_a")+1:])
			}
			if diff := cmp.Diff(c.want, strings.Join(got, "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What the time did not suffice for is no pass.
func TestTotal(t *testing.T) {
	r := run(t, Options{Total: time.Nanosecond}, layer("a_test.rego", "package a_test\n\ntest_a if true\n\ntest_b if true"))
	if r.OK() || r.NotRun != 2 || r.Tests[1].Outcome != NotRun || r.Tests[1].Error != "the time for all tests was over" {
		t.Errorf("%q", lines(r))
	}
	slow := "package a_test\n\ntest_a[n] if {\n\tsome n in [1, 2]\n\txs := numbers.range(1, 5000)\n\tsome a in xs\n\tsome b in xs\n\tsome c in xs\n\ta + b + c < 0\n}"
	r = run(t, Options{Total: 300 * time.Millisecond}, layer("a_test.rego", slow))
	if len(r.Tests) != 2 || r.OK() || r.NotRun != 1 || r.Errors != 1 || r.Tests[0].Error != "not run to its end: the time for all tests was over" || r.Tests[1].Case != "2" {
		t.Errorf("%q", lines(r))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Run(ctx, Options{}, layer("a_test.rego", "package a_test\n\ntest_a if true")); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
}

func TestBench(t *testing.T) {
	r := run(t, Options{Bench: true}, layer("a_test.rego", "package a_test\n\ntest_a if true\n\ntest_b if false"))
	if b := r.Tests[0].Bench; b == nil || b.Runs < 10 || b.PerRun <= 0 {
		t.Errorf("measured %+v", b)
	}
	if r.Tests[1].Bench != nil {
		t.Error("a test that fails was measured")
	}
}

func TestRunRefuses(t *testing.T) {
	lib := layer("lib/help.rego", "package belay.lib\n\nhelp := 1")
	lib.Name = "below"
	for name, c := range map[string]struct {
		pack policy.Layer
		want string
	}{
		"no test":          {layer("a.rego", rules), "no test found"},
		"does not parse":   {layer("a.rego", "package a\nx := "), "a.rego:2:"},
		"does not compile": {layer("a.rego", "package a\nx := nope(1)", "a_test.rego", "package a_test\n\ntest_a if true"), "a.rego:2:6: undefined function nope"},
		"reaches out":      {layer("a_test.rego", "package a_test\n\ntest_a if http.send({\"url\": \"http://127.0.0.1\", \"method\": \"get\"})"), "undefined function http.send\n  hint: tests may only call"},
		"asks for time":    {layer("a_test.rego", "package a_test\n\ntest_a if time.now_ns() > 0"), "undefined function time.now_ns"},
		"reads a schema":   {layer("a_test.rego", "package a_test\n\ntest_a if json.match_schema({}, {\"$ref\": \"http://127.0.0.1\"})"), "undefined function json.match_schema"},
		"names no rule":    {layer("a.rego", rules, "a_test.rego", "package a_test\n\nx := [c | c := data.belay.family.name.clame]\n\ntest_a if x == []"), "a_test.rego:3:16: data.belay.family.name.clame is no rule\n  hint: did you mean \"claim\"?"},
		"names no package": {layer("a_test.rego", "package a_test\n\ntest_a if not data.b.c"), "a_test.rego:3:15: data.b.c is no rule"},
		"adds to what is below": {layer("a_test.rego", "package belay.lib\n\ntest_a if true"),
			"package belay.lib belongs to below"},
	} {
		if _, err := Run(t.Context(), Options{}, lib, c.pack); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A case has the line of its row, where that can be found.
func TestRows(t *testing.T) {
	r := run(t, Options{}, layer("a_test.rego", `package a_test

other := {"x": 1}

rows := {
	"x": 1,
	"y": 2,
}

test_a[n] if some n, v in rows

test_b[n] if some n, v in {"x": 1}
`))
	got := ""
	for _, one := range r.Tests {
		got += fmt.Sprintf("%s:%d ", one.FullName(), one.Line)
	}
	if want := "test_a/x:6 test_a/y:7 test_b/x:12 "; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// Tests of the layers below are not run again, and their rules count in no coverage.
func TestRunsTheLastLayer(t *testing.T) {
	lib := layer("lib/help.rego", "package belay.lib\n\nhelp := 1\n\nmore := 2", "lib/help_test.rego", "package belay.lib_test\n\ntest_lib if true")
	lib.Name = "below"
	r := run(t, Options{Coverage: true}, lib, layer("a.rego", "package a\n\nx := data.belay.lib.help", "a_test.rego", "package a_test\n\ntest_a if data.a.x == 1"))
	if len(r.Tests) != 1 || len(r.Coverage.Gaps) != 0 || r.Coverage.Percent != 100 || len(r.Untested) != 0 {
		t.Errorf("%+v %+v", r, r.Coverage)
	}
}

const commitment = `# METADATA
# title: A
# description: One sentence.
# related_resources: [{ref: "https://a.example", description: a}]
# custom:
#   id: AB-01
#   severity: {default: high}
#   applies_to: [{}]
#   claim: rollout.stages
#   proof: {gate: [[rollout-plan/v1]], audit: [[rollout-record/v1]]}
#   firmness: [ours]
#   fix: Do it.
package belay.family.name

claim := input.manifest.release.version
`

func TestCases(t *testing.T) {
	pack := layer("f/a.rego", commitment, "f/a_test.rego", `package belay.family.name_test

helper(n) := {"manifest": {"n": n, "s": {2, 1}}}

cases := {
	"second": {"input": helper(1.50)},
	"a first": {"input": {}, "want": {"claims": set()}},
	"third": {"input": helper(3)},
}
`, "lib/x_test.rego", "package belay.lib_test\n\ncases := 3")
	got, err := Cases(t.Context(), pack)
	if err != nil {
		t.Fatal(err)
	}
	set := []any{json.Number("1"), json.Number("2")}
	want := []Case{
		{"AB-01", "f/a_test.rego", "a first", 7, map[string]any{}},
		{"AB-01", "f/a_test.rego", "second", 6, map[string]any{"manifest": map[string]any{"n": json.Number("1.50"), "s": set}}},
		{"AB-01", "f/a_test.rego", "third", 8, map[string]any{"manifest": map[string]any{"n": json.Number("3"), "s": set}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for table, want := range map[string]string{
		`cases := 3`:                          "f/a_test.rego:2: `cases` is not a table",
		`cases := {"x": {"want": 3}}`:         `f/a_test.rego:2: case "x": holds no "input"`,
		`cases := {"x": {"input": 3}}`:        `f/a_test.rego:2: case "x": "input" is not an object`,
		"f(x) := x\nf(x) := 2\ncases := f(1)": "reading the table of cases: f/a_test.rego:",
	} {
		_, err := Cases(t.Context(), layer("f/a.rego", commitment, "f/a_test.rego", "package x_test\n"+table))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", table, err)
		}
	}
}
