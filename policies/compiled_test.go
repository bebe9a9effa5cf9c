package policies_test

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"belay/checker/policy"
	"belay/checker/policy/planner"
	"belay/checker/policy/regotest"
	"belay/policies"

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

// OPA is the reference: over every case of every test, the compiled pack answers as OPA's evaluator does.
func TestCompiledJudgesAlike(t *testing.T) {
	built, err := planner.Compile(t.Context(), policy.Layer{FS: policies.FS})
	if err != nil {
		t.Fatal(err)
	}
	compiled, err := policy.LoadCompiled(policy.Layer{FS: policies.FS}, built)
	if err != nil {
		t.Fatal(err)
	}
	reference := load(t)
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
