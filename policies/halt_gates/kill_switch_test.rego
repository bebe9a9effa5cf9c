package belay.halt_gates.kill_switch_test

import data.belay.fixture
import data.belay.halt_gates.kill_switch as commitment

verdict := {"claims": [x | x := commitment.claim], "deny": commitment.deny, "proof": commitment.proof}

switch := fixture.manifest.kill_switch

passes := {"claims": [switch], "deny": set(), "proof": {"tests", "drill"}}

says(over) := fixture.changed({"manifest": {"kill_switch": over}, "evidence": []})

drilled(over) := fixture.only([fixture.said_by(fixture.drill, over)])

threw(over) := drilled({"predicate": {"kill_switch": over}})

# A drill too slow by a second, that many seconds ago, and with it the fixture's, ten days ago.
slow(age, over) := fixture.only([
	fixture.said_by(fixture.drill, over),
	fixture.said_by(fixture.drill, {"id": "slow", "age": age, "predicate": {"kill_switch": {"latency": 601}}}),
])

slower := {{"at": ["kill_switch", "latency"], "by": "slow"}}

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"a test is enough": {"input": fixture.only([fixture.tests]), "want": {"proof": {"tests"}}},
	"a test at no trusted time": {"input": fixture.only([object.remove(fixture.tests, ["age"])]), "want": {"proof": {"tests"}}},
	"a drill is enough": {"input": drilled({}), "want": {"proof": {"drill"}}},
	"exactly as fast as asked": {
		"input": says({"latency": 900}),
		"want": {"claims": [object.union(switch, {"latency": 900})], "proof": set()},
	},
	"too slow": {
		"input": says({"latency": 901}),
		"want": {
			"claims": [object.union(switch, {"latency": 901})],
			"deny": {{"at": ["kill_switch", "latency"]}},
			"proof": set(),
		},
	},
	"does not say how fast": {
		"input": object.union(fixture.without(["manifest/kill_switch/latency"]), {"evidence": [fixture.drill]}),
		"want": {
			"claims": [object.remove(switch, ["latency"])],
			"deny": {{"at": ["kill_switch", "latency"]}},
			"proof": set(),
		},
	},
	"not for one customer": {
		"input": says({"scopes": ["version", "global"]}),
		"want": {
			"claims": [object.union(switch, {"scopes": ["version", "global"]})],
			"deny": {{"at": ["kill_switch", "scopes"]}},
			"proof": set(),
		},
	},
	"not for one version": {
		"input": says({"scopes": ["customer", "global"]}),
		"want": {
			"claims": [object.union(switch, {"scopes": ["customer", "global"]})],
			"deny": {{"at": ["kill_switch", "scopes"]}},
			"proof": set(),
		},
	},
	"not for everybody": {
		"input": says({"scopes": ["customer", "version"]}),
		"want": {
			"claims": [object.union(switch, {"scopes": ["customer", "version"]})],
			"deny": {{"at": ["kill_switch", "scopes"]}},
			"proof": set(),
		},
	},
	"does not say for whom": {
		"input": object.union(fixture.without(["manifest/kill_switch/scopes"]), {"evidence": []}),
		"want": {
			"claims": [object.remove(switch, ["scopes"])],
			"deny": {{"at": ["kill_switch", "scopes"]}},
			"proof": set(),
		},
	},
	"says nothing": {
		"input": object.union(fixture.without(["manifest/kill_switch"]), {"evidence": [fixture.drill]}),
		"want": {"claims": [], "proof": set()},
	},
	"another test": {
		"input": fixture.only([fixture.said_by(fixture.tests, {"predicate": {"passedTests": ["hg/auto-halt"]}})]),
		"want": {"proof": set()},
	},
	"a drill exactly at the limits": {
		"input": drilled({"age": 2592000, "predicate": {"devices": 100, "kill_switch": {"latency": 600}}}),
		"want": {"proof": {"drill"}},
	},
	"a drill too long ago": {"input": drilled({"age": 2592001}), "want": {"proof": set()}},
	"a drill at no trusted time": {
		"input": fixture.only([object.remove(fixture.drill, ["age"])]),
		"want": {"proof": set()},
	},
	"a drill on too few devices": {"input": drilled({"predicate": {"devices": 99}}), "want": {"proof": set()}},
	"a drill that did not throw the switch": {
		"input": fixture.only([json.remove(fixture.drill, ["predicate/kill_switch"])]),
		"want": {"proof": set()},
	},
	"a drill that threw it for everybody only": {"input": threw({"scopes": ["global"]}), "want": {"proof": set()}},
	"a test does not make up for a drill that was slower": {
		"input": fixture.only([fixture.tests, slow(3600, {}).evidence[1]]),
		"want": {"deny": slower, "proof": {"tests"}},
	},
	"a slower drill after a good one contradicts": {
		"input": slow(863999, {}),
		"want": {"deny": slower, "proof": {"drill"}},
	},
	"a slower drill at the same time contradicts": {
		"input": slow(864000, {}),
		"want": {"deny": slower, "proof": {"drill"}},
	},
	"a slower drill before a good one does not": {"input": slow(864001, {}), "want": {"proof": {"drill"}}},
	"a slower drill before one that is no proof contradicts": {
		"input": slow(864001, {"predicate": {"devices": 99}}),
		"want": {"deny": slower, "proof": set()},
	},
	"a record is no drill": {
		"input": fixture.only([fixture.said_by(fixture.drill, {"type": "rollout-record/v1"})]),
		"want": {"proof": set()},
	},
	"hg/kill-switch failed": {
		"input": fixture.only([fixture.said_by(fixture.tests, {"predicate": {"passedTests": [], "failedTests": ["hg/kill-switch"]}})]),
		"want": {"deny": {{"at": ["kill_switch"], "by": "tests"}}, "proof": set()},
	},
}

test_kill_switch[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
