package policy

import (
	"slices"
	"testing"
)

func TestProven(t *testing.T) {
	c := Commitment{Proof: map[string][][]string{
		"gate":   {{"plan/v1"}, {"drill/v1", "result/v1#a/test"}},
		"audit":  {{"record/v1"}},
		"kernel": {{"review/v1"}},
	}}
	input := func(phase string, kernel bool) map[string]any {
		evidence := []any{}
		for id, typ := range map[string]string{"e1": "plan/v1", "e2": "drill/v1", "e3": "result/v1", "e4": "record/v1", "e5": "review/v1"} {
			evidence = append(evidence, map[string]any{"id": id, "type": typ})
		}
		in := map[string]any{"class": map[string]any{"kernel": kernel}, "evidence": evidence}
		if phase != "" {
			in["phase"] = phase
		}
		return in
	}
	for _, one := range []struct {
		phase  string
		kernel bool
		proof  []string
		want   []int
	}{
		{"gate", false, nil, nil},
		{"gate", false, []string{"e1"}, []int{0}},
		{"", false, []string{"e1"}, []int{0}},
		{"gate", false, []string{"e2"}, nil},
		{"gate", false, []string{"e1", "e2", "e3"}, []int{0, 1}},
		{"gate", false, []string{"e4", "e9"}, nil},
		{"audit", false, []string{"e1"}, nil},
		{"audit", false, []string{"e4"}, []int{0}},
		{"audit", true, []string{"e4"}, nil},
		{"gate", true, []string{"e5"}, []int{0}},
	} {
		if got := c.Proven(one.proof, input(one.phase, one.kernel)); !slices.Equal(got, one.want) {
			t.Errorf("%+v: %v", one, got)
		}
	}
	if got := (Commitment{Proof: map[string][][]string{"gate": {{}}}}).Proven(nil, input("gate", false)); got != nil {
		t.Errorf("nothing is enough: %v", got)
	}
}
