package belay.content_validation.real_consumer_test

import data.belay.content_validation.real_consumer as commitment
import data.belay.fixture

verdict := {"claimed": claimed, "deny": commitment.deny, "proof": commitment.proof}

default claimed := false

claimed if commitment.claim

passes := {"claimed": true, "deny": set(), "proof": {"validation", "tests"}}

says(over) := fixture.changed({"manifest": {"validation": {"interpreter": over}}, "evidence": []})

at(field) := {"at": ["validation", "interpreter", field]}

shown(over) := fixture.only([fixture.said_by(fixture.validation, {"predicate": over})])

contradicted := {"deny": {{"at": ["validation", "interpreter"], "by": "validation"}}, "proof": set()}

some_builds := array.slice(fixture.builds, 0, 2)

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"a build that was not run": {
		"input": says({"builds_run": some_builds}),
		"want": {"deny": {at("builds_run")}, "proof": set()},
	},
	"more builds than are supported": {
		"input": says({"builds_run": array.concat(fixture.builds, ["preview"])}),
		"want": {"proof": set()},
	},
	"nothing supported": {
		"input": says({"supported_builds": [], "builds_run": []}),
		"want": {"deny": {at("supported_builds")}, "proof": set()},
	},
	"a field that only had wildcards": {
		"input": says({"wildcard_fields": ["field 21"]}),
		"want": {"deny": {at("wildcard_fields")}, "proof": set()},
	},
	"says nothing": {
		"input": object.union(fixture.without(["manifest/validation"]), {"evidence": []}),
		"want": {"claimed": false, "proof": set()},
	},
	"a validation without a build that it supports contradicts": {
		"input": shown({"supported_builds": array.concat(fixture.builds, ["server-2019-x64"])}),
		"want": contradicted,
	},
	"a validation without a build that the manifest names contradicts": {
		"input": shown({"supported_builds": some_builds, "builds_run": some_builds}),
		"want": contradicted,
	},
	"a validation with wildcards contradicts": {"input": shown({"wildcard_fields": ["field 21"]}), "want": contradicted},
	"a test is enough": {"input": fixture.only([fixture.tests]), "want": {"proof": {"tests"}}},
	"another test is not": {
		"input": fixture.only([fixture.said_by(fixture.tests, {"predicate": {"passedTests": ["cv/fuzz"]}})]),
		"want": {"proof": set()},
	},
	"a validation of the rollback target": {
		"input": fixture.only([fixture.validation, fixture.said_by(
			fixture.validation,
			{"id": "old", "artifacts": [], "covers_target": true, "predicate": {"wildcard_fields": ["field 21"]}},
		)]),
		"want": {"proof": {"validation"}},
	},
	"cv/interpreter-load failed": {
		"input": fixture.only([fixture.said_by(fixture.tests, {"predicate": {"passedTests": [], "failedTests": ["cv/interpreter-load"]}})]),
		"want": {"deny": {{"at": ["validation", "interpreter"], "by": "tests"}}, "proof": set()},
	},
	"a validation that does not say what is supported": {
		"input": shown({"supported_builds": []}),
		"want": {"proof": {"validation"}},
	},
	"more than is asked for": {
		"input": object.union(fixture.release, {"parameters": {"CV-02": {"build_coverage": 50}}}),
		"want": {},
	},
	"a little less than is asked for": {
		"input": object.union(says({"builds_run": some_builds}), {"parameters": {"CV-02": {"build_coverage": 67}}}),
		"want": {"deny": {at("builds_run")}, "proof": set()},
	},
}

test_real_consumer[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
