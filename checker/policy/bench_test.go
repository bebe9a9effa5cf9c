package policy

import (
	"context"
	"os"
	"testing"
)

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load(os.DirFS("testdata/pack")); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEval(b *testing.B) {
	p, err := Load(os.DirFS("testdata/pack"))
	if err != nil {
		b.Fatal(err)
	}
	in := fixtureInput(b)
	for b.Loop() {
		if _, err := p.Eval(context.Background(), in); err != nil {
			b.Fatal(err)
		}
	}
}
