package policy

import (
	"testing"

	"belay/policies"
)

// One release is judged in half a millisecond on one core, and a pack is loaded
// once for each run of the program: both are limits, see `go test -bench .`.

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load(Layer{FS: policies.FS}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDescribe(b *testing.B) {
	for b.Loop() {
		if _, err := Describe(Layer{FS: policies.FS}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEval(b *testing.B) {
	p, err := Load(Layer{FS: policies.FS})
	if err != nil {
		b.Fatal(err)
	}
	in := fixtureInput(b)
	// Whole numbers will do: the thresholds are of no concern here.
	all := map[string]any{}
	for _, c := range p.Commitments {
		own := map[string]any{}
		for name, v := range c.Parameters {
			own[name] = v.Values["default"]
		}
		all[c.ID] = own
	}
	in["parameters"] = all
	b.ReportMetric(float64(len(p.Commitments)), "commitments")
	for b.Loop() {
		if _, err := p.Eval(b.Context(), in); err != nil {
			b.Fatal(err)
		}
	}
}
