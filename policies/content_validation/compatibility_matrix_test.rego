package belay.content_validation.compatibility_matrix_test

import data.belay.content_validation.compatibility_matrix as commitment
import data.belay.fixture

verdict := {"claimed": claimed, "deny": commitment.deny, "proof": commitment.proof}

default claimed := false

claimed if commitment.claim

passes := {"claimed": true, "deny": set(), "proof": {"tests"}}

says(over) := fixture.changed({"manifest": {"validation": over}, "evidence": []})

matrix(over) := says({"matrix": over})

silent(field) := fixture.without([concat("/", ["manifest/validation/matrix", field])])

run(over) := fixture.said_by(fixture.tests, over)

at(field) := {"at": ["validation", "matrix", field]}

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"a test is enough": {"input": fixture.only([fixture.tests]), "want": {}},
	"a build that was not tested": {
		"input": matrix({"supported": array.concat(fixture.builds, ["debian-12-x64"])}),
		"want": {"deny": {at("tested")}, "proof": set()},
	},
	"a build that the interpreter supports and nobody tested": {
		"input": says({"interpreter": {"supported_builds": array.concat(fixture.builds, ["debian-12-x64"])}}),
		"want": {"deny": {at("tested")}, "proof": set()},
	},
	"no interpreter": {"input": fixture.without(["manifest/validation/interpreter"]), "want": {}},
	"does not say what was tested": {"input": silent("tested"), "want": {"deny": {at("tested"), at("preview")}}},
	"nothing supported": {
		"input": matrix({"supported": []}),
		"want": {"deny": {at("supported")}, "proof": set()},
	},
	"does not say what is supported": {"input": silent("supported"), "want": {"deny": {at("supported")}}},
	"does not say which build is the preview": {"input": silent("preview"), "want": {"deny": {at("preview")}}},
	"a preview that was not tested": {
		"input": matrix({"tested": fixture.builds}),
		"want": {"deny": {at("preview")}, "proof": set()},
	},
	"a preview that is one of the supported builds": {
		"input": matrix({"preview": fixture.builds[0]}),
		"want": {"deny": {at("preview")}, "proof": set()},
	},
	"more builds than are supported": {
		"input": matrix({"tested": array.concat(fixture.builds, ["win11-preview-x64", "server-2019-x64"])}),
		"want": {"proof": set()},
	},
	"says nothing": {
		"input": object.union(fixture.without(["manifest/validation"]), {"evidence": []}),
		"want": {"claimed": false, "proof": set()},
	},
	"says nothing of the matrix": {
		"input": object.union(fixture.without(["manifest/validation/matrix"]), {"evidence": []}),
		"want": {"claimed": false, "proof": set()},
	},
	"a test at no trusted time": {"input": fixture.only([object.remove(fixture.tests, ["age"])]), "want": {}},
	"fits, and nobody measured": {
		"input": fixture.only([run({"predicate": {"passedTests": ["cv/matrix"]}})]),
		"want": {"proof": set()},
	},
	"fast, and nobody knows where": {
		"input": fixture.only([run({"predicate": {"passedTests": ["cv/perf"]}})]),
		"want": {"proof": set()},
	},
	"the two in two results": {
		"input": fixture.only([
			run({"predicate": {"passedTests": ["cv/matrix"]}}),
			run({"id": "other", "predicate": {"passedTests": ["cv/perf"]}}),
		]),
		"want": {"proof": set()},
	},
	"the two in one result, and one of them in another": {
		"input": fixture.only([
			run({"predicate": {"passedTests": ["cv/matrix", "cv/perf"]}}),
			run({"id": "other", "predicate": {"passedTests": ["cv/perf"]}}),
		]),
		"want": {},
	},
	"cv/matrix failed": {
		"input": fixture.only([fixture.said_by(fixture.tests, {"predicate": {"passedTests": [], "failedTests": ["cv/matrix"]}})]),
		"want": {"deny": {{"at": ["validation", "matrix"], "by": "tests"}}, "proof": set()},
	},
	"cv/perf failed": {
		"input": fixture.only([fixture.said_by(fixture.tests, {"predicate": {"passedTests": [], "failedTests": ["cv/perf"]}})]),
		"want": {"deny": {{"at": ["validation", "matrix"], "by": "tests"}}, "proof": set()},
	},
}

test_compatibility_matrix[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
