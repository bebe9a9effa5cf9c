package belay.staged_deployment.small_first_stage_test

import data.belay.fixture
import data.belay.staged_deployment.small_first_stage as commitment

verdict := {"claims": [x | x := commitment.claim], "deny": commitment.deny, "proof": commitment.proof}

passes := {"claims": [0.1], "deny": set(), "proof": {"plan", "record"}}

first(percent, from) := {"exposure": {"first_external": {"percent": percent, "from": from}}}

at_first := ["rollout", "stages", 1, "max_percent"]

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"exactly at the limit": {
		"input": fixture.changed(first(1, ["rollout", "stages", 1])),
		"want": {"claims": [1]},
	},
	"too large a stage": {
		"input": object.union(fixture.only([fixture.plan]), first(1.1, ["rollout", "stages", 1])),
		"want": {"claims": [1.1], "deny": {{"at": at_first}}, "proof": {"plan"}},
	},
	"too large a start of a throttle": {
		"input": object.union(fixture.only([]), first(5, ["rollout", "throttle", "points", 0])),
		"want": {"claims": [5], "deny": {{"at": ["rollout", "throttle", "points", 0, "percent"]}}, "proof": set()},
	},
	"a platform may begin wider": {
		"input": object.union(
			fixture.changed(first(10, ["rollout", "stages", 1])),
			{"parameters": {"SD-02": {"first_external_percent": 10}}},
		),
		"want": {"claims": [10]},
	},
	"says nothing": {
		"input": object.union(fixture.without(["exposure/first_external"]), {"evidence": []}),
		"want": {"claims": [], "proof": set()},
	},
	"says nothing, and the record shows too much": {
		"input": object.union(
			fixture.without(["exposure/first_external"]),
			{"evidence": [fixture.said_by(fixture.record, first(25, []))]},
		),
		"want": {"claims": [], "deny": {{"at": ["rollout", "stages"], "by": "record"}}, "proof": set()},
	},
	"a plan for more proves nothing": {
		"input": fixture.only([fixture.said_by(fixture.plan, first(0.2, []))]),
		"want": {"proof": set()},
	},
	"a record of more contradicts": {
		"input": fixture.only([fixture.plan, fixture.said_by(fixture.record, first(0.2, []))]),
		"want": {"deny": {{"at": at_first, "by": "record"}}, "proof": {"plan"}},
	},
	"a record of less proves": {
		"input": fixture.only([fixture.said_by(fixture.record, first(0.09, []))]),
		"want": {"proof": {"record"}},
	},
	"other evidence": {"input": fixture.only([fixture.tests]), "want": {"proof": set()}},
	"says nothing, and the record is within the limit": {
		"input": object.union(
			fixture.without(["exposure/first_external"]),
			{"evidence": [fixture.said_by(fixture.record, first(1, []))]},
		),
		"want": {"claims": [], "proof": set()},
	},
}

test_small_first_stage[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
