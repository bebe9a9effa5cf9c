package belay.content_validation.contained_faults_test

import data.belay.content_validation.contained_faults as commitment
import data.belay.fixture

verdict := {"claims": [x | x := commitment.claim], "deny": commitment.deny, "proof": commitment.proof}

passes := {"claims": [{"hours": 48}], "deny": set(), "proof": {"tests"}}

says(hours) := fixture.changed({"manifest": {"validation": {"fuzzing": {"hours": hours}}}, "evidence": []})

run(over) := fixture.said_by(fixture.tests, over)

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"exactly as long as asked": {"input": says(24), "want": {"claims": [{"hours": 24}], "proof": set()}},
	"not quite as long": {
		"input": says(23.9),
		"want": {
			"claims": [{"hours": 23.9}],
			"deny": {{"at": ["validation", "fuzzing", "hours"]}},
			"proof": set(),
		},
	},
	"does not say how long": {
		"input": fixture.without(["manifest/validation/fuzzing/hours"]),
		"want": {"claims": [{}], "deny": {{"at": ["validation", "fuzzing", "hours"]}}},
	},
	"says nothing": {
		"input": object.union(fixture.without(["manifest/validation"]), {"evidence": []}),
		"want": {"claims": [], "proof": set()},
	},
	"fuzzed, and nothing about what happens then": {
		"input": fixture.only([run({"predicate": {"passedTests": ["cv/fuzz"]}})]),
		"want": {"proof": set()},
	},
	"contained what nobody looked for": {
		"input": fixture.only([run({"predicate": {"passedTests": ["cv/containment"]}})]),
		"want": {"proof": set()},
	},
	"the two in two results": {
		"input": fixture.only([
			run({"predicate": {"passedTests": ["cv/fuzz"]}}),
			run({"id": "other", "predicate": {"passedTests": ["cv/containment"]}}),
		]),
		"want": {"proof": set()},
	},
	"the two in one result, and one of them in another": {
		"input": fixture.only([
			run({"predicate": {"passedTests": ["cv/fuzz", "cv/containment"]}}),
			run({"id": "other", "predicate": {"passedTests": ["cv/fuzz"]}}),
		]),
		"want": {},
	},
	"a test at no trusted time": {"input": fixture.only([object.remove(fixture.tests, ["age"])]), "want": {}},
	"a validation is no test": {"input": fixture.only([fixture.validation]), "want": {"proof": set()}},
	"one of them failed since": {
		"input": fixture.only([fixture.tests, run({"id": "later", "age": 60, "predicate": {
			"result": "FAILED", "passedTests": [],
			"failedTests": ["cv/containment"],
		}})]),
		"want": {"deny": {{"at": ["validation", "fuzzing"], "by": "later"}}, "proof": set()},
	},
	"cv/fuzz failed": {
		"input": fixture.only([fixture.said_by(fixture.tests, {"predicate": {"passedTests": [], "failedTests": ["cv/fuzz"]}})]),
		"want": {"deny": {{"at": ["validation", "fuzzing"], "by": "tests"}}, "proof": set()},
	},
	"cv/containment failed": {
		"input": fixture.only([fixture.said_by(fixture.tests, {"predicate": {"passedTests": [], "failedTests": ["cv/containment"]}})]),
		"want": {"deny": {{"at": ["validation", "fuzzing"], "by": "tests"}}, "proof": set()},
	},
}

test_contained_faults[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
