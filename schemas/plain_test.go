package schemas

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestYAML(t *testing.T) {
	got, err := YAML("a.yaml", []byte("# a comment\n- name: x/y\n  list: [1, true]\n"))
	want := []any{map[string]any{"name": "x/y", "list": []any{json.Number("1"), true}}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	for _, src := range []string{"", "a: 1\na: 2\n", "a: &x 1\nb: *x\n", "---\na\n---\nb\n", "a:\tb\n"} {
		if got, err := YAML("a.yaml", []byte(src)); err == nil {
			t.Errorf("%q was read: %v", src, got)
		}
	}
}
