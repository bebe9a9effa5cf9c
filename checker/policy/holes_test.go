package policy

import "testing"

// Ways to misspell a path, or to compare what cannot be compared, that leave a
// rule silent for ever. OPA's type checker sees the first group; the second
// is what it lets pass, tried out one by one.
var holes = []struct{ name, rules, want string }{
	// What the type checker sees once it has the schema of the input.
	{"plain path", `bad if input.manifest.relaese.kind == "x"`, "leads nowhere"},
	{"element of a list", `bad if { some p in input.exposure.points; p.audiense == "x" }`, "leads nowhere"},
	{"variable", `bad if { r := input.manifest.release; r.kindd == "x" }`, "leads nowhere"},
	{"value of another rule", "r := input.manifest.release\nbad if r.kindd == \"x\"", "leads nowhere"},
	{"comprehension", `bad if count([p | some p in input.exposure.points; p.audiense == "x"]) > 0`, "leads nowhere"},
	{"function's argument", "f(x) := x > 3\nbad if f(input.class.kinde)", "leads nowhere"},
	{"predicate", `bad if { some e in input.evidence; e.predicate.rolout.model == "x" }`, "leads nowhere"},
	{"parameter", `bad if input.exposure.points[0].percent > input.parameters["SD-02"].limitt`, "leads nowhere"},
	{"parameter of another commitment", `bad if input.exposure.points[0].percent > input.parameters["SD-03"].limit`, "leads nowhere"},
	{"equal to another type", `bad if input.exposure.points[0].percent == "5"`, "never equal"},
	{"in a list of another type", `bad if input.exposure.points[0].percent in ["5"]`, "never equal"},
	{"unknown rule of the own package", `bad if badd`, "var badd is unsafe"},

	// What it does not see.
	{"not equal to another type", `bad if input.exposure.points[0].percent != "5"`, "never equal"},
	{"ordered by type", `bad if input.exposure.points[0].soak <= "15m"`, "invalid argument"},
	{"least of two types", `bad if min([input.exposure.points[0].soak, "15m"]) > 1`, "invalid argument"},
	{"every", `bad if every p in input.exposure.points { p.audiense == "x" }`, "`every` in a rule"},
	{"function's parameter", "f(x) := x.audiense\nbad if f(input.exposure.points[0]) == \"x\"", "cannot check this path"},
	{"list in a function's parameter", "f(xs) if { some x in xs; x.audiense == \"x\" }\nbad if f(input.exposure.points)", "cannot check this path"},
	{"parameter taken apart", "f({\"a\": x}) := x.audiense\nbad if f({\"a\": input.exposure.points[0]}) == \"x\"", "cannot check this path"},
	{"answer of a function", `bad if sort(input.exposure.points)[0].audiense == "x"`, "cannot check this path"},
	{"variable for the answer of a function", `bad if { x := array.concat(input.exposure.points, []); x[0].audiense == "x" }`, "cannot check this path"},
	{"computed key", `bad if { k := "relaese"; input.manifest[k] }`, "key of an object is computed"},
	{"computed key, second step", `bad if { some k in ["kindd"]; input.manifest.release[k] == "x" }`, "key of an object is computed"},
	{"keys of an object", `bad if { some k, v in input.manifest.release; k == "kindd"; v == "x" }`, "key of an object is computed"},
	{"computed key of the input", `bad if { k := "manifesto"; input[k] }`, "key of an object is computed"},
	{"object.get", `bad if object.get(input.manifest, "relaese", "x") == "x"`, "object.get is not available"},
	{"object.keys", `bad if "relaese" in object.keys(input.manifest)`, "object.keys is not available"},
	{"json.filter", `bad if json.filter(input.manifest, ["relaese"]) == {}`, "json.filter is not available"},
	{"walk", `bad if { walk(input.manifest, [p, v]); p == ["relaese"]; v == 1 }`, "walk is not available"},
	{"with", `bad if worse with input.phase as "audit"` + "\nworse if input.phase == \"audit\"", "`with` in a rule"},
	{"input as a whole", `bad if input == {}`, "input as a whole"},
	{"input handed on", "f(x) := count(x)\nbad if f(input) > 3", "input as a whole"},
	{"input under another name", `bad if { i := input; i.manifset }`, "input as a whole"},
	{"import of input", "import input.manifest as m\nbad if m.release.kind == \"x\"", "import of input.manifest"},
	{"import of data", "import data as d\nbad if d.x", "import of data"},
	{"data as a whole", `bad if data[x] == 1`, "is no rule"},
	{"data that is not there", `bad if data.belay.family.name.badd`, "is no rule"},
	{"library that is not there", `bad if data.belay.lib.badd`, "is no rule"},
	{"imported library that is not there", "import data.belay.lib\nbad if lib.badd", "is no rule"},
	{"computed rule", `bad if { some k in ["x"]; data.belay.family.name[k] }`, "is no rule"},
	{"place of another type", `deny contains {"at": input.exposure.points[0].percent}` + "\nbad if false", `"at" is no list of steps`},
	{"place that is not there", `deny contains {"at": ["rolout"]} if bad` + "\nbad if false", "the manifest has no path rolout"},
	{"place in a variable", "deny contains {\"at\": at} if { at := [\"rollout\", \"stages\", 0, \"soke\"]; bad }\nbad if false", "no path rollout.stages[].soke"},
	{"predicate type that is not there", `bad if { some e in input.evidence; e.type == "rollout-plan/v2" }`, "no predicate type"},
	{"proof of another type", "proof contains 1\nbad if false", "proof holds values of type"},
	{"evidence by number", `deny contains {"at": ["rollout"], "by": 1}` + "\nbad if false", `"by" is of type number`},
}

func TestHoles(t *testing.T) {
	for _, h := range holes {
		t.Run(h.name, func(t *testing.T) {
			rules := h.rules
			if rules[:6] == "import" { // imports stand before all rules
				pack := commitment("")
				text := string(pack["family/name.rego"].Data)
				pack["family/name.rego"].Data = []byte(insertAfterPackage(text, rules))
				_, err := Load(Layer{FS: pack})
				refused(t, err, h.want)
				return
			}
			_, err := Load(Layer{FS: commitment(rules)})
			refused(t, err, h.want)
		})
	}
}

// What looks like a hole and is none must load.
func TestNoHoles(t *testing.T) {
	for _, h := range []struct{ name, rules string }{
		{"list by index", `bad if input.exposure.points[0].percent > 5`},
		{"index from a set", "some_points contains i if some i, _ in input.exposure.points\nbad if input.exposure.points[min(some_points)].percent > 5"},
		{"index and element", `bad if { some i, p in input.exposure.points; p.soak > 5; i > 0 }`},
		{"member of a set", "kinds := {\"content\", \"driver\"}\nbad if input.class.kind in kinds"},
		{"set of objects", "slow contains {\"name\": s.name, \"at\": s.soak} if some s in input.manifest.rollout.stages\nbad if { some s in slow; s.at > 3; s.name == \"x\" }"},
		{"table", "field := {\"stages\": \"soak\", \"ramp\": \"duration\"}\nbad if field[input.manifest.rollout.model] == \"soak\""},
		{"map of the input", `bad if { some a in input.artifacts; a.digest.sha256 == "x" }`},
		{"set of sets", "by_name[s.name] contains i if some i, s in input.manifest.rollout.stages\nbad if count(by_name.canary) > 3"},
		{"function of scalars", "over(a, b) if a > b\nbad if over(input.exposure.points[0].percent, input.parameters[\"SD-02\"].limit)"},
		{"whole object compared", "bad if { some e in input.evidence; e.predicate.release == {\"vendor\": input.manifest.release.vendor, \"product\": \"x\", \"version\": \"1\"} }"},
		{"length against a length", `bad if input.exposure.points[0].soak < input.parameters["SD-02"].soak`},
		{"moment", `bad if time.parse_rfc3339_ns(input.now) > 5`},
		{"place from a point", `deny contains {"at": array.concat(input.exposure.points[0].from, ["soak"])} if bad` + "\nbad if input.phase == \"gate\""},
	} {
		t.Run(h.name, func(t *testing.T) {
			p, err := Load(Layer{FS: commitment(h.rules)})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := p.Eval(t.Context(), fixtureInput(t)); err != nil {
				t.Fatal(err)
			}
		})
	}
}
