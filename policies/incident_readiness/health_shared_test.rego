package belay.incident_readiness.health_shared_test

import data.belay.fixture
import data.belay.incident_readiness.health_shared as commitment

verdict := {"claims": [x | x := commitment.claim], "deny": commitment.deny, "proof": commitment.proof}

passes := {"claims": ["https://vendor.example/health/feed.json"], "deny": set(), "proof": {"tests", "record"}}

tested(over) := fixture.only([fixture.said_by(fixture.tests, {"predicate": over})])

stage(over) := object.union(fixture.record.predicate.stages[1], over)

shown(over) := fixture.only([fixture.said_by(fixture.record, {"predicate": over})])

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"says nothing": {"input": fixture.without(["manifest/incident"]), "want": {"claims": []}},
	"another test": {"input": tested({"passedTests": ["cc/notes-feed"]}), "want": {"proof": set()}},
	"the test failed": {
		"input": tested({"passedTests": [], "failedTests": ["ir/health-feed"]}),
		"want": {"deny": {{"at": ["incident", "health_feed"], "by": "tests"}}, "proof": set()},
	},
	"a test alone": {"input": tested({}), "want": {"proof": {"tests"}}},
	"a record": {"input": shown({}), "want": {"proof": {"record"}}},
	"a record that nobody can read": {
		"input": fixture.only([json.remove(fixture.record, ["predicate/published"])]),
		"want": {"proof": set()},
	},
	"a record that is not at its end": {"input": shown({"state": "in-progress"}), "want": {"proof": set()}},
	"a record without a value": {
		"input": shown({"stages": [stage({}), stage({"gates": []})]}),
		"want": {"proof": set()},
	},
	"a record with a value of one device": {
		"input": shown({"stages": [stage({"gates": [object.union(fixture.values[0], {"population": 1})]})]}),
		"want": {"proof": {"record"}},
	},
	"a record with a value of no device": {
		"input": shown({"stages": [stage({}), stage({"gates": [object.union(fixture.values[0], {"population": 0})]})]}),
		"want": {"proof": set()},
	},
	"nothing but the whole fleet, without a value": {
		"input": shown({"stages": [stage({"exposed_percent": 100, "gates": []})]}),
		"want": {"proof": set()},
	},
	"a stage just before the whole fleet without a value": {
		"input": shown({"stages": [stage({}), stage({"exposed_percent": 99.9, "gates": []})]}),
		"want": {"proof": set()},
	},
	"the whole fleet without a value": {
		"input": shown({"stages": [stage({}), stage({"exposed_percent": 100, "gates": []})]}),
		"want": {"proof": {"record"}},
	},
}

test_health_shared[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
