package belay.rollback.time_objective_test

import data.belay.fixture
import data.belay.rollback.time_objective as commitment

verdict := {"claims": [x | x := commitment.claim], "deny": commitment.deny, "proof": commitment.proof}

passes := {"claims": [1800], "deny": set(), "proof": {"drill"}}

says(seconds) := fixture.changed({"manifest": {"rollback": {"rto": seconds}}, "evidence": []})

drilled(over) := fixture.only([fixture.said_by(fixture.drill, over)])

# A drill that took a second too long, that many seconds ago, and with it the fixture's, ten days ago.
slow(age, over) := fixture.only([
	fixture.said_by(fixture.drill, over),
	fixture.said_by(fixture.drill, {"id": "slow", "age": age, "predicate": {"finished": "2026-11-18T09:30:01Z"}}),
])

slower := {{"at": ["rollback", "rto"], "by": "slow"}}

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"exactly as soon as asked": {"input": says(3600), "want": {"claims": [3600], "proof": set()}},
	"too late": {
		"input": says(3601),
		"want": {"claims": [3601], "deny": {{"at": ["rollback", "rto"]}}, "proof": set()},
	},
	"too late, as it was rehearsed": {
		"input": fixture.changed({"manifest": {"rollback": {"rto": 3601}}}),
		"want": {"claims": [3601], "deny": {{"at": ["rollback", "rto"]}}},
	},
	"at once": {"input": says(0), "want": {"claims": [0], "proof": set()}},
	"says nothing": {
		"input": fixture.without(["manifest/rollback/rto"]),
		"want": {"claims": [], "proof": set()},
	},
	"does not say by which way": {
		"input": fixture.without(["manifest/rollback/path"]),
		"want": {"proof": set()},
	},
	"rehearsed another way": {"input": drilled({"predicate": {"path": "network"}}), "want": {"proof": set()}},
	"exactly at the limits": {
		"input": drilled({
			"age": 2592000,
			"predicate": {"devices": 100, "healthy_percent": 99, "finished": "2026-11-18T09:30:00Z"},
		}),
		"want": {},
	},
	"rehearsed too long ago": {"input": drilled({"age": 2592001}), "want": {"proof": set()}},
	"rehearsed at no trusted time": {
		"input": fixture.only([object.remove(fixture.drill, ["age"])]),
		"want": {"proof": set()},
	},
	"rehearsed on too few devices": {"input": drilled({"predicate": {"devices": 99}}), "want": {"proof": set()}},
	"fast, and broken": {"input": drilled({"predicate": {"healthy_percent": 98.9}}), "want": {"proof": set()}},
	"rehearsed from a release to itself": {
		"input": drilled({"predicate": {"to": fixture.drill.predicate.from}}),
		"want": {"proof": set()},
	},
	"rehearsed in one second": {"input": drilled({"predicate": {"finished": "2026-11-18T09:00:01Z"}}), "want": {}},
	"rehearsed in no time": {
		"input": drilled({"predicate": {"finished": "2026-11-18T09:00:00Z"}}),
		"want": {"proof": set()},
	},
	"a slower drill contradicts": {
		"input": fixture.only([slow(3600, {}).evidence[1]]),
		"want": {"deny": slower, "proof": set()},
	},
	"a slower drill after a good one contradicts": {"input": slow(863999, {}), "want": {"deny": slower}},
	"a slower drill at the same time contradicts": {"input": slow(864000, {}), "want": {"deny": slower}},
	"a slower drill before a good one does not": {"input": slow(864001, {}), "want": {}},
	"a slower drill before one that is no proof contradicts": {
		"input": slow(864001, {"predicate": {"devices": 99}}),
		"want": {"deny": slower, "proof": set()},
	},
	"a test is no drill": {"input": fixture.only([fixture.tests]), "want": {"proof": set()}},
}

test_time_objective[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
