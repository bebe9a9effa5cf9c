package belay.staged_deployment.internal_stage_first_test

import data.belay.fixture
import data.belay.staged_deployment.internal_stage_first as commitment

verdict := {"claims": [x | x := commitment.claim], "deny": commitment.deny, "proof": commitment.proof}

passes := {"claims": ["internal"], "deny": set(), "proof": {"plan", "record"}}

external_first := {"exposure": {"points": array.slice(fixture.points, 1, 5)}}

canary := array.slice(fixture.points, 0, 2)

fleet(size) := {"rollout": {"fleet_size": size}}

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"exactly 100 devices, whatever the share": {
		"input": fixture.changed({
			"manifest": fleet(10000000),
			"exposure": {"internal_percent": 0.001},
			"evidence": [fixture.plan],
		}),
		"want": {"proof": {"plan"}},
	},
	"too few devices": {
		"input": fixture.changed({"manifest": fleet(990000), "evidence": []}),
		"want": {"deny": {{"at": ["rollout", "stages", 0, "max_percent"]}}, "proof": set()},
	},
	"no size of the fleet": {
		"input": object.union(fixture.without(["manifest/rollout/fleet_size"]), {"evidence": []}),
		"want": {"deny": {{"at": ["rollout", "fleet_size"]}}, "proof": set()},
	},
	"external first": {
		"input": object.union(fixture.changed(external_first), {"evidence": []}),
		"want": {"claims": ["external"], "deny": {{"at": ["rollout", "stages", 1]}}, "proof": set()},
	},
	"says nothing": {
		"input": fixture.changed({"exposure": {"points": []}, "evidence": []}),
		"want": {"claims": [], "proof": set()},
	},
	"says nothing, and the record begins outside": {
		"input": fixture.changed({
			"exposure": {"points": []},
			"evidence": [fixture.said_by(fixture.record, external_first)],
		}),
		"want": {"claims": [], "deny": {{"at": ["rollout", "stages"], "by": "record"}}, "proof": set()},
	},
	"a plan that begins outside proves nothing": {
		"input": fixture.only([fixture.said_by(fixture.plan, external_first)]),
		"want": {"proof": set()},
	},
	"a plan for too small a fleet proves nothing": {
		"input": fixture.only([fixture.said_by(fixture.plan, {"predicate": fleet(990000)})]),
		"want": {"proof": set()},
	},
	"a record of too few devices contradicts": {
		"input": fixture.only([fixture.said_by(fixture.record, {"predicate": {"fleet_size": 990000}})]),
		"want": {"deny": {{"at": ["rollout", "stages", 0], "by": "record"}}, "proof": set()},
	},
	"a record that begins outside contradicts": {
		"input": fixture.only([fixture.plan, fixture.said_by(fixture.record, external_first)]),
		"want": {"deny": {{"at": ["rollout", "stages", 0], "by": "record"}}, "proof": {"plan"}},
	},
	"says nothing at all": {
		"input": object.union(
			fixture.without(["manifest/rollout"]),
			{"exposure": {"points": []}, "evidence": []},
		),
		"want": {"claims": [], "proof": set()},
	},
	"evidence of exactly 100 devices": {
		"input": fixture.only([
			fixture.said_by(fixture.plan, {"predicate": fleet(1000000)}),
			fixture.said_by(fixture.record, {"predicate": {"fleet_size": 1000000}}),
		]),
		"want": {},
	},
	"external first, however many inside later": {
		"input": object.union(
			fixture.changed(external_first),
			{"evidence": [], "manifest": fleet(990000)},
		),
		"want": {"claims": ["external"], "deny": {{"at": ["rollout", "stages", 1]}}, "proof": set()},
	},
	"external first, in the plan as well": {
		"input": fixture.along(external_first.exposure),
		"want": {"claims": ["external"], "deny": {{"at": ["rollout", "stages", 1]}}, "proof": {"record"}},
	},
	"a rollout that ends with a canary": {
		"input": object.union(fixture.changed({"exposure": {"points": canary}}), {"evidence": []}),
		"want": {"deny": {{"at": ["rollout", "stages"]}}, "proof": set()},
	},
	"a record that is complete with a canary contradicts": {
		"input": fixture.only([fixture.said_by(fixture.record, {"exposure": {"points": canary}})]),
		"want": {"deny": {{"at": ["rollout", "stages", 0], "by": "record"}}, "proof": set()},
	},
	"a record that was halted at a canary": {
		"input": fixture.only([fixture.said_by(fixture.record, {
			"exposure": {"points": canary},
			"predicate": {"state": "halted"},
		})]),
		"want": {"proof": {"record"}},
	},
}

test_internal_stage_first[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
