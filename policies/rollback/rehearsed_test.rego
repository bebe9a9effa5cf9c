package belay.rollback.rehearsed_test

import data.belay.fixture
import data.belay.rollback.rehearsed as commitment

verdict := {"claims": [x | x := commitment.claim], "deny": commitment.deny, "proof": commitment.proof}

passes := {"claims": ["boot"], "deny": set(), "proof": {"drill"}}

drilled(over) := fixture.only([fixture.said_by(fixture.drill, over)])

# A drill that left too many devices broken, that many seconds ago, and with it the fixture's, ten days ago.
broke(age, over) := fixture.only([
	fixture.said_by(fixture.drill, over),
	fixture.said_by(fixture.drill, {"id": "broke", "age": age, "predicate": {"healthy_percent": 98.9}}),
])

broken := {{"at": ["rollback", "path"], "by": "broke"}}

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"by hand, and rehearsed so": {
		"input": object.union(
			drilled({"predicate": {"path": "offline"}}),
			{"manifest": {"rollback": {"path": "offline"}}},
		),
		"want": {"claims": ["offline"]},
	},
	"another way than was rehearsed": {
		"input": fixture.changed({"manifest": {"rollback": {"path": "network"}}}),
		"want": {"claims": ["network"], "proof": set()},
	},
	"says nothing": {
		"input": fixture.without(["manifest/rollback/path"]),
		"want": {"claims": [], "proof": set()},
	},
	"exactly at the limits": {
		"input": drilled({"age": 2592000, "predicate": {"devices": 100, "healthy_percent": 99}}),
		"want": {},
	},
	"too long ago": {"input": drilled({"age": 2592001}), "want": {"proof": set()}},
	"at no trusted time": {
		"input": fixture.only([object.remove(fixture.drill, ["age"])]),
		"want": {"proof": set()},
	},
	"on too few devices": {"input": drilled({"predicate": {"devices": 99}}), "want": {"proof": set()}},
	"from a release to itself": {
		"input": drilled({"predicate": {"to": fixture.drill.predicate.from}}),
		"want": {"proof": set()},
	},
	"a test is no drill": {"input": fixture.only([fixture.tests]), "want": {"proof": set()}},
	"a drill that broke devices contradicts": {
		"input": fixture.only([broke(3600, {}).evidence[1]]),
		"want": {"deny": broken, "proof": set()},
	},
	"a drill that broke devices after a good one contradicts": {"input": broke(863999, {}), "want": {"deny": broken}},
	"a drill that broke devices at the same time contradicts": {"input": broke(864000, {}), "want": {"deny": broken}},
	"a drill that broke devices before a good one does not": {"input": broke(864001, {}), "want": {}},
	"a drill that broke devices before one that is no proof contradicts": {
		"input": broke(864001, {"predicate": {"devices": 99}}),
		"want": {"deny": broken, "proof": set()},
	},
	"a drill that broke devices on another way does not": {
		"input": fixture.only([fixture.drill, fixture.said_by(
			fixture.drill,
			{"id": "broke", "age": 3600, "predicate": {"path": "network", "healthy_percent": 0}},
		)]),
		"want": {},
	},
}

test_rehearsed[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
