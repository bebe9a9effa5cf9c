package belay.content_validation.clean_set_test

import data.belay.content_validation.clean_set as commitment
import data.belay.fixture

verdict := {"claimed": claimed, "deny": commitment.deny, "proof": commitment.proof}

default claimed := false

claimed if commitment.claim

passes := {"claimed": true, "deny": set(), "proof": {"tests"}}

says(over) := fixture.changed({"manifest": {"validation": over}, "evidence": []})

clean(over) := says({"clean_set": over})

silent(paths) := fixture.without([concat("/", ["manifest/validation", path]) | some path in paths])

ran(over) := fixture.only([fixture.said_by(fixture.tests, {"predicate": over})])

at(block, field) := {"at": ["validation", block, field]}

set_digest := {"sha256": fixture.clean_digest}

more := fixture.said_by(
	fixture.validation,
	{"predicate": {"supported_builds": array.concat(fixture.builds, ["xp-sp3-x86"])}},
)

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"a test is enough": {"input": fixture.only([fixture.tests]), "want": {}},
	"one clean file called bad": {
		"input": clean({"detections": 1}),
		"want": {"deny": {at("clean_set", "detections")}, "proof": set()},
	},
	"does not say how many": {
		"input": silent(["clean_set/detections"]),
		"want": {"deny": {at("clean_set", "detections")}},
	},
	"without a build that the matrix supports": {
		"input": says({"matrix": {"supported": array.concat(fixture.builds, ["xp-sp3-x86"])}}),
		"want": {"deny": {at("clean_set", "builds")}, "proof": set()},
	},
	"without a build that the interpreter supports": {
		"input": says({"interpreter": {"supported_builds": array.concat(fixture.builds, ["xp-sp3-x86"])}}),
		"want": {"deny": {at("clean_set", "builds")}, "proof": set()},
	},
	"without a build that a validation supports": {
		"input": fixture.only([fixture.tests, more]),
		"want": {"deny": {at("clean_set", "builds")}},
	},
	"no builds": {"input": clean({"builds": []}), "want": {"deny": {at("clean_set", "builds")}, "proof": set()}},
	"does not say which builds": {"input": silent(["clean_set/builds"]), "want": {"deny": {at("clean_set", "builds")}}},
	"more builds than are supported": {
		"input": clean({"builds": array.concat(fixture.builds, ["preview"])}),
		"want": {"proof": set()},
	},
	"builds that only the interpreter names": {"input": silent(["matrix/supported"]), "want": {}},
	"builds that only the matrix names": {"input": silent(["interpreter"]), "want": {}},
	"nothing is supported": {
		"input": object.union(silent(["interpreter", "matrix/supported"]), {"evidence": [fixture.tests]}),
		"want": {"deny": {at("matrix", "supported")}},
	},
	"nothing is supported, and nothing covered": {
		"input": says({
			"interpreter": {"supported_builds": []},
			"matrix": {"supported": []},
			"clean_set": {"builds": []},
		}),
		"want": {"deny": {at("matrix", "supported")}, "proof": set()},
	},
	"without a language": {
		"input": clean({"locales": ["en"]}),
		"want": {"deny": {at("clean_set", "locales")}, "proof": set()},
	},
	"more languages than are supported": {"input": clean({"locales": ["en", "ja", "zh-Hans"]}), "want": {"proof": set()}},
	"does not say which languages": {"input": silent(["clean_set/locales"]), "want": {"deny": {at("clean_set", "locales")}}},
	"does not say which languages are supported": {
		"input": silent(["matrix/locales"]),
		"want": {"deny": {at("matrix", "locales")}},
	},
	"supports no language": {
		"input": says({"matrix": {"locales": []}, "clean_set": {"locales": []}}),
		"want": {"deny": {at("matrix", "locales")}, "proof": set()},
	},
	"does not say which set": {
		"input": silent(["clean_set/sha256"]),
		"want": {"deny": {at("clean_set", "sha256")}, "proof": set()},
	},
	"says nothing": {"input": silent(["clean_set"]), "want": {"claimed": false, "proof": set()}},
	"says nothing of validation": {
		"input": object.union(fixture.without(["manifest/validation"]), {"evidence": [fixture.tests]}),
		"want": {"claimed": false, "proof": set()},
	},
	"a test at no trusted time": {"input": fixture.only([object.remove(fixture.tests, ["age"])]), "want": {}},
	"a run over another set": {
		"input": ran({"configuration": [{"name": "clean set", "digest": {"sha256": fixture.digest}}]}),
		"want": {"proof": set()},
	},
	"a run over no set": {"input": ran({"configuration": []}), "want": {"proof": set()}},
	"a run over a set without a digest": {
		"input": ran({"configuration": [{"name": "clean set"}]}),
		"want": {"proof": set()},
	},
	"a run over more than the set": {
		"input": ran({"configuration": [{"name": "host", "digest": {"sha256": fixture.digest}}, {"digest": set_digest}]}),
		"want": {},
	},
	"another test over the set": {"input": ran({"passedTests": ["cv/matrix"]}), "want": {"proof": set()}},
	"a test that stands for a run over another set": {
		"input": fixture.only([
			fixture.said_by(fixture.tests, {"predicate": {"configuration": []}}),
			fixture.said_by(fixture.tests, {"id": "other", "predicate": {"passedTests": ["cv/matrix"]}}),
		]),
		"want": {"proof": set()},
	},
	"cv/clean-set failed": {
		"input": fixture.only([fixture.said_by(fixture.tests, {"predicate": {"passedTests": [], "failedTests": ["cv/clean-set"]}})]),
		"want": {"deny": {{"at": ["validation", "clean_set"], "by": "tests"}}, "proof": set()},
	},
}

test_clean_set[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
