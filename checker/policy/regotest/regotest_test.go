package regotest

import (
	"testing"
	"testing/fstest"
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

func TestRun(t *testing.T) {
	pack := fstest.MapFS{"a.rego": {Data: []byte(rules)}, "a_test.rego": {Data: []byte(tests)}}
	results, gaps, err := Run(t.Context(), pack)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"a_test.rego:5: belay.family.name_test.test_denies: ok",
		"a_test.rego:7: belay.family.name_test.test_cases/five: FAIL",
		"a_test.rego:7: belay.family.name_test.test_cases/four: ok",
		"a_test.rego:12: belay.family.name_test.todo_test_later: skipped",
	}
	for i, r := range results {
		if i >= len(want) || r.String() != want[i] {
			t.Errorf("result %d: %s", i, r)
		}
	}
	if len(results) != len(want) {
		t.Errorf("%d results", len(results))
	}
	if len(gaps) != 3 || gaps[0].String() != "a.rego:7: no test reaches this" || gaps[1].Why != "index_excluded" {
		t.Errorf("gaps %v", gaps)
	}
}

func TestRunRefuses(t *testing.T) {
	for name, pack := range map[string]fstest.MapFS{
		"no test":          {"a.rego": {Data: []byte(rules)}},
		"does not parse":   {"a.rego": {Data: []byte("package a\nx := ")}},
		"does not compile": {"a.rego": {Data: []byte("package a\nx := nope(1)")}, "a_test.rego": {Data: []byte(tests)}},
	} {
		if _, _, err := Run(t.Context(), pack); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
