package regotest

import (
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
)

// The side that a test asks for is known by its name, or by being written out.
func TestWanted(t *testing.T) {
	for term, want := range map[string]bool{
		`case.want`: true, `want`: true, `[object.union(passes, case.want)]`: true, `{"a": 1}`: true,
		`verdict`: false, `data.belay.family.day.deny`: false, `{"a": input.a}`: false,
	} {
		if got := wanted(ast.MustParseTerm(term)); got != want {
			t.Errorf("%s: %v", term, got)
		}
	}
}
