package policy

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"belay/schemas"

	"github.com/google/go-cmp/cmp"
)

const goodRules = "\nclaim := input.exposure.points\n\ndeny contains {\"at\": [\"rollout\"]} if not claim\n\nproof contains e.id if some e in input.evidence\n"

func TestDescribe(t *testing.T) {
	cs, err := Describe(Layer{FS: os.DirFS("testdata/pack")})
	if err != nil {
		t.Fatal(err)
	}
	want := []Commitment{{
		ID:          "SD-02",
		Title:       "Small first external stage",
		Description: "The first exposure outside the vendor's own fleet reaches at most 1 percent of it.",
		Family:      "staged deployment",
		File:        "staged_deployment/small_first_stage.rego",
		Package:     "belay.staged_deployment.small_first_stage",
		Severity:    map[string]string{"default": "high", "kernel": "critical"},
		AppliesTo:   []map[string]any{{}},
		Claim:       "rollout",
		Parameters: map[string]Parameter{"first_external_percent": {
			Values: map[string]any{"default": json.Number("1"), "platform": json.Number("10")},
			Strict: map[string]any{"default": json.Number("0.1")},
			Unit:   "percent of the fleet",
			Why:    "a fault that shows in one percent of a fleet can still be called back by hand",
		}},
		Proof:     map[string][][]string{"gate": {{"rollout-plan/v1"}, {"rollout-record/v1"}}, "audit": {{"rollout-record/v1"}}},
		Crosswalk: map[string][]string{"CISA-SSD": {"4"}, "SSDF": {"PS.2"}},
		Sources: []Source{{
			Ref:   "https://learn.microsoft.com/en-us/windows-hardware/drivers/dashboard/gradual-rollout",
			Title: "Windows driver gradual rollout starts at 1 percent", Firmness: "practice",
		}},
		Waivable: true, EffectiveOn: "2025-01-01", Fix: "Put an external stage with a smaller max_percent first.",
	}}
	if diff := cmp.Diff(want, cs); diff != "" {
		t.Error(diff)
	}
}

func TestDigest(t *testing.T) {
	load := func(pack fstest.MapFS) string {
		p, err := Load(Layer{FS: pack})
		if err != nil {
			t.Fatal(err)
		}
		return p.Parts[0].Digest
	}
	pack := commitment("bad if input.phase == \"gate\"")
	first := load(pack)
	pack["family/name_test.rego"] = &fstest.MapFile{Data: []byte("package x")}
	pack["README.md"] = &fstest.MapFile{Data: []byte("x")}
	if got := load(pack); got != first {
		t.Errorf("files that are not evaluated change the digest")
	}
	if got := load(commitment("bad if input.phase == \"audit\"")); got == first || !strings.HasPrefix(got, "sha256:") {
		t.Errorf("digest %s after a change of %s", got, first)
	}
}

func TestMetadataRefused(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"unknown key", "#   fix:", "#   fixx: x\n#   fix:", `custom.fixx: unknown key`},
		{"unknown key of METADATA", "# title:", "# titel: x\n# title:", `no key "titel"`},
		{"id", "SD-02", "SD-2", `"SD-2" is not allowed`},
		{"no id", "#   id: SD-02\n", "", "custom.id: is missing"},
		{"no title", "# title: A title\n", "", "title: is missing"},
		{"no description", "# description: One sentence.\n", "", "description: is missing"},
		{"no fix", "#   fix: Do something.\n", "", "custom.fix: is missing"},
		{"severity", "default: high", "default: hihg", `"hihg" is not one of`},
		{"severity by an unknown class", "{default: high}", "{default: high, kernal: low}", "custom.severity.kernal: unknown key"},
		{"no default severity", "{default: high}", "{kernel: high}", "custom.severity.default: is missing"},
		{"kind", "[{}]", "[{kind: drivr}]", `"drivr" is not one of`},
		{"class", "[{}]", "[{kernle: true}]", "unknown key"},
		{"kernel", "[{}]", "[{kernel: yes please}]", "is no boolean"},
		{"applies to nothing", "[{}]", "[]", "is missing or is no list"},
		{"claim", "claim: rollout", "claim: rolout", "the manifest has no path rolout"},
		{"unit", "unit: percent", "unit: percents", `"percents" is not one of`},
		{"duration", "default: 4h", "default: 4 hours", "is no length of time"},
		{"number", "{default: 1,", "{default: one,", "one is no number"},
		{"large number", "{default: 1,", "{default: 1e99,", "is no number"},
		{"parameter without a reason", ", why: because}", "}", "why: is missing"},
		{"parameter without a default", "{default: 1,", "{kernel: 1,", "default: is missing"},
		{"parameter's name", "limit:", "Limit:", "a parameter's name"},
		{"phase", "gate: [[", "gaet: [[", "custom.proof.gaet: unknown key"},
		{"no audit", ", audit: [[rollout-record/v1]]", "", "custom.proof.audit: is missing"},
		{"predicate type", "rollout-plan/v1", "rollout-plann/v1", "no predicate type"},
		{"proof that is no or of ands", "[[rollout-plan/v1]]", "[rollout-plan/v1]", "is no list of strings"},
		{"date", "#   fix:", "#   effective_on: 2025-01-01\n#   fix:", "is no string"},
		{"no such day", "#   fix:", "#   effective_on: \"2025-02-30\"\n#   fix:", "is no date"},
		{"grade", "#   fix:", "#   minimum_grade: atested\n#   fix:", `"atested" is not one of`},
		{"waivable", "#   fix:", "#   waivable: 0\n#   fix:", "is no boolean"},
		{"firmness", "#   fix:", "#   firmness: [law]\n#   fix:", "1 given for 0 related_resources"},
		{"concern", "#   fix:", "#   concerns: [drivers]\n#   fix:", `"drivers" is not one of`},
		{"key twice", "#   id: SD-02", "#   id: SD-02\n#   id: SD-03", "already defined"},
		{"none", "# METADATA", "# METADAT", "no METADATA for the package"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Replace(metadata, c.old, c.new, 1)
			if text == metadata {
				t.Fatal("nothing replaced")
			}
			pack := packOf(text + "package belay.family.name\n" + goodRules)
			_, err := Load(Layer{FS: pack})
			refused(t, err, c.want)
			if _, err := Describe(Layer{FS: pack}); err == nil {
				t.Error("described")
			}
		})
	}
}

func TestPackRefused(t *testing.T) {
	good := metadata + "package belay.family.name\n" + goodRules
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	lib := "package belay.lib\n\n"
	deep := strings.Repeat("d/", 9) + "x.rego"
	for _, c := range []struct {
		name string
		pack fstest.MapFS
		want string
	}{
		{"empty", fstest.MapFS{}, "holds no commitment"},
		{"library only", fstest.MapFS{"lib/a.rego": file(lib + "x := 1\n")}, "holds no commitment"},
		{"id twice", fstest.MapFS{"a.rego": file(good), "b.rego": file(strings.Replace(good, "family.name", "family.other", 1))}, "id SD-02 is used twice"},
		{"two files of one commitment", fstest.MapFS{"a.rego": file(good), "b.rego": file("package belay.family.name\n\ndeny contains {\"at\": [\"rollout\"]}\n")}, "already declared in a.rego"},
		{"package", fstest.MapFS{"a.rego": file(strings.Replace(good, "belay.family.name", "family.name", 1))}, "package family.name is not allowed"},
		{"package in a package", fstest.MapFS{"a.rego": file(strings.Replace(good, "family.name", "family.name.more", 1))}, "is not allowed"},
		{"engine's package", fstest.MapFS{"a.rego": file(good), "b.rego": file("package engine\nclaim[\"SD-02\"] := 1\n")}, "package engine is not allowed"},
		{"engine's file", fstest.MapFS{"a.rego": file(good), "engine.rego": file(strings.NewReplacer("family.name", "family.other", "SD-02", "SD-03").Replace(good) + "\nx if input.typo\n")}, "engine.rego:22:6"},
		{"another's rule", fstest.MapFS{"a.rego": file(good), "b.rego": file(strings.NewReplacer("family.name", "family.other", "SD-02", "SD-03", "not claim", "data.belay.family.name.claim").Replace(good))}, "belongs to another commitment"},
		{"contract in a library", packOf(good, lib+"deny contains 1\n"), "rule deny in a library"},
		{"no claim", packOf(strings.Replace(good, "claim :=", "clam :=", 1)), "no rule claim"},
		{"default", packOf(good + "\ndefault claim := 1\n"), "`default` for claim"},
		{"else", packOf(strings.Replace(good, "claim := input.exposure.points", "claim := 1 if false\nelse := 2", 1)), "`else` for claim"},
		{"function", packOf(strings.Replace(good, "claim :=", "claim(_) :=", 1)), "claim is a function"},
		{"set", packOf(strings.Replace(good, "claim := input.exposure.points", "claim contains 1", 1)), "claim is a set"},
		{"deny of text", packOf(strings.Replace(good, `{"at": ["rollout"]}`, `"no"`, 1)), "the head of deny"},
		{"deny with more", packOf(strings.Replace(good, `["rollout"]}`, `["rollout"], "msg": "x"}`, 1)), "the head of deny"},
		{"deny as a value", packOf(strings.Replace(good, "deny contains", "deny :=", 1)), "the head of deny"},
		{"rule with a path", packOf(good + "\na.b := 1\n"), "named by a path"},
		{"rule in capitals", packOf(good + "\nAbc := 1\n"), "rule name Abc"},
		{"print", packOf(good + "\nx if print(1)\n"), "print is not available"},
		{"template string", packOf(good + "\nx := $\"a{1}\"\n"), "template string"},
		{"unused import", packOf(strings.Replace(good, "\nclaim", "\nimport data.belay.lib\n\nclaim", 1), lib+"x := 1\n"), "unused"},
		{"test among the rules", packOf(good + "\ntest_x if true\n"), "test test_x"},
		{"capital extension", fstest.MapFS{"a.rego": file(good), "b.REGO": file(good)}, "not a regular file that ends in .rego"},
		{"too deep", fstest.MapFS{deep: file(good)}, "directories deep"},
		{"link", fstest.MapFS{"a.rego": {Data: []byte("b"), Mode: os.ModeSymlink}}, "not a regular file"},
		{"not UTF-8", packOf(good + "# \xff\n"), "not valid UTF-8"},
		{"bare carriage return", packOf(good + "# a\rb\n"), "a control character"},
		{"zero width", packOf(good + "# a\u200bb\n"), "an invisible character"},
		{"tag characters", packOf(good + "x := \"a\U000E0041\"\n"), "an invisible character"},
		{"name that looks like another", packOf(good + "x\u0430 := 1\n"), "names are ASCII"},
		{"nothing", packOf(good, ""), "empty module"},
		{"bracket after a string", packOf(good + "x := \"\\\"\" == " + strings.Repeat("[", 41)), "brackets open at once"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Load(Layer{FS: c.pack})
			refused(t, err, c.want)
		})
	}
}

// Everything that is wrong comes at once, with a place and a better form.
func TestErrorsHavePlaces(t *testing.T) {
	_, err := Load(Layer{FS: commitment("bad if input.manifest.relaese.kind == \"x\"\n\nworse if input.exposure.points[0].soek > 3\n")})
	errs, ok := err.(schemas.Errors)
	if !ok || len(errs) != 2 {
		t.Fatalf("%T %v", err, err)
	}
	if got := errs[0].Position.String(); got != "family/name.rego:22:8" {
		t.Errorf("first at %s", got)
	}
	if got := errs[0].Hint; got != `did you mean "release"?` {
		t.Errorf("hint %s", got)
	}
}

func FuzzLoad(f *testing.F) {
	for _, text := range hostile(f) {
		if len(text) < 400 {
			f.Add(metadata+"package belay.family.name\n"+goodRules, text)
			f.Add(text, "package belay.lib\n")
		}
	}
	for _, h := range holes {
		f.Add(string(commitment(h.rules)["family/name.rego"].Data), "package belay.lib\n\nx := 1\n")
	}
	input := fixtureInput(f)
	f.Fuzz(func(t *testing.T, commitment, lib string) {
		p, err := Load(Layer{FS: packOf(commitment, lib)})
		if err != nil {
			return
		}
		p.Eval(t.Context(), input)
	})
}
