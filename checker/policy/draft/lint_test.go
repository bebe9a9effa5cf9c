package draft

import (
	"os"
	"strings"
	"testing"

	"belay/checker/policy"
	"belay/policies"
)

// The built-in pack is the model of what lint asks for.
func TestBuiltinLintsClean(t *testing.T) {
	found, err := policy.Lint(policy.Layer{FS: policies.FS})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		t.Errorf("%s:%d:%d: %s: %s", f.File, f.Line, f.Column, f.Check, f.Message)
	}
}

// mistakes are slips in a draft that was begun with New, one at a time, and what lint says of each.
var mistakes = []struct {
	name, id string
	file     string // "" the rules, "_test" or "_fixture_test"
	replace  []string
	check    string
	message  string
}{
	// the ten that everybody makes
	{"typo in a path", "RB-98", "", []string{"input.manifest.rollback.rto", "input.manifest.rollback.rt0"}, "load", "rt0"},
	{"wrong negation", "SD-98", "", []string{"	not long_enough", "	long_enough"}, "direction", "treats least_watch the wrong way round"},
	{"comparison the wrong way", "RB-98", "", []string{"claim <= limit", "claim >= limit"}, "direction", "treats longest the wrong way round"},
	{"rule that never fires", "RB-98", "", []string{"	not soon_enough", "	claim > 7200\n	claim < 3600\n	not soon_enough"}, "unreachable", "no number is on both sides"},
	{"missing date", "SD-98", "", []string{"long_enough if claim >= limit\n", "long_enough if claim >= limit\n\ndeny contains {\"at\": [\"rollout\", \"starts\"]} if first.weekday == \"friday\"\n"}, "silent-denial", "leaves exposure.first_external.weekday out is not denied"},
	{"unreachable branch", "RB-98", "", []string{"soon_enough if claim <= limit", "soon_enough if claim <= limit\n\nsoon_enough if {\n	input.manifest.release.kind == \"driver\"\n	input.manifest.release.kind == \"agent\"\n}"}, "unreachable", "one value cannot be all the words"},
	{"wrong unit", "SD-98", "", []string{"if claim >= limit", "if claim >= 24"}, "unit", "a length of time is compared with 24"},
	{"forgotten test", "SD-98", "_test", nil, "test", "no test beside it"},
	{"passes on empty input", "RB-98", "", []string{"claim := input.manifest.rollback.rto", "claim := max({1800} | {s | s := input.manifest.rollback.rto})"}, "claim", "silence is taken for a promise"},
	{"reads undeclared parameter", "RB-98", "", []string{".longest", ".shortest"}, "load", "shortest"},
	// METADATA
	{"parameter that nothing reads", "RB-98", "", []string{"limit := input.parameters[\"RB-98\"].longest", "limit := 3600"}, "parameters", "parameter longest is declared and no rule reads it"},
	{"another's parameter", "RB-98", "", []string{"input.parameters[\"RB-98\"].longest", "input.parameters[\"RB-98\"].longest + input.parameters[\"RB-97\"].longest"}, "load", "RB-97"},
	{"number out of date", "RB-98", "", []string{"within 60 min", "within 90 min"}, "numbers", "the description says 90 min, and no parameter has that value"},
	{"number left out", "RB-98", "", []string{"within 60 min ", "soon "}, "numbers", "names `longest` without its value 1h"},
	{"name of no parameter", "RB-98", "", []string{"(`longest`)", "(`largest`)"}, "numbers", "speaks of `largest`"},
	{"no source", "RB-98", "", []string{"# related_resources:\n#   - ref: https://www.cisa.gov/resources-tools/resources/safe-software-deployment-how-software-manufacturers-can-ensure-reliability-customers\n#     description: CISA, FBI and ACSC guide, what to plan for when a deployment goes wrong\n", "", "#   firmness: [guidance]\n", ""}, "sources", "no source"},
	{"source without a link", "RB-98", "", []string{"ref: https://www.cisa.gov", "ref: www.cisa.gov"}, "load", "is no web address"},
	{"no fix", "RB-98", "", []string{"#   fix: " + policy.Scaffolds["field"].Fix + "\n", ""}, "load", "fix: is missing"},
	{"unknown severity", "RB-98", "", []string{"default: high", "default: grave"}, "load", `"grave" is not one of`},
	{"date that is none", "RB-98", "", []string{"#   firmness", "#   effective_on: soon\n#   firmness"}, "load", "effective_on: is no date"},
	{"no strict value", "RB-98", "", []string{"#       strict: 30m\n", ""}, "strict", "parameter longest has no strict value"},
	{"value for nobody", "RB-98", "", []string{"applies_to: [{}]", "applies_to: [{kind: driver}]", "default: 60m", "default: 60m\n#       service: 60m"}, "class", "has a value for service"},
	{"id of another family", "RB-98", "", []string{"id: RB-98", "id: SD-98", "[\"RB-98\"]", "[\"SD-98\"]"}, "family", "id SD-98 is of family staged_deployment"},
	{"description that is no sentence", "RB-98", "", []string{"(`longest`).", "(`longest`)"}, "sentence", "the description is no sentence"},
	{"file of another name", "RB-98", "", []string{"package belay.rollback.way_back", "package belay.rollback.way_forth"}, "name", "who looks for one finds the other by its name"},
	// rules
	{"denial that compares", "RB-98", "", []string{"	not soon_enough", "	claim > limit", "soon_enough if claim <= limit\n", "quick if input.manifest.kill_switch.latency > limit\n\ndeny contains {\"at\": [\"kill_switch\"]} if quick\n"}, "silent-denial", "leaves manifest.kill_switch.latency out is not denied"},
	{"negated comparison", "SD-98", "", []string{"	not long_enough", "	not input.manifest.kill_switch.latency <= limit", "long_enough if claim >= limit\n", ""}, "silent-denial", "in `not input.manifest.kill_switch.latency <= limit` the field is read first"},
	{"negated comparison in a set before", "SD-98", "", []string{"deny contains {\"at\": at} if {", "late contains p.from if {\n	some p in input.exposure.points\n	not p.soak >= limit\n}\n\ndeny contains {\"at\": from} if some from in late\n\ndeny contains {\"at\": at} if {"}, "silent-denial", "in `not p.soak >= limit` the field is read first"},
	{"no if", "SD-98", "", []string{"long_enough if claim >= limit", "long_enough\n	claim >= limit"}, "load", "var cannot be used for rule name"},
	{"brace that is not closed", "SD-98", "", []string{"e.exposure.first_external.soak >= claim\n}", "e.exposure.first_external.soak >= claim\n"}, "load", "unexpected eof"},
	{"helper that asks for nothing bad", "SD-98", "", []string{"long_enough if claim >= limit", "long_enough if {\n	claim >= limit\n	not first.weekday == \"friday\"\n}"}, "silent-denial", "leaves exposure.first_external.weekday out counts as good"},
	{"asked for and forbidden", "RB-98", "", []string{"	claim\n	not soon_enough", "	claim <= limit\n	not soon_enough"}, "unreachable", "in the helper soon_enough"},
	{"same two values", "RB-98", "", []string{"	claim\n	not soon_enough", "	claim < limit\n	limit < claim\n	not soon_enough"}, "unreachable", "the same two values"},
	{"word that cannot be there", "SD-98", "", []string{"long_enough if claim >= limit", "long_enough if {\n	claim >= limit\n	input.manifest.release.urgency == \"urgent\"\n}"}, "word", `manifest.release.urgency is never "urgent"`},
	{"one of the words cannot be there", "SD-98", "", []string{"long_enough if claim >= limit", "long_enough if {\n	claim >= limit\n	input.class.kind in {\"driver\", \"contents\"}\n}"}, "word", `class.kind is never "contents"`},
	{"number that cannot be there", "SD-98", "", []string{"long_enough if claim >= limit", "long_enough if {\n	claim >= limit\n	input.manifest.supply_chain.slsa_build_level > 3\n}"}, "unreachable", "this is never so"},
	{"percent and seconds", "SD-98", "", []string{"claim := first.soak", "claim := first.percent"}, "unit", "a number in percent is compared with a length of time in seconds"},
	{"hours and seconds", "SD-98", "", []string{"default: 24h", "default: 24", "strict: 48h", "strict: 48", "unit: duration", "unit: hours"}, "unit", "a length of time in seconds is compared with a number in hours"},
	{"text and seconds", "SD-98", "", []string{"if claim >= limit", "if claim >= \"24h\""}, "load", ""},
	{"type without a version", "SD-98", "", []string{"proof contains e.id if some e in lib.plans", "proof contains e.id if {\n	some e in input.evidence\n	e.type == \"rollout-plan\"\n}"}, "predicate", `there is no predicate type "rollout-plan"`},
	{"field of another type", "SD-98", "", []string{"proof contains e.id if some e in lib.plans", "proof contains e.id if {\n	some e in lib.plans\n	e.predicate.state == \"complete\"\n}"}, "field", "evidence of type rollout-plan/v1 has no predicate.state"},
	{"field of any type", "SD-98", "", []string{"proof contains e.id if some e in lib.plans", "proof contains e.id if {\n	some e in input.evidence\n	e.predicate.urgency == \"routine\"\n}"}, "untyped", "predicate.urgency is read of evidence of any type"},
	{"any evidence proves", "SD-98", "", []string{"proof contains e.id if some e in lib.plans", "proof contains e.id if some e in input.evidence"}, "untyped", "evidence of any type counts as proof"},
	{"proof that METADATA does not name", "SD-98", "", []string{"gate: [[rollout-plan/v1], [rollout-record/v1]]", "gate: [[rollout-record/v1]]"}, "proof", "takes evidence of type rollout-plan/v1, which METADATA does not name"},
	{"proof that no rule takes", "SD-98", "", []string{"proof contains e.id if some e in lib.plans\n\n", ""}, "proof", "METADATA names rollout-plan/v1 as proof, and no rule"},
	{"test that no rule asks for", "RB-98", "", []string{"lib.passed[\"rb/way-back\"]", "lib.passed[\"rb/way-forth\"]"}, "proof", "METADATA names the test rb/way-back as proof, and no rule asks"},
	{"rule that nothing uses", "RB-98", "", []string{"soon_enough if claim <= limit\n", "soon_enough if claim <= limit\n\nspare if claim\n"}, "unused", "rule spare is used by no claim, deny or proof"},
	// tests
	{"cases that nothing runs", "RB-98", "_test", []string{"test_way_back[note]", "tests_way_back[note]"}, "test", "no rule here begins with test_"},
	{"helper that no test uses", "RB-98", "_test", []string{"within(seconds) :=", "spare := 1\n\nwithin(seconds) :="}, "unused", "rule spare is used by no test"},
	{"test that is put off", "RB-98", "_test", []string{"test_way_back[note]", "todo_test_way_back[note]"}, "test", "is not run: its name begins with todo_"},
	{"no table", "RB-98", "_test", []string{"cases := {", "rows := {", "in cases", "in rows"}, "test", "no table named cases"},
	{"tests that do not compile", "RB-98", "_test", []string{"json", "json", "within(3601)", "without(3601)"}, "test", "without"},
	{"tests of another package", "RB-98", "_test", []string{"way_back_test\n", "way_test\n"}, "name", "the tests of belay.rollback.way_back are in package belay.rollback.way_test"},
}

func TestLint(t *testing.T) {
	for _, m := range mistakes {
		t.Run(m.name, func(t *testing.T) {
			found := lintWith(t, m.id, m.file, m.replace)
			for _, f := range found {
				if f.Check == m.check && strings.Contains(f.Message, m.message) {
					if f.Line == 0 || f.Column == 0 || f.Better == "" && f.Check != "load" && f.Check != "test" {
						t.Errorf("without a place or a better form: %+v", f)
					}
					return
				}
			}
			t.Errorf("want %s: %s, found %+v", m.check, m.message, found)
		})
	}
}

// What CONTRIBUTING.md shows as the better form is one that lint has nothing to say of, and what it says no to is refused.
func TestLintContributing(t *testing.T) {
	text, err := os.ReadFile("../../../CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	_, code, _ := strings.Cut(string(text), "```rego\n")
	code, _, _ = strings.Cut(code, "```")
	bad, good, ok := strings.Cut(code, "short contains")
	if !ok {
		t.Fatal("no example")
	}
	for _, f := range lintWith(t, "SD-98", "", []string{"long_enough if claim >= limit", "good_enough if {\n	claim >= limit\n	all_long\n}\n\nshort contains" + good, "not long_enough\n", "not good_enough\n"}) {
		if f.Check != "template" {
			t.Errorf("the better form: %+v", f)
		}
	}
	said := map[string]bool{}
	for _, f := range lintWith(t, "SD-98", "", []string{"long_enough if claim >= limit", "long_enough if claim >= limit\n\n" + bad}) {
		said[f.Message] = true
	}
	if !said["`every` in a rule"] {
		t.Errorf("what is not to be written: %v", said)
	}
}

// Where a denial is the wrong way round, it may be the comparison or the `not`: lint cannot know, and says both.
func TestLintNegation(t *testing.T) {
	for _, c := range [][]string{
		{"	not long_enough", "	long_enough", "a `not` is missing in line 42: write `not long_enough`"},
		{"long_enough if claim >= limit", "long_enough if claim <= limit", "a `not` is one too many in line 42: write `long_enough`"},
	} {
		for _, f := range lintWith(t, "SD-98", "", c[:2]) {
			if f.Check == "direction" && !(strings.HasPrefix(f.Better, "turn the comparison round") && strings.Contains(f.Better, c[2])) {
				t.Errorf("%+v, want %q", f, c[2])
			}
		}
	}
}

// lintWith lints a draft in one of whose files texts are replaced; nil takes the file away.
func lintWith(t *testing.T, id, file string, replace []string) []policy.Finding {
	t.Helper()
	files, err := New(Beginning{ID: id, Title: "The way back"})
	if err != nil {
		t.Fatal(err)
	}
	held := policy.Files{}
	for _, f := range files {
		text := f.Text
		if strings.HasSuffix(f.Name, "way_back"+file+".rego") {
			if replace == nil {
				continue
			}
			if text = strings.NewReplacer(replace...).Replace(text); text == f.Text {
				t.Fatal("nothing replaced")
			}
		}
		held[f.Name] = []byte(text)
	}
	found, err := policy.Lint(policy.Layer{FS: policies.Lib()}, policy.Layer{Name: "drafts", FS: held})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		if strings.Contains(f.Message+f.Better, "\\u") {
			t.Errorf("not in plain characters: %+v", f)
		}
	}
	return found
}
