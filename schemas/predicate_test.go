package schemas

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestShortAndLong(t *testing.T) {
	for short, long := range map[string]string{
		"rollout-plan/v1": "urn:belay:rollout-plan/v1", "https://slsa.dev/provenance/v1": "https://slsa.dev/provenance/v1",
		"https://in-toto.io/attestation/test-result/v0.1": "https://in-toto.io/attestation/test-result/v0.1",
		"Rollout/v1": "Rollout/v1", "a/b/v1": "a/b/v1", "": "",
	} {
		if got := Short(long); got != short {
			t.Errorf("Short(%s) is %s", long, got)
		}
		if got := Long(short); got != long {
			t.Errorf("Long(%s) is %s", short, got)
		}
	}
	for _, odd := range []string{"urn:belay:", "urn:belay:a", "urn:belay:urn:belay:a/v1", "URN:belay:rollout-plan/v1", "urn:belay:rollout-plan/v1/"} {
		if got := Short(odd); got != odd {
			t.Errorf("Short(%s) is %s", odd, got)
		}
	}
}

func TestPredicate(t *testing.T) {
	good := `{"release": {"vendor": "V", "product": "P", "version": "1.0"}, "approver": "a", "decision": "approve", "reason": "because of it", "approved": "2026-11-22T04:09:00Z"}`
	for _, typ := range []string{"approval/v1", "urn:belay:approval/v1"} {
		if _, err := Predicate(typ, []byte(good)); err != nil {
			t.Errorf("%s: %v", typ, err)
		}
		_, err := Predicate(typ, []byte(strings.Replace(good, "approve\"", "aprove\"", 1)))
		if err == nil || !strings.HasPrefix(err.Error(), "approval/v1:1:") {
			t.Errorf("a bad %s: %v", typ, err)
		}
	}
	got, err := Predicate("https://example.com/other/v1", []byte(`{"a": [1.50, null, "x\ny"]}`))
	want := map[string]any{"a": []any{json.Number("1.5"), nil, "x\ny"}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("an unknown type: %v\n%s", err, diff)
	}
	for _, src := range []string{`[]`, `null`, `"a"`, `{`, ``, `{"a":1,"a":2}`, "{\"a\":\"\xff\"}", `{} {}`} {
		if got, err := Predicate("https://example.com/other/v1", []byte(src)); err == nil {
			t.Errorf("%s is %v", src, got)
		}
	}
}

func TestStrict(t *testing.T) {
	for src, want := range map[string]any{
		`null`: nil, ` [true, false] `: []any{true, false}, `"\u00e9\/"`: "é/", `-1.50`: json.Number("-1.5"), `{}`: map[string]any{},
	} {
		got, err := Strict([]byte(src))
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", src, err, diff)
		}
	}
	for _, src := range []string{
		``, ` `, "\ufeff{}", `{"a":1,"\u0061":2}`, `1 2`, `{"a"}`, `[1,]`, `nul`, `01`, `1e5`, `"\ud800"`, `"\u0000"`, "\"\x00\"", `{"a":1}x`,
		strings.Repeat("[", 100), strings.Repeat("[", 1<<20), `"` + strings.Repeat("1", 10), "[" + strings.Repeat("1,", maxSignedNodes) + "1]",
	} {
		if got, err := Strict([]byte(src)); err == nil {
			t.Errorf("%.40s is %v", src, got)
		}
	}
}

// Every type that has a schema has it at hand by its name, and a name that no other type has.
func TestKnownTypesHaveSchemasAndNames(t *testing.T) {
	seen := map[string]string{}
	for _, typ := range KnownTypes() {
		if _, err := PredicateSchema(typ); err != nil {
			t.Errorf("%s: %v", typ, err)
		}
		name := PredicateName(Long(typ))
		if other := seen[name]; other != "" {
			t.Errorf("%s and %s are both called %s", typ, other, name)
		}
		seen[name] = typ
	}
	if _, err := PredicateSchema("unheard-of/v1"); err == nil {
		t.Error("a type that is not known has a schema")
	}
	for _, typ := range []string{"https://slsa.dev/provenance/v2", "SLSA provenance/v1x", "unheard-of/v1"} {
		if got := PredicateName(typ); got != typ {
			t.Errorf("%s is called %s", typ, got)
		}
	}
}
