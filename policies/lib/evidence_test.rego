package belay.lib_test

import data.belay.fixture
import data.belay.lib

# A plan whose curve is the manifest's but for the point numbered i.
planned(i, over) := fixture.only([fixture.said_by(fixture.plan, {"exposure": {"points": [p |
	some n, old in fixture.points
	p := object.union(old, {true: over, false: {}}[n == i])
]}})])

lacking(i, field) := fixture.only([fixture.said_by(fixture.plan, {"exposure": {"points": [p |
	some n, old in fixture.points
	p := {true: object.remove(old, [field]), false: old}[n == i]
]}})])

points(list) := fixture.only([fixture.said_by(fixture.plan, {"exposure": {"points": list}})])

unsaid := {"exposure": {"points": [object.remove(point, ["soak", "at"]) | some point in fixture.points]}}

plans := {
	"the manifest's curve": {"input": fixture.release, "want": {"plan"}},
	"other paths and cohorts make no other curve": {"input": planned(1, {"from": [], "cohorts": ["eu"]}), "want": {"plan"}},
	"another name": {"input": planned(1, {"name": "ring 1"}), "want": set()},
	"a larger share": {"input": planned(1, {"percent": 0.2}), "want": set()},
	"a smaller share": {"input": planned(1, {"percent": 0.05}), "want": set()},
	"another audience": {"input": planned(1, {"audience": "internal"}), "want": set()},
	"a shorter soak": {"input": planned(1, {"soak": 86399}), "want": set()},
	"a longer soak": {"input": planned(1, {"soak": 86401}), "want": set()},
	"another time": {"input": planned(1, {"at": 86399}), "want": set()},
	"another day": {"input": planned(1, {"starts": "2026-11-28T05:00:00Z"}), "want": set()},
	"does not say how long": {"input": lacking(1, "soak"), "want": set()},
	"does not say when": {"input": lacking(1, "at"), "want": set()},
	"one point fewer": {"input": points(array.slice(fixture.points, 0, 4)), "want": set()},
	"one point more": {"input": points(array.concat(fixture.points, [fixture.points[4]])), "want": set()},
	"another order": {"input": points(array.reverse(fixture.points)), "want": set()},
	"no points": {"input": points([]), "want": set()},
	"no exposure": {"input": fixture.only([object.remove(fixture.plan, ["exposure"])]), "want": set()},
	"neither says how long nor when": {"input": fixture.along(unsaid), "want": {"plan"}},
	"says how long what the manifest does not": {
		"input": object.union(fixture.changed(unsaid), {"evidence": [fixture.plan]}),
		"want": set(),
	},
	"a record is no plan": {"input": fixture.only([fixture.record]), "want": set()},
}

test_plans[note] if {
	some note, case in plans
	case.want == {e.id | some e in lib.plans} with input as case.input
}

loaded := "cv/interpreter-load"

# The fixture's run an hour ago, and a second run with over laid upon it.
second(over) := fixture.said_by(fixture.tests, object.union({"id": "second"}, over))

runs(over) := fixture.only([fixture.tests, second(over)])

failed := {"predicate": {"result": "FAILED", "passedTests": [], "failedTests": [loaded]}}

warned := {"predicate": {"result": "WARNED", "passedTests": [], "warnedTests": [loaded]}}

ageless(run) := object.remove(run, ["age"])

passed := {
	"one run": {"input": fixture.release, "want": {"tests"}},
	"two runs": {"input": runs({"age": 60}), "want": {"tests", "second"}},
	"a later run that failed overtakes": {"input": runs(object.union(failed, {"age": 3599})), "want": set()},
	"a later run that warned overtakes": {"input": runs(object.union(warned, {"age": 3599})), "want": set()},
	"a later run of the rollback target that failed does not": {
		"input": runs(object.union(failed, {"age": 60, "artifacts": [], "covers_target": true})),
		"want": {"tests"},
	},
	"a run of the rollback target is none of the release": {
		"input": runs({"age": 60, "artifacts": [], "covers_target": true}),
		"want": {"tests"},
	},
	"an older run that failed does not": {"input": runs(object.union(failed, {"age": 3601})), "want": {"tests"}},
	"an older run that warned does not": {"input": runs(object.union(warned, {"age": 3601})), "want": {"tests"}},
	"a run that failed at the same moment overtakes": {"input": runs(failed), "want": set()},
	"a run that failed at no trusted time overtakes": {
		"input": fixture.only([fixture.tests, ageless(second(failed))]),
		"want": set(),
	},
	"a run at no trusted time is overtaken": {
		"input": fixture.only([ageless(fixture.tests), second(object.union(failed, {"age": 7200}))]),
		"want": set(),
	},
	"two runs at no trusted time": {
		"input": fixture.only([ageless(fixture.tests), ageless(second(failed))]),
		"want": set(),
	},
	"a run at no trusted time that nothing overtakes": {
		"input": fixture.only([ageless(fixture.tests)]),
		"want": {"tests"},
	},
	"a later run in which another test failed": {
		"input": runs({"age": 60, "predicate": {
			"result": "FAILED",
			"passedTests": [],
			"failedTests": ["cv/fuzz"],
		}}),
		"want": {"tests"},
	},
	"a later run that failed elsewhere neither counts nor overtakes": {
		"input": runs({"age": 60, "predicate": {"result": "FAILED", "failedTests": ["cv/fuzz"]}}),
		"want": {"tests"},
	},
	"a later run that calls the test passed and failed": {
		"input": runs({"age": 60, "predicate": {"failedTests": [loaded]}}),
		"want": set(),
	},
	"passed, failed, and passed again": {
		"input": fixture.only([
			fixture.said_by(fixture.tests, {"age": 7200}),
			second(object.union(failed, {"age": 5400})),
			fixture.said_by(fixture.tests, {"id": "third"}),
		]),
		"want": {"third"},
	},
}

test_passed[note] if {
	some note, case in passed
	got := {id | some id in lib.passed[loaded]} with input as case.input
	case.want == got
}

# What overtakes one test leaves the others of the same run alone.
test_passed_by_test if {
	got := lib.passed["hg/auto-halt"] with input as runs(object.union(failed, {"age": 60}))
	got == {"tests"}
}

decided(over) := fixture.only([fixture.said_by(fixture.first_approval, over)])

approve := {"approvals": {"first-approval"}, "rejections": set()}

reject := {"approvals": set(), "rejections": {"first-approval"}}

neither := {"approvals": set(), "rejections": set()}

other := {"name": "schema", "kind": "content", "digest": {"sha256": fixture.last_digest}, "file": "matches"}

two(over) := object.union(decided(over), {"artifacts": array.concat(fixture.release.artifacts, [other])})

decisions := {
	"approves all": {"input": decided({}), "want": approve},
	"approves nothing": {"input": decided({"artifacts": []}), "want": neither},
	"approves one of two": {"input": two({}), "want": neither},
	"approves two of two": {"input": two({"artifacts": ["channel", "schema"]}), "want": approve},
	"rejects all": {"input": decided({"predicate": {"decision": "reject"}}), "want": reject},
	"rejects one of two": {"input": two({"predicate": {"decision": "reject"}}), "want": reject},
	"rejects without a file": {"input": decided({"artifacts": [], "predicate": {"decision": "reject"}}), "want": reject},
	"decides something else": {"input": decided({"predicate": {"decision": "abstain"}}), "want": neither},
	"is no approval": {"input": fixture.only([fixture.said_by(fixture.first_approval, {"type": "other/v1"})]), "want": neither},
}

test_decisions[note] if {
	some note, case in decisions
	got := {
		"approvals": {e.id | some e in lib.approvals},
		"rejections": {e.id | some e in lib.rejections},
	} with input as case.input
	case.want == got
}
