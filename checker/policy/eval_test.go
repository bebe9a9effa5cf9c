package policy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestEval(t *testing.T) {
	p, err := Load(Layer{FS: os.DirFS("testdata/pack")})
	if err != nil {
		t.Fatal(err)
	}
	input := fixtureInput(t)
	want := map[string]Result{"SD-02": {
		Claim:   json.Number("5"),
		Denials: []Denial{{At: []any{"rollout", "stages", 1}}},
		Proof:   []string{"e1"},
	}}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 20 {
				got, err := p.Eval(t.Context(), input)
				if diff := cmp.Diff(want, got); err != nil || diff != "" {
					t.Errorf("%v %s", err, diff)
				}
			}
		})
	}
	all.Wait()
	if diff := cmp.Diff(fixtureInput(t), input); diff != "" {
		t.Errorf("the input was changed: %s", diff)
	}
}

func TestSilence(t *testing.T) {
	p, err := Load(Layer{FS: os.DirFS("testdata/pack")})
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.Eval(t.Context(), map[string]any{})
	want := map[string]Result{"SD-02": {Denials: []Denial{{At: []any{"rollout"}}}}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
}

func TestIsClaim(t *testing.T) {
	for _, v := range []any{nil, false, "", []any{}, map[string]any{}} {
		if IsClaim(v) {
			t.Errorf("%#v is a claim", v)
		}
	}
	for _, v := range []any{true, "x", json.Number("0"), []any{nil}, map[string]any{"a": nil}} {
		if !IsClaim(v) {
			t.Errorf("%#v is no claim", v)
		}
	}
}

// answers loads a commitment whose rules are given and evaluates it.
func answers(t *testing.T, claim, deny, proof string) (Result, error) {
	t.Helper()
	p, err := Load(Layer{FS: packOf(metadata + "package belay.family.name\n\nclaim := " + claim + "\n\ndeny contains " + deny + "\n\nproof contains " + proof + "\n\nten := {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}\n")})
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.Eval(t.Context(), fixtureInput(t))
	return got["SD-02"], err
}

func TestAnswers(t *testing.T) {
	deny, proof := `{"at": ["rollout"]} if false`, `"x" if false`
	for _, c := range []struct {
		claim string
		want  any
	}{
		{"false", nil}, {"null", nil}, {`""`, nil}, {"[]", nil}, {"{}", nil}, {"set()", nil},
		{"0.10", json.Number("0.10")}, {"{2, 1}", []any{json.Number("1"), json.Number("2")}}, {`{"a": [true]}`, map[string]any{"a": []any{true}}},
	} {
		got, err := answers(t, c.claim, deny, proof)
		if diff := cmp.Diff(c.want, got.Claim); err != nil || diff != "" {
			t.Errorf("%s: %v %s", c.claim, err, diff)
		}
	}
}

// An answer of the wrong shape that only shows when there is one.
func TestAnswersRefused(t *testing.T) {
	deny, proof := `{"at": ["rollout"]} if false`, `"x" if false`
	for _, c := range []struct{ claim, deny, proof, want string }{
		{"1", `{"at": array.concat([], [true])}`, proof, "neither a string nor a whole number"},
		{"1", `{"at": array.concat([], [1.5])}`, proof, "neither a string nor a whole number"},
		{"1", `{"at": array.concat([], [-1])}`, proof, "neither a string nor a whole number"},
		{"1", `{"at": array.concat([], [])}`, proof, `"at" is missing or empty`},
		{"1", `{"at": ["rollout"], "by": trim("x", "x")}`, proof, `"by" is no string`},
		{"1", deny, `trim("x", "x")`, "a member is no evidence id"},
		{"{1: 2}", deny, proof, "an object's key is no string"},
		{"[[a, b, c, d, e] | some a in ten; some b in ten; some c in ten; some d in ten; e := 1]", deny, proof, "the answer is larger than"},
		{`[concat("", [concat("", ["0123456789" | some a in ten; some b in ten; some c in ten]) | some d in ten; some e in ten; some f in [1, 2]])]`, deny, proof, "the answer is larger than"},
	} {
		_, err := answers(t, c.claim, c.deny, c.proof)
		refused(t, err, c.want)
		refused(t, err, "SD-02")
	}
}

func TestManyDenials(t *testing.T) {
	got, err := answers(t, "1", `{"at": ["rollout", "stages", a * 100 + b * 10 + c]} if { some a in ten; some b in ten; some c in ten }`, `"x" if false`)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Denials) != maxDenials || got.Omitted == 0 {
		t.Errorf("%d listed, %d omitted", len(got.Denials), got.Omitted)
	}
	if last := fmt.Sprint(got.Denials[0].At); last != "[rollout stages 111]" {
		t.Errorf("first is %s", last)
	}
}

func TestDeadline(t *testing.T) {
	p, err := Load(Layer{FS: commitment("ten := {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}\nbad if { " + strings.Repeat("some _ in ten; ", 12) + "false }")})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	start := time.Now()
	if _, err := p.Eval(ctx, fixtureInput(t)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("took %v", took)
	}
	ctx, cancel = context.WithCancel(t.Context())
	cancel()
	if _, err := p.Eval(ctx, fixtureInput(t)); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
