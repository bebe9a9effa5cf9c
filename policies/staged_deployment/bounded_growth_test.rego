package belay.staged_deployment.bounded_growth_test

import data.belay.fixture
import data.belay.staged_deployment.bounded_growth as commitment

verdict := {"claims": [x | x := commitment.claim], "deny": commitment.deny, "proof": commitment.proof}

passes := {"claims": [10], "deny": set(), "proof": {"plan", "record"}}

growth(factor) := {"exposure": {"growth": factor}}

stage(percent) := {"predicate": {"stages": [object.union(
	fixture.record.predicate.stages[2],
	{"exposed_percent": percent},
)]}}

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"too wide a step": {
		"input": object.union(fixture.only([]), growth(10.1)),
		"want": {"claims": [10.1], "deny": {{"at": ["rollout", "stages", 2, "max_percent"]}}, "proof": set()},
	},
	"says nothing": {
		"input": object.union(
			fixture.without(["exposure/growth", "exposure/growth_from", "exposure/first_external"]),
			{"evidence": []},
		),
		"want": {"claims": [], "proof": set()},
	},
	"everybody at once": {
		"input": object.union(fixture.without(["exposure/growth", "exposure/growth_from"]), {"evidence": []}),
		"want": {"claims": [], "deny": {{"at": ["rollout", "stages", 1, "max_percent"]}}, "proof": set()},
	},
	"says nothing, and the record shows too much": {
		"input": object.union(
			fixture.without(["exposure/growth", "exposure/growth_from", "exposure/first_external"]),
			{"evidence": [fixture.said_by(fixture.record, growth(100))]},
		),
		"want": {"claims": [], "deny": {{"at": ["rollout", "stages"], "by": "record"}}, "proof": set()},
	},
	"a plan that grows faster proves nothing": {
		"input": object.union(fixture.only([fixture.said_by(fixture.plan, growth(5))]), growth(4)),
		"want": {"claims": [4], "proof": set()},
	},
	"a record may grow a little faster than promised": {
		"input": object.union(fixture.only([fixture.said_by(fixture.record, growth(4.1))]), growth(4)),
		"want": {"claims": [4], "proof": {"record"}},
	},
	"a record beyond the limit contradicts": {
		"input": fixture.only([fixture.plan, fixture.said_by(fixture.record, growth(10.5))]),
		"want": {"deny": {{"at": ["rollout", "stages", 2, "max_percent"], "by": "record"}}, "proof": {"plan"}},
	},
	"a record of a stage that overshot contradicts": {
		"input": fixture.only([fixture.said_by(fixture.record, stage(1.2))]),
		"want": {"deny": {{"at": ["rollout", "stages", 2, "max_percent"], "by": "record"}}, "proof": set()},
	},
	"a record of a stage that stayed below": {
		"input": fixture.only([fixture.said_by(fixture.record, stage(0.9))]),
		"want": {"proof": {"record"}},
	},
	"a record that is not at its end": {
		"input": fixture.only([fixture.said_by(fixture.record, {"predicate": {"state": "in-progress"}})]),
		"want": {"proof": set()},
	},
	"a rollout that was stopped": {
		"input": fixture.only([fixture.said_by(fixture.record, {"predicate": {"state": "halted"}})]),
		"want": {"proof": {"record"}},
	},
	"exactly at the limit": {
		"input": fixture.only([fixture.said_by(fixture.record, growth(10))]),
		"want": {"proof": {"record"}},
	},
	"a record of internal stages only": {
		"input": fixture.only([json.remove(fixture.record, ["exposure/growth"])]),
		"want": {"proof": set()},
	},
	"a plan that grows more slowly": {
		"input": fixture.only([fixture.said_by(fixture.plan, {"exposure": {"growth": 9}})]),
		"want": {"proof": {"plan"}},
	},
}

test_bounded_growth[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
