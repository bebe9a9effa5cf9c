package checker

import (
	"context"
	"strings"
	"testing"

	"belay/checker/policy"
)

// What stands there is said where it is a plain value: the beginning of an object as JSON says nothing.
func TestFoundIsPlain(t *testing.T) {
	for path, want := range map[string]string{
		`["release"]`: "", `["release", "kind"]`: "content", `["supply_chain"]`: "",
	} {
		body := strings.Replace(breaks, `["rollout", "model"]`, path, 1)
		body = strings.Replace(body, `== "stages"`, `== "never"`, 1)
		m, err := manifestOf(t, release)
		if err != nil {
			t.Fatal(err)
		}
		v, err := testChecker(t, commitment("TS-01", everywhere, body)).Check(context.Background(), Case{Manifest: m, Profile: profileOf(t, claimedProfile), At: now})
		if err != nil {
			t.Fatal(err)
		}
		f := v.Outcomes[0].Findings[0]
		if silent := strings.Contains(f.Message, "says nothing here"); f.Found != want || silent != (path == `["supply_chain"]`) {
			t.Errorf("%s: found %q: %s", path, f.Found, f.Message)
		}
	}
	if !nested([]any{"a", []any{map[string]any{}}}) || nested([]any{"a", []any{"b"}}) {
		t.Error("lists of plain values stay, and no others")
	}
}

// A profile that is part of the program is used for other packs, as far as it is about them; a file is not.
func TestBuiltinProfileFitsOtherPacks(t *testing.T) {
	pack := []policy.Commitment{{ID: "TS-01", MinimumGrade: "attested"}}
	for _, c := range []struct{ name, body, want string }{
		{"names others", "commitment \"XX-99\" {\n grade = \"claimed\"\n}\n", ""},
		{"only others", "only = [\"XX-99\"]\n", "about none of the commitments"},
		{"some others", "only = [\"XX-99\", \"TS-01\"]\n", ""},
		{"what it says of those that are there still holds", "commitment \"TS-01\" {\n grade = \"claimed\"\n}\n", "never asked for below attested"},
	} {
		p := profileOf(t, claimedProfile+c.body)
		p.builtin = true
		if err := p.fits(pack, now); (err == nil) != (c.want == "") || (err != nil && !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}
