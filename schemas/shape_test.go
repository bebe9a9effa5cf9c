package schemas

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestShape(t *testing.T) {
	for _, c := range []struct {
		steps []string
		want  Shape
	}{
		{[]string{"rollout", "stages", "[]", "soak"}, Shape{Kind: "number", Duration: true, Optional: []bool{true, false, false, true}}},
		{[]string{"rollout", "stages", "[]", "audience"}, Shape{Kind: "string", Values: []string{"internal", "external"}, Optional: []bool{true, false, false, false}}},
		{[]string{"release", "created"}, Shape{Kind: "string", Moment: true, Optional: []bool{false, false}}},
		{[]string{"supply_chain", "slsa_build_level"}, Shape{Kind: "integer", Least: "0", Most: "3", Optional: []bool{true, true}}},
		{[]string{"lifecycle", "requires", "[]"}, Shape{Kind: "string", Optional: []bool{true, true, false}}},
	} {
		got, ok := ManifestShape(c.steps)
		if diff := cmp.Diff(c.want, got); diff != "" || !ok {
			t.Errorf("%v:\n%s", c.steps, diff)
		}
	}
	if _, ok := ManifestShape([]string{"rollout", "stages", "soak"}); ok {
		t.Error("a list has a property")
	}
	if got, ok := PredicateShape("rollback-drill/v1", []string{"healthy_percent"}); !ok || got.Kind != "number" {
		t.Errorf("predicate: %+v, %v", got, ok)
	}
	if _, ok := PredicateShape("rollback-drill/v1", []string{"nope"}); ok {
		t.Error("a predicate has a field that it has not")
	}
	if _, ok := PredicateShape("nope/v1", nil); ok {
		t.Error("a type that is not known has a shape")
	}
	if all := KnownTypes(); !slices.IsSorted(all) || !slices.Contains(all, "https://slsa.dev/provenance/v1") || !slices.Contains(all, "approval/v1") {
		t.Errorf("types: %v", all)
	}
}
