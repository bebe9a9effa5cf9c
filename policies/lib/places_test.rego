package belay.places_test

import data.belay.fixture
import data.belay.lib

# How many devices each part reaches, and how long it lasts.
sizes := {
	"stages": {
		"input": fixture.release,
		"want": [["broad", 850000, 86400], ["canary", 8500, 86400], ["early", 85000, 86400], ["internal", 850, 86400]],
	},
	"a share of a device is rounded": {
		"input": stages({"fleet_size": 16666}, {"max_percent": 0.01}),
		"want": [["internal", 2, 86400]],
	},
	"a fleet of unknown size": {
		"input": json.remove(stages({}, {}), ["manifest/rollout/fleet_size"]),
		"want": [["internal", 100000000000, 86400]],
	},
	"a stage that does not say how long": {
		"input": fixture.changed({"manifest": {"rollout": {"stages": [object.remove(first, ["soak"])]}}}),
		"want": [["internal", 850, -1]],
	},
	"the whole fleet at once": {"input": stages({}, {"max_percent": 100}), "want": []},
	"a ramp": {"input": ramp, "want": [["ramp", 8500000, 345600]]},
	"a ramp over a fleet of unknown size": {
		"input": json.remove(ramp, ["manifest/rollout/fleet_size"]),
		"want": [["ramp", 100000000000, 345600]],
	},
	"a ramp that does not say how long": {
		"input": json.remove(ramp, ["exposure/duration"]),
		"want": [["ramp", 8500000, -1]],
	},
}

first := fixture.rollout.stages[0]

stages(rollout, over) := fixture.changed({"manifest": {"rollout": object.union(
	rollout,
	{"stages": [object.union(first, over)]},
)}})

ramp := fixture.changed({"manifest": {"rollout": {"model": "ramp", "stages": []}}})

test_parts[note] if {
	some note, case in sizes
	got := sort([[part.name, part.devices, part.lasts] | some part in lib.parts]) with input as case.input
	case.want == got
}

# One gate, with over laid upon it, over the first stage, which lasts a day and reaches 850 devices.
gate(over) := object.union(
	stages({}, {}),
	{"manifest": {"gates": [object.union(fixture.gates[0], over)]}},
)

guarded := {
	"in time and reached": {"input": gate({}), "want": 1},
	"as long as the stage": {"input": gate({"window": 86400}), "want": 1},
	"longer than the stage": {"input": gate({"window": 86401}), "want": 0},
	"all devices": {"input": gate({"min_population": 850}), "want": 1},
	"more than all devices": {"input": gate({"min_population": 851}), "want": 0},
	"one device": {"input": gate({"min_population": 1}), "want": 1},
	"no device": {"input": gate({"min_population": 0}), "want": 0},
	"does not say how many": {"input": json.remove(gate({}), ["manifest/gates/0/min_population"]), "want": 0},
	"does not say how long": {"input": json.remove(gate({}), ["manifest/gates/0/window"]), "want": 0},
	"another stage's": {"input": gate({"stages": ["canary"]}), "want": 0},
	"a stage that does not say how long": {
		"input": json.remove(gate({}), ["manifest/rollout/stages/0/soak"]),
		"want": 0,
	},
}

test_deciding[note] if {
	some note, case in guarded
	got := count(lib.deciding) with input as case.input
	case.want == got
}
