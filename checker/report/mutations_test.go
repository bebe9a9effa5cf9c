package report

import (
	"bytes"
	"strings"
	"testing"

	"belay/checker/policy/mutate"
)

func TestMutate(t *testing.T) {
	change := []mutate.Change{{Path: "manifest.a", Old: "\"x\u202e\"", New: "removed"}}
	r := &mutate.Report{
		Holes: 4, Errors: 1, Killed: 1, Survived: 2, Score: 33.3,
		Commitments: []mutate.Commitment{
			{ID: "XX-01", Title: "Evil \x1b[31m title", Cases: 1, Rules: mutate.Rules{Killed: 1, Survived: 2, Score: 33.3}, Holes: []mutate.Hole{
				{Kind: mutate.NoClaim, At: "manifest.a", Case: "as\npromised", File: "a_test.rego", Line: 3},
				{Kind: mutate.NoProof, At: "evidence", Case: "c", File: "a_test.rego", Line: 3, Changes: change, Proof: []string{"e1", "e2"}},
				{Kind: mutate.Silence, At: "manifest.a", Case: "c", File: "a_test.rego", Line: 3, Changes: change, More: 2},
				{Kind: mutate.NoEffect, At: "manifest.a", Case: "c", File: "a_test.rego", Line: 3, Changes: change},
			}, Survivors: []mutate.Mutant{
				{File: "a.rego", Line: 4, Column: 2, Kind: "drop condition", Before: "x"},
				{File: "a.rego", Line: 5, Column: 2, Kind: "change number", Before: "1", After: "2"},
			}},
			{ID: "XX-02", Title: "Low", Rules: mutate.Rules{Killed: 1, Survived: 1, Score: 50}},
			{ID: "XX-03", Title: "Nothing", Error: "nothing to mutate"},
		},
	}
	var b bytes.Buffer
	if err := Mutate(&b, NewMutations(r, 95), false, Style{}); err != nil {
		t.Fatal(err)
	}
	got := b.String()
	for _, want := range []string{
		"HOLES     XX-01 Evil", "passes although nothing is claimed here", "although there is no evidence",
		"passes when this is left out", "makes no difference", "with e1 and e2 as evidence", "in 2 places more",
		"drop condition: x\n            hint: add a case in which all is so but this\n",
		"change number: 1 -> 2\n            hint: add a case on both sides of this", "A survivor: a mutant", "LOW       XX-02 Low", "ERROR     XX-03 Nothing",
		"FAIL      3 commitments: 4 holes in 1 commitment, 33.3 % of 3 rule mutants", "the tests of 2 commitments kill",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %q", want)
		}
	}
	if strings.ContainsAny(got, "\x1b\u202e") || strings.Contains(got, "as\npromised") || t.Failed() {
		t.Errorf("\n%s", got)
	}
	for _, line := range strings.Split(got, "\n") {
		if len([]rune(line)) > 80 {
			t.Errorf("longer than 80: %q", line)
		}
	}
}

// Of a commitment that reaches the threshold, survivors are counted and shown to those who ask for them.
func TestMutateSurvivorsOfEnough(t *testing.T) {
	r := &mutate.Report{Killed: 19, Survived: 1, Score: 95, Commitments: []mutate.Commitment{{
		ID: "XX-01", Title: "Enough", Rules: mutate.Rules{Killed: 19, Survived: 1, Score: 95},
		Survivors: []mutate.Mutant{{File: "a.rego", Line: 4, Column: 2, Kind: "drop condition", Before: "x"}},
	}}}
	for _, verbose := range []bool{false, true} {
		var b bytes.Buffer
		if err := Mutate(&b, NewMutations(r, 95), verbose, Style{}); err != nil {
			t.Fatal(err)
		}
		shown, counted := strings.Contains(b.String(), "survivor a.rego:4:2"), strings.Contains(b.String(), "(-v shows the 1 survivor)")
		if shown != verbose || counted == verbose {
			t.Errorf("verbose %v:\n%s", verbose, b.String())
		}
	}
}
