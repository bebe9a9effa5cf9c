package policy

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// metadata is the least that a commitment must say of itself.
const metadata = `# METADATA
# title: A title
# description: One sentence.
# custom:
#   id: SD-02
#   severity: {default: high}
#   applies_to: [{}]
#   claim: rollout
#   parameters:
#     limit: {default: 1, unit: percent, why: because}
#     soak: {default: 4h, unit: duration, why: because}
#   proof: {gate: [[rollout-plan/v1]], audit: [[rollout-record/v1]]}
#   fix: Do something.
`

// commitment is a pack of one commitment that is denied when rules make `bad` true.
func commitment(rules string) fstest.MapFS {
	return packOf(metadata + `package belay.family.name

claim := input.exposure.points

deny contains {"at": ["rollout"]} if bad

proof contains e.id if some e in input.evidence

` + rules)
}

// packOf is a pack of files: the first is the commitment, the others are libraries.
func packOf(files ...string) fstest.MapFS {
	out := fstest.MapFS{}
	for i, text := range files {
		out[[]string{"family/name.rego", "lib/a.rego", "lib/b.rego"}[i]] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

func fixtureInput(t testing.TB) map[string]any {
	t.Helper()
	f, err := os.Open("testdata/input.json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	dec := json.NewDecoder(f)
	dec.UseNumber()
	var m map[string]any
	if err := dec.Decode(&m); err != nil {
		t.Fatal(err)
	}
	return m
}

// refused fails the test unless err names a place in file and holds want.
func refused(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil {
		t.Fatalf("loaded, want it refused with %q", want)
	}
	if !strings.Contains(err.Error(), want) {
		t.Fatalf("refused with\n%v\nwant %q", err, want)
	}
}

func insertAfterPackage(text, more string) string {
	head, tail, _ := strings.Cut(text, "\nclaim")
	return head + "\n" + more + "\n\nclaim" + tail
}
