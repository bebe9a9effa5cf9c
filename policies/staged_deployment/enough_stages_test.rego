package belay.staged_deployment.enough_stages_test

import data.belay.fixture
import data.belay.staged_deployment.enough_stages as commitment

verdict := {"claims": commitment.claim, "deny": commitment.deny, "proof": commitment.proof}

passes := {"claims": {0.01, 0.1, 1, 10, 100}, "deny": set(), "proof": {"plan", "record"}}

# Points that reach these shares of the fleet, one after the other, in the given shape.
reaching(shares, shape) := {"points": [point |
	some i, percent in shares
	point := object.union(fixture.points[0], {"percent": percent, "from": ["rollout", shape, i]})
]}

says(shares) := fixture.changed({"exposure": reaching(shares, "stages"), "evidence": []})

# The release asked for three stages, with a record of other shares.
shown(shares, state) := object.union(
	fixture.only([fixture.said_by(fixture.record, {
		"exposure": reaching(shares, "stages"),
		"predicate": {"state": state},
	})]),
	{"parameters": {"SD-04": {"min_stages": 3}}},
)

contradicted := {"deny": {{"at": ["rollout"], "by": "record"}}, "proof": set()}

at(shape) := {{"at": ["rollout", shape]}}

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"a plan is enough": {"input": fixture.only([fixture.plan]), "want": {"proof": {"plan"}}},
	"exactly enough": {
		"input": says([0.01, 1, 10, 100]),
		"want": {"claims": {0.01, 1, 10, 100}, "proof": set()},
	},
	"one too few": {
		"input": says([0.01, 1, 100]),
		"want": {"claims": {0.01, 1, 100}, "deny": at("stages"), "proof": set()},
	},
	"everybody at once": {
		"input": says([100]),
		"want": {"claims": {100}, "deny": at("stages"), "proof": set()},
	},
	"a stage that reaches nobody new does not count": {
		"input": says([0.01, 1, 1, 1, 100]),
		"want": {"claims": {0.01, 1, 100}, "deny": at("stages"), "proof": set()},
	},
	"a curve with too few points": {
		"input": fixture.changed({"exposure": reaching([1, 100], "throttle"), "evidence": []}),
		"want": {"claims": {1, 100}, "deny": at("throttle"), "proof": set()},
	},
	"the last part is where it breaks": {
		"input": fixture.changed({
			"exposure": {"points": array.concat(
				reaching([0.01], "stages").points,
				reaching([10, 100], "steps").points,
			)},
			"evidence": [],
		}),
		"want": {"claims": {0.01, 10, 100}, "deny": at("steps"), "proof": set()},
	},
	"a ramp has a stage at each doubling": {
		"input": fixture.changed({"exposure": reaching([12.5, 25, 50, 100], "ramp"), "evidence": []}),
		"want": {"claims": {12.5, 25, 50, 100}, "proof": set()},
	},
	"says nothing": {
		"input": says([]),
		"want": {"claims": set(), "proof": set()},
	},
	"a plan of another curve proves nothing": {
		"input": fixture.only([fixture.said_by(fixture.plan, {"exposure": reaching([1, 10, 50, 100], "stages")})]),
		"want": {"proof": set()},
	},
	"a record of exactly enough": {"input": shown([1, 10, 100], "complete"), "want": {"proof": {"record"}}},
	"a record of too few contradicts": {"input": shown([1, 100], "complete"), "want": contradicted},
	"a record of stages that reached nobody new contradicts": {
		"input": shown([1, 1, 1, 100], "complete"),
		"want": contradicted,
	},
	"a record that is complete before half the fleet contradicts": {"input": shown([1, 2], "complete"), "want": contradicted},
	"a record of half the fleet too early contradicts, whatever its state": {
		"input": shown([1, 50], "rolled-back"),
		"want": contradicted,
	},
	"a rollout that goes on and has half the fleet too early contradicts": {
		"input": shown([1, 50], "in-progress"),
		"want": contradicted,
	},
	"a rollout that was stopped in time": {"input": shown([1, 49.9], "halted"), "want": {"proof": {"record"}}},
	"a record that is not at its end": {"input": shown([1, 10, 100], "in-progress"), "want": {"proof": set()}},
	"a record of too few beside a plan contradicts": {
		"input": fixture.only([fixture.plan, fixture.said_by(
			shown([1, 100], "complete").evidence[0],
			{"id": "other"},
		)]),
		"want": {"deny": {{"at": ["rollout"], "by": "other"}}, "proof": {"plan"}},
	},
}

test_enough_stages[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
