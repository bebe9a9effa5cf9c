package belay.halt_gates.automatic_halt_test

import data.belay.fixture
import data.belay.halt_gates.automatic_halt as commitment

verdict := {"claims": count(commitment.claim), "deny": commitment.deny, "proof": commitment.proof}

passes := {"claims": 2, "deny": set(), "proof": {"tests", "record"}}

contradicted := {"deny": {{"at": ["gates"], "by": "record"}}, "proof": {"tests"}}

shown(over) := fixture.only([fixture.tests, fixture.said_by(fixture.record, {"predicate": {"stages": [
	object.union(fixture.record.predicate.stages[1], over),
]}})])

breach := [object.union(fixture.values[0], {"breached": true})]

above := [object.union(fixture.values[0], {"value": 0.11})]

result(over) := fixture.only([fixture.said_by(fixture.tests, {"predicate": over})])

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"a gate that waits for a person": {
		"input": fixture.changed({"manifest": {"gates": [
			fixture.gates[0],
			object.union(fixture.gates[1], {"automatic": false}),
		]}}),
		"want": {"deny": {{"at": ["gates", 1, "automatic"]}}},
	},
	"says nothing": {"input": fixture.changed({"manifest": {"gates": []}}), "want": {"claims": 0}},
	"halted by itself": {
		"input": shown({"gates": breach, "decision": "halt"}),
		"want": {},
	},
	"breached and promoted contradicts": {"input": shown({"gates": breach}), "want": contradicted},
	"above the maximum, called no breach, contradicts": {"input": shown({"gates": above}), "want": contradicted},
	"breached and halted by a person contradicts": {
		"input": shown({"gates": breach, "decision": "halt", "actor": "person"}),
		"want": contradicted,
	},
	"breached, said to have halted, and gone on with contradicts": {
		"input": fixture.only([fixture.tests, fixture.said_by(fixture.record, {"predicate": {"stages": [
			object.union(fixture.record.predicate.stages[1], {"gates": breach, "decision": "halt"}),
			fixture.record.predicate.stages[2],
		]}})]),
		"want": contradicted,
	},
	"a person saw more than the gates did": {"input": shown({"decision": "halt", "actor": "person"}), "want": {}},
	"above the maximum in a cohort that the gate does not measure": {
		"input": shown({"gates": [object.union(above[0], {"scope": "cohort"})]}),
		"want": {},
	},
	"no such test": {"input": result({"passedTests": ["hg/other"]}), "want": {"proof": set()}},
	"a run that failed": {"input": result({"result": "FAILED"}), "want": {"proof": set()}},
	"a run that warned": {"input": result({"result": "WARNED"}), "want": {"proof": set()}},
	"passed and failed at once": {
		"input": result({"failedTests": ["hg/auto-halt"]}),
		"want": {"deny": {{"at": ["gates"], "by": "tests"}}, "proof": set()},
	},
	"passed and warned at once": {"input": result({"warnedTests": ["hg/auto-halt"]}), "want": {"proof": set()}},
	"a record that is not at its end": {
		"input": fixture.only([fixture.said_by(fixture.record, {"predicate": {"state": "in-progress"}})]),
		"want": {"proof": set()},
	},
	"halted by itself in the second stage": {
		"input": fixture.only([fixture.tests, fixture.said_by(fixture.record, {"predicate": {"stages": [
			fixture.record.predicate.stages[0],
			object.union(fixture.record.predicate.stages[1], {"gates": breach, "decision": "halt"}),
		]}})]),
		"want": {},
	},
	"above the maximum in a stage that the gate does not guard": {
		"input": shown({"name": "all", "gates": above}),
		"want": {},
	},
	"exactly the maximum": {"input": shown({"gates": [object.union(above[0], {"value": 0.1})]}), "want": {}},
	"hg/auto-halt failed": {
		"input": fixture.only([fixture.said_by(fixture.tests, {"predicate": {"passedTests": [], "failedTests": ["hg/auto-halt"]}})]),
		"want": {"deny": {{"at": ["gates"], "by": "tests"}}, "proof": set()},
	},
	"halted in one record, and another went on": {
		"input": fixture.only([
			fixture.tests,
			fixture.said_by(fixture.record, {"predicate": {"stages": [
				object.union(fixture.record.predicate.stages[1], {"gates": breach, "decision": "halt"}),
			]}}),
			fixture.said_by(fixture.record, {"id": "other", "predicate": {"stages": [fixture.record.predicate.stages[1]]}}),
		]),
		"want": {"proof": {"tests", "record", "other"}},
	},
}

test_automatic_halt[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
