package belay.staged_deployment.diverse_cohorts_test

import data.belay.fixture
import data.belay.staged_deployment.diverse_cohorts as commitment

verdict := {"claims": [x | some x in commitment.claim], "deny": commitment.deny, "proof": commitment.proof}

cohorts := fixture.rollout.cohorts

passes := {"claims": cohorts, "deny": set(), "proof": {"plan", "record"}}

# The points of the fixture, the one numbered i with over laid upon it.
points(i, over) := {"exposure": {"points": [p |
	some n, old in fixture.points
	p := object.union(old, {true: over, false: {}}[n == i])
]}}

says(i, over) := fixture.changed(object.union(points(i, over), {"evidence": []}))

shown(i, over, state) := fixture.only([fixture.said_by(
	fixture.record,
	object.union(points(i, over), {"predicate": {"state": state}}),
)])

# A product with ten clients and one server, and a canary that covers the first so many of the clients.
many := array.concat([{"name": client(i), "role": "client"} | some i in numbers.range(1, 10)], [cohorts[2]])

client(i) := sprintf("client-%d", [i])

plan_for(list) := fixture.said_by(fixture.plan, {"predicate": {"rollout": {"cohorts": list}}})

covering(n) := object.union(
	fixture.changed({"manifest": {"rollout": {"cohorts": many}}, "evidence": []}),
	{"exposure": {"points": [object.union(fixture.points[1], {"cohorts": array.concat(
		[client(i) | some i in numbers.range(1, n)],
		[cohorts[2].name],
	)})]}},
)

# Only these cohorts, where the manifest does not say which builds are supported.
declared(list) := object.union(
	fixture.without(["manifest/validation"]),
	{"manifest": {"rollout": {"cohorts": list}}, "evidence": []},
)

at(i) := {"at": ["rollout", "stages", i, "cohorts"]}

at_cohorts := {"at": ["rollout", "cohorts"]}

contradicted := {"deny": {object.union(at_cohorts, {"by": "record"})}, "proof": set()}

clients := array.slice(fixture.builds, 0, 2)

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"a plan is enough": {"input": fixture.only([fixture.plan]), "want": {"proof": {"plan"}}},
	"nine of ten clients": {"input": covering(9), "want": {"claims": many, "proof": set()}},
	"eight of ten clients": {"input": covering(8), "want": {"claims": many, "deny": {at(1)}, "proof": set()}},
	"half of the clients, where a little more is asked": {
		"input": object.union(
			says(1, {"cohorts": array.slice(fixture.builds, 1, 3)}),
			{"parameters": {"SD-06": {"cohort_coverage": 50.5}}},
		),
		"want": {"deny": {at(1)}, "proof": set()},
	},
	"no servers": {"input": says(2, {"cohorts": clients}), "want": {"deny": {at(2)}, "proof": set()}},
	"no clients": {"input": says(2, {"cohorts": [cohorts[2].name]}), "want": {"deny": {at(2)}, "proof": set()}},
	"a stage that does not say": {"input": says(3, {"cohorts": []}), "want": {"deny": {at(3)}, "proof": set()}},
	"names that nobody declared": {
		"input": says(1, {"cohorts": ["all", "everything", "the rest"]}),
		"want": {"deny": {at(1)}, "proof": set()},
	},
	"nearly the whole fleet": {
		"input": says(4, {"percent": 99.9, "cohorts": []}),
		"want": {"deny": {at(4)}, "proof": set()},
	},
	"the whole fleet need not say": {"input": says(4, {"cohorts": []}), "want": {"proof": set()}},
	"an internal stage need not say": {"input": says(0, {"cohorts": []}), "want": {"proof": set()}},
	"a ramp that does not say": {
		"input": says(1, {"from": ["rollout", "ramp"], "cohorts": []}),
		"want": {"deny": {{"at": ["rollout", "ramp", "cohorts"]}}, "proof": set()},
	},
	"everybody at once": {
		"input": fixture.changed({"exposure": {"points": [fixture.points[0], fixture.points[4]]}, "evidence": []}),
		"want": {"deny": {{"at": ["rollout", "stages"]}}, "proof": set()},
	},
	"one cohort called all": {
		"input": object.union(
			says(1, {}),
			{
				"manifest": {"rollout": {"cohorts": [{"name": "all", "role": "client"}]}},
				"exposure": {"points": [object.union(fixture.points[1], {"cohorts": ["all"]})]},
			},
		),
		"want": {"claims": [{"name": "all", "role": "client"}], "deny": {at_cohorts}, "proof": set()},
	},
	"only clients are supported": {
		"input": declared(array.slice(cohorts, 0, 2)),
		"want": {"claims": array.slice(cohorts, 0, 2), "proof": set()},
	},
	"only servers are supported": {
		"input": declared([cohorts[2]]),
		"want": {"claims": [cohorts[2]], "proof": set()},
	},
	"builds that only the matrix names": {"input": fixture.without(["manifest/validation/interpreter"]), "want": {}},
	"builds that only the interpreter names": {"input": fixture.without(["manifest/validation/matrix"]), "want": {}},
	"nobody names the builds": {"input": fixture.without(["manifest/validation"]), "want": {}},
	"neither client nor server": {
		"input": declared([{"name": fixture.builds[0], "role": "toaster"}]),
		"want": {
			"claims": [{"name": fixture.builds[0], "role": "toaster"}],
			"deny": {at(1), at(2), at(3)},
			"proof": set(),
		},
	},
	"says nothing": {
		"input": fixture.changed({"manifest": {"rollout": {"cohorts": []}}, "evidence": []}),
		"want": {"claims": [], "proof": set()},
	},
	"says nothing, with a record": {
		"input": fixture.changed({"manifest": {"rollout": {"cohorts": []}}, "evidence": [fixture.record]}),
		"want": {"claims": [], "proof": set()},
	},
	"a plan of other cohorts proves nothing": {
		"input": fixture.only([fixture.said_by(fixture.plan, points(1, {"cohorts": clients}))]),
		"want": {"proof": set()},
	},
	"a plan of the same cohorts in another order": {
		"input": fixture.only([fixture.said_by(fixture.plan, points(1, {"cohorts": array.reverse(fixture.builds)}))]),
		"want": {"proof": {"plan"}},
	},
	"a plan that knows of more cohorts proves nothing": {
		"input": fixture.only([plan_for(many)]),
		"want": {"proof": set()},
	},
	"a plan that knows of another role proves nothing": {
		"input": fixture.only([plan_for([{"name": fixture.builds[0], "role": "server"}])]),
		"want": {"proof": set()},
	},
	"a plan that leaves the cohorts to the manifest": {
		"input": fixture.only([plan_for([])]),
		"want": {"proof": {"plan"}},
	},
	"a record is enough": {"input": fixture.only([fixture.record]), "want": {"proof": {"record"}}},
	"a record of too few cohorts contradicts": {"input": shown(2, {"cohorts": clients}, "complete"), "want": contradicted},
	"a record of too few cohorts contradicts before its end": {
		"input": shown(2, {"cohorts": clients}, "in-progress"),
		"want": contradicted,
	},
	"a record of one cohort contradicts": {
		"input": shown(2, {"cohorts": [cohorts[2].name]}, "complete"),
		"want": contradicted,
	},
	"a record of nearly the whole fleet that does not say proves nothing": {
		"input": fixture.only([fixture.said_by(fixture.record, object.union(
			points(4, {"percent": 99.9, "cohorts": []}),
			{"predicate": {"state": "complete"}},
		))]),
		"want": {"proof": set()},
	},
	"a record that does not say proves nothing": {
		"input": shown(2, {"cohorts": []}, "complete"),
		"want": {"proof": set()},
	},
	"a record that is not at its end": {"input": shown(2, {}, "in-progress"), "want": {"proof": set()}},
	"a record whose internal stage does not say": {
		"input": shown(0, {"cohorts": []}, "complete"),
		"want": {"proof": {"record"}},
	},
	"a record whose last stage does not say": {
		"input": shown(4, {"cohorts": []}, "complete"),
		"want": {"proof": {"record"}},
	},
	"a record of a stage that was stopped before it was wide": {
		"input": fixture.only([fixture.said_by(fixture.record, {
			"exposure": {"points": [fixture.points[1], object.union(fixture.points[2], {"cohorts": clients})]},
			"predicate": {
				"state": "halted",
				"stages": [
					fixture.record.predicate.stages[1],
					object.union(fixture.record.predicate.stages[2], {"decision": "halt"}),
				],
			},
		})]),
		"want": {"proof": {"record"}},
	},
	"a record that was stopped inside": {
		"input": fixture.only([fixture.said_by(fixture.record, {
			"exposure": {"points": [fixture.points[0]]},
			"predicate": {
				"state": "halted",
				"stages": [object.union(fixture.record.predicate.stages[0], {"decision": "halt"})],
			},
		})]),
		"want": {"proof": set()},
	},
	"a record that was stopped inside, beside a good one": {
		"input": fixture.only([fixture.record, fixture.said_by(
			fixture.record,
			{"id": "other", "exposure": {"points": [fixture.points[0]]}},
		)]),
		"want": {"proof": {"record"}},
	},
	"says nothing, and everybody at once": {
		"input": fixture.changed({
			"manifest": {"rollout": {"cohorts": []}},
			"exposure": {"points": [fixture.points[4]]},
			"evidence": [],
		}),
		"want": {"claims": [], "proof": set()},
	},
	"a record that was stopped in a stage too narrow": {
		"input": fixture.only([fixture.said_by(fixture.record, {
			"exposure": {"points": [fixture.points[0], object.union(fixture.points[1], {"cohorts": clients})]},
			"predicate": {
				"state": "halted",
				"stages": [
					fixture.record.predicate.stages[0],
					object.union(fixture.record.predicate.stages[1], {"decision": "halt"}),
				],
			},
		})]),
		"want": {"proof": set()},
	},
	"a record of nearly everybody": {
		"input": fixture.only([fixture.said_by(
			fixture.record,
			{"exposure": {"points": [object.union(fixture.points[4], {"percent": 99.9})]}},
		)]),
		"want": {"proof": {"record"}},
	},
	"a record of nobody but everybody": {
		"input": fixture.only([fixture.said_by(fixture.record, {"exposure": {"points": [fixture.points[4]]}})]),
		"want": {"proof": set()},
	},
	"a record does not speak for another": {
		"input": fixture.only([fixture.record, fixture.said_by(
			fixture.record,
			object.union({"id": "other"}, points(2, {"cohorts": []})),
		)]),
		"want": {"proof": {"record"}},
	},
}

test_diverse_cohorts[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
