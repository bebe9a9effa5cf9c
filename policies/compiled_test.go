package policies_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"belay/checker/policy"
	"belay/checker/policy/planner"
	"belay/checker/policy/regotest"
	"belay/policies"
	"belay/schemas"

	"github.com/google/go-cmp/cmp"
)

// update rewrites what is made from the pack.
var update = flag.Bool("update", false, "rewrite what is made from the pack")

// The compiled pack is what its source compiles to, and nothing else.
func TestCompiled(t *testing.T) {
	want, err := planner.Compile(t.Context(), policy.Layer{FS: policies.FS})
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("compiled.bin", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(want, policies.Compiled) {
		t.Error("compiled.bin is not what the pack compiles to: run `go test ./policies -update`")
	}
}

// compiledPack is the pack as it compiles now, whatever compiled.bin holds.
func compiledPack(t *testing.T) *policy.Pack {
	t.Helper()
	built, err := planner.Compile(t.Context(), policy.Layer{FS: policies.FS})
	if err != nil {
		t.Fatal(err)
	}
	p, err := policy.LoadCompiled(policy.Layer{FS: policies.FS}, built)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// OPA is the reference: over every case of every test, the compiled pack answers as OPA's evaluator does.
func TestCompiledJudgesAlike(t *testing.T) {
	compiled, reference := compiledPack(t), load(t)
	if diff := cmp.Diff(reference.Commitments, compiled.Commitments); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(reference.Parts, compiled.Parts); diff != "" {
		t.Error(diff)
	}
	cases, err := regotest.Cases(t.Context(), policy.Layer{FS: policies.FS})
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) < 200 {
		t.Errorf("only %d cases", len(cases))
	}
	for _, c := range cases {
		want, wantErr := reference.Eval(t.Context(), c.Input)
		got, gotErr := compiled.Eval(t.Context(), c.Input)
		if diff := cmp.Diff(want, got); diff != "" || (wantErr == nil) != (gotErr == nil) {
			t.Errorf("%s: %s: %v, %v\n%s", c.Commitment, c.Name, wantErr, gotErr, diff)
		}
	}
}

// What no test thought of: parts of the fixture taken away or replaced, by chance and the same each time.
func TestCompiledJudgesDamagedInputsAlike(t *testing.T) {
	compiled, reference := compiledPack(t), load(t)
	whole, err := json.Marshal(fixture(t))
	if err != nil {
		t.Fatal(err)
	}
	chance := rand.New(rand.NewPCG(20240719, 45))
	for i := range 300 {
		input := again(t, whole)
		for range 1 + chance.IntN(4) {
			damage(input, chance)
		}
		want, wantErr := reference.Eval(t.Context(), input)
		got, gotErr := compiled.Eval(t.Context(), input)
		if diff := cmp.Diff(want, got); diff != "" || (wantErr == nil) != (gotErr == nil) {
			t.Fatalf("damaged input %d: %v, %v\n%s", i, wantErr, gotErr, diff)
		}
	}
}

func again(t *testing.T, text []byte) map[string]any {
	t.Helper()
	v, err := schemas.Strict(text)
	if err != nil {
		t.Fatal(err)
	}
	return v.(map[string]any)
}

// damage changes one value somewhere below v.
func damage(v any, chance *rand.Rand) {
	for {
		switch o := v.(type) {
		case map[string]any:
			if len(o) == 0 {
				return
			}
			key := slices.Sorted(maps.Keys(o))[chance.IntN(len(o))]
			if inner := o[key]; chance.IntN(3) > 0 && composite(inner) {
				v = inner
				continue
			}
			if new := replacement(chance); new == nil {
				delete(o, key)
			} else {
				o[key] = new
			}
			return
		case []any:
			if len(o) == 0 {
				return
			}
			i := chance.IntN(len(o))
			if chance.IntN(4) > 0 && composite(o[i]) {
				v = o[i]
				continue
			}
			if new := replacement(chance); new != nil {
				o[i] = new
			}
			return
		default:
			return
		}
	}
}

func composite(v any) bool {
	switch v := v.(type) {
	case map[string]any:
		return len(v) > 0
	case []any:
		return len(v) > 0
	}
	return false
}

// replacement is a value to stand in place of another, of whatever type; nil: none.
func replacement(chance *rand.Rand) any {
	others := []any{nil, nil, "", "x", "2026-11-20T00:00:00Z", false, true, json.Number("0"), json.Number("1"), json.Number("-3"), json.Number("86400.5"), json.Number("1000000"), []any{}, map[string]any{}, []any{"x", json.Number("2")}}
	return others[chance.IntN(len(others))]
}

func BenchmarkLoadCompiled(b *testing.B) {
	for b.Loop() {
		if _, err := policy.LoadCompiled(policy.Layer{FS: policies.FS}, policies.Compiled); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkEval is one release, by the compiled pack and by the reference.
func BenchmarkEval(b *testing.B) {
	input := fixture(b)
	reference, err := policy.Load(policy.Layer{FS: policies.FS})
	if err != nil {
		b.Fatal(err)
	}
	compiled, err := policy.LoadCompiled(policy.Layer{FS: policies.FS}, policies.Compiled)
	if err != nil {
		b.Fatal(err)
	}
	for name, pack := range map[string]*policy.Pack{"compiled": compiled, "reference": reference} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := pack.Eval(b.Context(), input); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
