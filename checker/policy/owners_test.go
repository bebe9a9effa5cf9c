package policy

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"belay/schemas"
)

// trusted is a pack with a commitment and helpers, one of them in a package below the others.
func trusted() Layer {
	fsys := packOf(metadata+`package belay.family.name

import data.belay.lib
import data.belay.lib.deep

claim := input.exposure.points

deny contains {"at": ["rollout"]} if lib.bad

deny contains {"at": ["release"]} if deep.worse

proof contains e.id if some e in lib.plans
`, `package belay.lib

plans contains e if {
	some e in input.evidence
	e.type == "rollout-plan/v1"
}

bad if over(input.exposure.points[0].percent)

default sound := true

sound := false if bad

over(percent) if percent > 200

table[kind] := 1 if some kind in ["driver", "agent"]
`, `package belay.lib.deep

worse if input.phase == "never"
`)
	return Layer{FS: fsys}
}

// draftFile is a later pack of one file.
func draftFile(text string) Layer {
	return Layer{Name: "draft", FS: fstest.MapFS{"x.rego": &fstest.MapFile{Data: []byte(text)}}}
}

// other is the METADATA of a commitment that is not the trusted one.
var other = strings.Replace(metadata, "SD-02", "SD-03", 1)

const contractRules = `

claim := input.exposure.points

deny contains {"at": ["rollout"]} if false

proof contains e.id if some e in input.evidence
`

// Nothing that a later pack says adds to an earlier one, changes it, or hides it.
func TestNoDraftTouchesATrustedPack(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"the same package", other + "package belay.family.name" + contractRules, "belongs to the built-in pack"},
		{"one more denial", "package belay.family.name\n\ndeny contains {\"at\": [\"x\"]} if false\n", "belongs to the built-in pack"},
		{"one more proof", "package belay.family.name\n\nproof contains \"e1\"\n", "belongs to the built-in pack"},
		{"a claim where there is none", "package belay.family.name\n\nclaim := true\n", "belongs to the built-in pack"},
		{"a default", "package belay.family.name\n\ndefault claim := true\n", "belongs to the built-in pack"},
		{"a helper of a trusted commitment", "package belay.family.name\n\nhelper := 1\n", "belongs to the built-in pack"},
		{"a member of a helper's set", "package belay.lib\n\nplans contains e if some e in input.evidence\n", "belongs to the built-in pack"},
		{"another body of a helper", "package belay.lib\n\nbad if false\n", "belongs to the built-in pack"},
		{"another body of a function", "package belay.lib\n\nover(percent) if percent < 0\n", "belongs to the built-in pack"},
		{"a default of a helper", "package belay.lib\n\ndefault bad := false\n", "belongs to the built-in pack"},
		{"a key of a table", "package belay.lib\n\ntable[kind] := 2 if some kind in [\"content\"]\n", "belongs to the built-in pack"},
		{"a new helper in a trusted package", "package belay.lib\n\nmine := 1\n", "belongs to the built-in pack"},
		{"the package written with brackets", "package belay[\"lib\"]\n\nbad if false\n", "belongs to the built-in pack"},
		{"a package deeper down", "package belay.lib.deep\n\nworse if true\n", "belongs to the built-in pack"},

		{"a ref-head into a package below", "package belay.lib.mine\n\nx.y := 1\n", "named by a path"},
		{"a ref-head into a trusted package", "package belay.family\n\nname.deny contains {\"at\": [\"x\"]} if false\n", "package belay.family is not allowed"},
		{"a ref-head from the top", "package belay\n\nfamily.name.claim := true\n", "package belay is not allowed"},
		{"a ref-head with a variable", "package belay\n\nfamily[x].claim := true if some x in [\"name\"]\n", "package belay is not allowed"},
		{"an object in the place of a package", "package belay.family\n\nname := {\"claim\": true}\n", "package belay.family is not allowed"},
		{"an object in the place of helpers", "package belay\n\nlib := {\"bad\": false}\n", "package belay is not allowed"},
		{"a function in the place of helpers", "package belay\n\nlib(x) := x\n", "package belay is not allowed"},
		{"a package below a trusted rule", "package belay.lib.bad\n\nx := 1\n", "stands where"},
		{"a package below a trusted function", "package belay.lib.over\n\nx := 1\n", "stands where"},
		{"a package below a trusted table", "package belay.lib.table.driver\n\nx := 1\n", "stands where"},
		{"a package below a trusted claim", other + "package belay.family.name.claim" + contractRules, "is not allowed"},
		{"the engine's package", "package engine\n\nclaim[\"SD-02\"] := 1\n", "package engine is not allowed"},
		{"system", "package system.main\n\nx := 1\n", "is not allowed"},

		{"the same id", metadata + "package belay.family.other" + contractRules, "id SD-02 is used twice"},
		{"METADATA for all below", "# METADATA\n# scope: subpackages\n# title: x\npackage belay.lib\n", "belongs to the built-in pack"},
		{"a trusted value replaced", other + "package belay.family.other\n\nclaim := x if x := input.exposure.points with data.belay.lib.bad as false\n\ndeny contains {\"at\": [\"rollout\"]} if false\n\nproof contains e.id if some e in input.evidence\n", "`with` in a rule"},
		{"the trusted commitment read", other + "package belay.family.other\n\nclaim := data.belay.family.name.claim\n\ndeny contains {\"at\": [\"rollout\"]} if false\n\nproof contains e.id if some e in input.evidence\n", "belongs to another commitment"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Load(trusted(), draftFile(c.text))
			refused(t, err, c.want)
		})
	}
}

// What stands above is refused as well as what stands below, whoever comes first.
func TestNoDraftHidesATrustedPackage(t *testing.T) {
	deep := Layer{FS: fstest.MapFS{
		"lib/deep.rego":    &fstest.MapFile{Data: []byte("package belay.lib.deep\n\nworse if input.phase == \"never\"\n")},
		"family/name.rego": commitment("bad if data.belay.lib.deep.worse")["family/name.rego"],
	}}
	for _, text := range []string{"package belay.lib\n\ndeep := {\"worse\": false}\n", "package belay.lib\n\ndeep contains \"x\"\n", "package belay.lib\n\ndeep[k] := 1 if some k in [\"x\"]\n"} {
		_, err := Load(deep, draftFile(text))
		if err == nil {
			t.Errorf("loaded: %s", text)
		} else if faults := (schemas.Errors)(nil); !errors.As(err, &faults) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// An earlier pack that asks for helpers it does not bring, because another was to bring them, never gets a later pack's.
func TestNoDraftSuppliesATrustedPack(t *testing.T) {
	helper := "\n\nbad if false\n"
	for _, c := range []struct{ name, asks, brings string }{
		{"the helpers that all use", "data.belay.lib.bad", "package belay.lib" + helper},
		{"helpers of another name", "data.belay.lib.acme.bad", "package belay.lib.acme" + helper},
		{"a function", "data.belay.lib.over(1)", "package belay.lib\n\nover(x) if x < 0\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Load(Layer{FS: commitment("bad if " + c.asks)}, draftFile(c.brings))
			refused(t, err, "comes after it")
		})
	}
}

// A draft that keeps to itself loads, may use what is there, and changes no answer of the trusted pack.
func TestDraftBesideATrustedPack(t *testing.T) {
	draft := Layer{Name: "draft", FS: fstest.MapFS{
		"family/other.rego": &fstest.MapFile{Data: []byte(other + `package belay.family.other

import data.belay.lib
import data.belay.lib.mine

claim := input.exposure.points

deny contains {"at": ["rollout"]} if lib.bad

deny contains {"at": ["rollout"]} if mine.worst

proof contains e.id if some e in lib.plans
`)},
		"lib/mine.rego": &fstest.MapFile{Data: []byte("package belay.lib.mine\n\nworst if input.phase == \"gate\"\n")},
		// documents of data are no part of a pack, wherever they lie and whatever they are called
		"data.json":                &fstest.MapFile{Data: []byte(`{"belay": {"lib": {"bad": true}, "family": {"name": {"claim": true}}}}`)},
		"belay/lib/data.yaml":      &fstest.MapFile{Data: []byte("bad: true\n")},
		"belay/family/name/x.json": &fstest.MapFile{Data: []byte(`{"claim": true}`)},
	}}
	alone, err := Load(trusted())
	if err != nil {
		t.Fatal(err)
	}
	both, err := Load(trusted(), draft)
	if err != nil {
		t.Fatal(err)
	}
	input := fixtureInput(t)
	want, err := alone.Eval(t.Context(), input)
	if err != nil {
		t.Fatal(err)
	}
	got, err := both.Eval(t.Context(), input)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want["SD-02"], got["SD-02"]); diff != "" {
		t.Error(diff)
	}
	if len(got["SD-03"].Denials) == 0 {
		t.Error("the draft's own rules say nothing")
	}
	if both.Parts[0] != alone.Parts[0] || both.Parts[1].Name != "draft" {
		t.Errorf("%v, %v", alone.Parts, both.Parts)
	}
	// The other way round the draft would own the package, so order is what trust follows.
	if _, err := Load(draftFile("package belay.lib\n\nbad if false\n"), trusted()); err == nil || !strings.Contains(err.Error(), "belongs to draft") {
		t.Errorf("%v", err)
	}
}
