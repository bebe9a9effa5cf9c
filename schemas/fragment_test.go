package schemas

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFragment(t *testing.T) {
	manifest := map[string]any{
		"release": map[string]any{"vendor": "V", "urgency": "routine"},
		"rollout": map[string]any{
			"fleet_size": json.Number("100"),
			"freezes":    []any{},
			"stages": []any{
				map[string]any{"name": "a \"b\"", "audience": "internal", "soak": json.Number("86400"), "cohorts": []any{}},
				map[string]any{"name": "c", "audience": "external", "max_percent": json.Number("0.1")},
			},
		},
		"kernel": map[string]any{"components": []any{"not an object"}},
	}
	for _, test := range []struct {
		about, of string
		facts     map[string]any
		paths     []string
		want      string
	}{
		{"fields of blocks", "manifest", manifest, []string{"rollout.stages[].soak", "rollout.fleet_size"}, `rollout {
  fleet_size = 100

  stage "a \"b\"" {
    soak = "1d"
  }

  stage "c" {
  }
}
`},
		{"a whole object", "manifest", manifest, []string{"release"}, "release {\n  vendor  = \"V\"\n  urgency = \"routine\"\n}\n"},
		{"nothing there", "manifest", manifest, []string{"incident.contact", "release.kind", "rollout.freezes"}, ""},
		{"no path", "manifest", manifest, nil, ""},
		{
			"a predicate", "rollback-drill/v1", map[string]any{"path": "boot", "devices": json.Number("120"), "from": "1"},
			[]string{"path", "devices"}, "path    = \"boot\"\ndevices = 120\n",
		},
		{"a type without a schema", "https://example.com/x/v1", map[string]any{"a": true, "b": "${x}"}, []string{"a", "b"}, "a = true\nb = \"$${x}\"\n"},
	} {
		got, err := Fragment(test.of, test.facts, test.paths...)
		if err != nil {
			t.Errorf("%s: %v", test.about, err)
		}
		if diff := cmp.Diff(test.want, string(got)); diff != "" {
			t.Errorf("%s:\n%s", test.about, diff)
		}
	}
	for about, facts := range map[string]map[string]any{
		"a block that is no object": manifest,
		"a name with a line break":  {"release": map[string]any{"a\nb": true}},
		"a name of a file's own":    {"a b": true},
	} {
		if got, err := Fragment("manifest", facts, "kernel", "release", "a b"); err == nil {
			t.Errorf("%s was written: %s", about, got)
		}
	}
}
