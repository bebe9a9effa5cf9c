package belay.staged_deployment.soak_test

import data.belay.fixture
import data.belay.staged_deployment.soak as commitment

verdict := {"claims": count(commitment.claim), "deny": commitment.deny, "proof": commitment.proof}

passes := {"claims": 4, "deny": set(), "proof": {"plan", "record"}}

# Points of the fixture, the one numbered i with over laid upon it.
point(i, over) := {"points": [p |
	some n, old in fixture.points
	p := object.union(old, {true: over, false: {}}[n == i])
]}

unsaid(i) := {"points": [p |
	some n, old in fixture.points
	p := {true: object.remove(old, ["soak"]), false: old}[n == i]
]}

# The points or stages without the soak of the first and of the last.
quiet(list) := array.concat(
	[object.remove(list[0], ["soak"])],
	array.concat(array.slice(list, 1, 4), [object.remove(list[4], ["soak"])]),
)

# The record with its stage numbered i changed.
stage(i, over) := fixture.said_by(fixture.record, {"predicate": {"stages": [s |
	some n, old in fixture.record.predicate.stages
	s := object.union(old, {true: over, false: {}}[n == i])
]}})

# A ramp is sampled some seconds after its start.
start := {"ramp": 8, "steps": 0}

moved(model, length, half) := {
	"class": {"kind": "platform", "kernel": false},
	"manifest": {"rollout": {"model": model, "stages": [], "ramp": {"duration": length}}},
	"parameters": {"SD-05": {"half_fleet": 14400}},
	"evidence": [],
	"exposure": {
		"points": [
			object.union(moving(model), {"at": start[model], "percent": 1}),
			object.union(moving(model), {"at": length, "percent": 100}),
		],
		"half": half,
		"duration": length,
	},
}

moving(model) := {"name": model, "audience": "external", "soak": 0, "cohorts": [], "from": ["rollout", model]}

# What was recorded of a ramp of two days that has half the fleet after one.
ramped(over) := object.union(
	fixture.changed(moved("ramp", 172800, 86400)),
	{"evidence": [object.union(
		stage(2, {"name": "ramp", "ended": "2026-11-24T05:01:00Z"}),
		{"exposure": object.union({"half": 86400, "duration": 172800}, over)},
	)]},
)

too_fast := {"claims": 2, "deny": {{"at": ["rollout"], "by": "record"}}, "proof": set()}

# The whole fleet after a first external stage of that many percent, or nobody else.
first_of(percent, rest, half) := object.union(
	fixture.without(["exposure/half", "exposure/duration"]),
	{"evidence": [], "exposure": object.union(half, {"points": array.concat(
		[object.union(fixture.points[3], {"percent": percent})],
		rest,
	)})},
)

percent_at(i) := {"at": ["rollout", "stages", i, "max_percent"]}

soak_at(i) := {"at": ["rollout", "stages", i, "soak"]}

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"a stage watched too shortly": {
		"input": fixture.changed({"exposure": point(2, {"soak": 86399}), "evidence": []}),
		"want": {"deny": {soak_at(2)}, "proof": set()},
	},
	"an internal stage may be short": {
		"input": fixture.changed({"exposure": point(0, {"soak": 60}), "evidence": []}),
		"want": {"proof": set()},
	},
	"a stage that does not say": {
		"input": object.union(
			fixture.without(["exposure/half", "exposure/duration"]),
			{"exposure": unsaid(1), "evidence": [fixture.plan]},
		),
		"want": {"deny": {soak_at(1)}, "proof": set()},
	},
	"half the fleet too soon": {
		"input": fixture.changed({"exposure": {"half": 259199}, "evidence": []}),
		"want": {"deny": {soak_at(1)}, "proof": set()},
	},
	"everybody at once": {
		"input": fixture.changed({"evidence": [], "exposure": {"points": [fixture.points[4]], "half": 0, "duration": 0}}),
		"want": {"claims": 1, "deny": {percent_at(4)}, "proof": set()},
	},
	"never half the fleet": {
		"input": object.union(
			fixture.without(["exposure/half", "exposure/duration"]),
			{"exposure": {"points": array.slice(fixture.points, 0, 3)}, "evidence": []},
		),
		"want": {"claims": 2, "proof": set()},
	},
	"an emergency waits a quarter": {
		"input": fixture.changed({
			"manifest": {"release": {"urgency": "emergency"}},
			"exposure": object.union(point(1, {"soak": 21600}), {"half": 64800}),
			"evidence": [],
		}),
		"want": {"proof": set()},
	},
	"an emergency waits less": {
		"input": fixture.changed({
			"manifest": {"release": {"urgency": "emergency"}},
			"exposure": point(1, {"soak": 21599}),
			"evidence": [],
		}),
		"want": {"deny": {soak_at(1)}, "proof": set()},
	},
	"a slow ramp": {"input": fixture.changed(moved("ramp", 172800, 86400)), "want": {"claims": 2, "proof": set()}},
	"a ramp of a few minutes": {
		"input": fixture.changed(moved("ramp", 300, 150)),
		"want": {"claims": 2, "deny": {{"at": ["rollout", "ramp", "duration"]}}, "proof": set()},
	},
	"steps too fast": {
		"input": json.remove(fixture.changed(moved("steps", 82800, 36000)), ["manifest/rollout/ramp"]),
		"want": {"claims": 2, "deny": {{"at": ["rollout", "steps", "every"]}}, "proof": set()},
	},
	"steps slow enough": {
		"input": json.remove(fixture.changed(moved("steps", 86400, 43200)), ["manifest/rollout/ramp"]),
		"want": {"claims": 2, "proof": set()},
	},
	"says nothing": {
		"input": fixture.changed({"exposure": {"points": []}, "evidence": []}),
		"want": {"claims": 0, "proof": set()},
	},
	"another plan proves nothing": {
		"input": fixture.only([fixture.said_by(fixture.plan, {"exposure": point(1, {"soak": 86399})})]),
		"want": {"proof": set()},
	},
	"a record of a stage cut short contradicts": {
		"input": fixture.only([stage(1, {"ended": "2026-11-24T04:59:59Z"})]),
		"want": {
			"deny": {object.union(soak_at(1), {"by": "record"}), {"at": ["rollout", "stages"], "by": "record"}},
			"proof": set(),
		},
	},
	"a record of a halt is no haste": {
		"input": fixture.only([fixture.said_by(fixture.record, {"predicate": {
			"state": "halted",
			"stages": array.concat(array.slice(fixture.record.predicate.stages, 0, 1), [object.union(
				fixture.record.predicate.stages[1],
				{"ended": "2026-11-23T05:01:00Z", "decision": "halt"},
			)]),
		}})]),
		"want": {"proof": {"record"}},
	},
	"a record of a halt after which it went on": {
		"input": fixture.only([stage(3, {"ended": "2026-11-25T05:01:00Z", "decision": "halt"})]),
		"want": {
			"deny": {object.union(soak_at(3), {"by": "record"}), {"at": ["rollout", "stages"], "by": "record"}},
			"proof": set(),
		},
	},
	"a record of a stage that nobody promised": {
		"input": fixture.only([stage(2, {"name": "surprise", "ended": "2026-11-24T05:01:00Z"})]),
		"want": {"deny": {{"at": ["rollout", "stages"], "by": "record"}}, "proof": set()},
	},
	"a record that reached half too soon contradicts": {
		"input": fixture.only([fixture.said_by(fixture.record, {"exposure": {"half": 3600}})]),
		"want": {"deny": {{"at": ["rollout"], "by": "record"}}, "proof": set()},
	},
	"a record that was over too soon contradicts": {
		"input": fixture.only([fixture.said_by(fixture.record, {"exposure": {"duration": 3600}})]),
		"want": {"deny": {{"at": ["rollout"], "by": "record"}}, "proof": set()},
	},
	"a record that is not at its end": {
		"input": fixture.only([fixture.said_by(fixture.record, {"predicate": {"state": "in-progress"}})]),
		"want": {"proof": set()},
	},
	"a ramp exactly as long as asked": {
		"input": fixture.changed(moved("ramp", 86400, 43200)),
		"want": {"claims": 2, "proof": set()},
	},
	"nearly half the fleet and no more": {
		"input": first_of(49.9, [], {}),
		"want": {"claims": 1, "proof": set()},
	},
	"half the fleet at first and no more": {
		"input": first_of(50, [], {"half": 0}),
		"want": {"claims": 1, "deny": {percent_at(3)}, "proof": set()},
	},
	"half the fleet at first, nobody knows when": {
		"input": first_of(50, [], {}),
		"want": {"claims": 1, "deny": {percent_at(3)}, "proof": set()},
	},
	"half the fleet at first, then all": {
		"input": first_of(50, [fixture.points[4]], {"half": 0}),
		"want": {"claims": 2, "deny": {percent_at(3)}, "proof": set()},
	},
	"nearly half the fleet at first, then all too soon": {
		"input": first_of(49.9, [fixture.points[4]], {"half": 86400}),
		"want": {"claims": 2, "deny": {soak_at(3)}, "proof": set()},
	},
	"nearly half the fleet at first, then all in time": {
		"input": first_of(49.9, [fixture.points[4]], {"half": 259200}),
		"want": {"claims": 2, "proof": set()},
	},
	"everybody at once where no time is asked": {
		"input": fixture.changed({
			"evidence": [],
			"exposure": {"points": [fixture.points[4]], "half": 0, "duration": 0},
			"parameters": {"SD-05": {"half_fleet": 0}},
		}),
		"want": {"claims": 1, "proof": set()},
	},
	"a record of stages that nobody has to wait in": {
		"input": fixture.only([fixture.said_by(fixture.record, {"predicate": {"stages": array.concat(
			[object.union(fixture.record.predicate.stages[0], {"name": "lab", "ended": "2026-11-22T05:01:00Z"})],
			[object.union(fixture.record.predicate.stages[4], {"ended": "2026-11-26T05:01:00Z"})],
		)}})]),
		"want": {"proof": {"record"}},
	},
	"a record of a ramp in short stages": {"input": ramped({}), "want": {"claims": 2, "proof": {"record"}}},
	"a record of a ramp slower than promised": {
		"input": ramped({"half": 86401, "duration": 172801}),
		"want": {"claims": 2, "proof": {"record"}},
	},
	"a record of a ramp that had half sooner than promised contradicts": {
		"input": ramped({"half": 86399}),
		"want": too_fast,
	},
	"a record of a ramp that was over sooner than promised contradicts": {
		"input": ramped({"duration": 172799}),
		"want": too_fast,
	},
	"a record of steps that were over sooner than promised contradicts": {
		"input": object.union(
			json.remove(fixture.changed(moved("steps", 172800, 86400)), ["manifest/rollout/ramp"]),
			{"evidence": [fixture.said_by(fixture.record, {"exposure": {"half": 86400, "duration": 172799}})]},
		),
		"want": too_fast,
	},
	"a record of stages is held against them, not against the whole": {
		"input": fixture.changed({"exposure": {"half": 345600, "duration": 432000}, "evidence": [fixture.record]}),
		"want": {"proof": {"record"}},
	},
	"a plan of the same curve": {"input": fixture.along(point(1, {"soak": 90000})), "want": {}},
	"internal stages, and the whole fleet, need not say": {
		"input": fixture.changed({"evidence": [], "exposure": {"points": quiet(fixture.points)}, "manifest": {"rollout": {"stages": quiet(fixture.rollout.stages)}}}),
		"want": {"proof": set()},
	},
	"a record of a stage longer than promised": {
		"input": fixture.only([stage(1, {"ended": "2026-11-24T06:00:00Z"})]),
		"want": {"proof": {"record"}},
	},
	"a record of nearly the whole fleet in haste": {
		"input": fixture.only([stage(4, {"name": "surprise", "exposed_percent": 99, "ended": "2026-11-26T05:01:00Z"})]),
		"want": {"deny": {{"at": ["rollout", "stages"], "by": "record"}}, "proof": set()},
	},
	"a record that was over in just the time": {
		"input": fixture.only([fixture.said_by(fixture.record, {"exposure": {"duration": 86400}})]),
		"want": {"proof": {"record"}},
	},
	"a record of a halt before half the fleet": {
		"input": fixture.only([json.remove(
			fixture.said_by(fixture.record, {"predicate": {
				"state": "halted",
				"stages": array.slice(fixture.record.predicate.stages, 0, 2),
			}}),
			["exposure/half", "exposure/duration"],
		)]),
		"want": {"proof": {"record"}},
	},
}

test_soak[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
