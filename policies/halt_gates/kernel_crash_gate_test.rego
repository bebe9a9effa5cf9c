package belay.halt_gates.kernel_crash_gate_test

import data.belay.fixture
import data.belay.halt_gates.kernel_crash_gate as commitment

verdict := {"claims": count(commitment.claim), "deny": commitment.deny, "proof": commitment.proof}

passes := {"claims": 1, "deny": set(), "proof": {"plan", "record"}}

crash(over) := object.union(fixture.gates[1], over)

says(gates) := fixture.changed({"manifest": {"gates": gates}, "evidence": []})

stage_at(i) := {"at": ["rollout", "stages", i]}

external := {stage_at(1), stage_at(2), stage_at(3)}

shown(over) := fixture.only([fixture.said_by(fixture.record, {"predicate": {"stages": [
	object.union(fixture.record.predicate.stages[1], over),
]}})])

value(over) := [object.union(fixture.values[1], over)]

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"one for the bar and one above the usual": {
		"input": says([crash({"max": 1}), crash({"metric": "kernel_crash_delta_percent"})]),
		"want": {"claims": 2, "proof": set()},
	},
	"only the programme's bar": {
		"input": says([crash({"max": 1})]),
		"want": {"deny": external, "proof": set()},
	},
	"only above the usual": {
		"input": says([crash({"metric": "kernel_crash_delta_percent"})]),
		"want": {"deny": external, "proof": set()},
	},
	"above the bar": {
		"input": says([crash({"max": 1.1}), crash({"metric": "kernel_crash_delta_percent"})]),
		"want": {"claims": 2, "deny": external, "proof": set()},
	},
	"a stage without": {
		"input": says([crash({"stages": ["canary", "broad"]})]),
		"want": {"deny": {stage_at(2)}, "proof": set()},
	},
	"measures longer than the stages last": {
		"input": says([crash({"window": 86401})]),
		"want": {"deny": external, "proof": set()},
	},
	"measures as long as the stages last": {"input": says([crash({"window": 86400})]), "want": {"proof": set()}},
	"waits for more devices than the first external stage reaches": {
		"input": says([crash({"min_population": 8501})]),
		"want": {"deny": {stage_at(1)}, "proof": set()},
	},
	"waits for all devices that the first external stage reaches": {
		"input": says([crash({"min_population": 8500})]),
		"want": {"proof": set()},
	},
	"waits for no device": {"input": says([crash({"min_population": 0})]), "want": {"deny": external, "proof": set()}},
	"waits for one device": {"input": says([crash({"min_population": 1})]), "want": {"proof": set()}},
	"does not say how many devices it waits for": {
		"input": says([object.remove(fixture.gates[1], ["min_population"])]),
		"want": {"deny": external, "proof": set()},
	},
	"a plan of another curve proves nothing": {
		"input": fixture.only([fixture.said_by(fixture.plan, {"exposure": {"points": array.slice(fixture.points, 0, 4)}})]),
		"want": {"proof": set()},
	},
	"says nothing": {"input": says([fixture.gates[0]]), "want": {"claims": 0, "proof": set()}},
	"a plan without proves nothing": {
		"input": fixture.only([fixture.said_by(fixture.plan, {"predicate": {"gates": [fixture.gates[0]]}})]),
		"want": {"proof": set()},
	},
	"a record that went on above the bar contradicts": {
		"input": shown({"gates": value({"value": 1.2})}),
		"want": {"deny": {{"at": ["gates"], "by": "record"}}, "proof": set()},
	},
	"a record that stopped above the bar": {
		"input": shown({"gates": value({"value": 1.2}), "decision": "halt"}),
		"want": {"proof": {"record"}},
	},
	"a record that did not measure": {"input": shown({"gates": [fixture.values[0]]}), "want": {"proof": set()}},
	"another measure may be above": {
		"input": shown({"gates": array.concat(
			[object.union(fixture.values[0], {"value": 5})],
			value({}),
		)}),
		"want": {"proof": {"record"}},
	},
	"exactly the bar": {"input": shown({"gates": value({"value": 1})}), "want": {"proof": {"record"}}},
	"an internal stage need not measure": {
		"input": shown({"audience": "internal", "gates": []}),
		"want": {"proof": {"record"}},
	},
	"the whole fleet need not be measured": {
		"input": shown({"exposed_percent": 100, "gates": []}),
		"want": {"proof": {"record"}},
	},
	"the programme's bar, and a small gate on something else": {
		"input": says([crash({"max": 1}), fixture.gates[0]]),
		"want": {"deny": external, "proof": set()},
	},
	"a smaller gate than is asked for": {"input": says([crash({"max": 0.05})]), "want": {"proof": set()}},
	"a fleet of unknown size": {
		"input": object.union(fixture.without(["manifest/rollout/fleet_size"]), {"evidence": []}),
		"want": {"proof": set()},
	},
	"no rollout in which something could be stopped": {
		"input": fixture.without(["manifest/rollout"]),
		"want": {"deny": {{"at": ["rollout", "stages"]}}},
	},
	"nothing to stop and nothing to stop it": {
		"input": object.union(fixture.without(["manifest/rollout", "manifest/gates"]), {"evidence": []}),
		"want": {"claims": 0, "proof": set()},
	},
	"a record of nearly the whole fleet that did not measure": {
		"input": shown({"exposed_percent": 99, "gates": [fixture.values[0]]}),
		"want": {"proof": set()},
	},
	"a record that did not measure once everybody had it": {
		"input": fixture.only([fixture.said_by(fixture.record, {"predicate": {"stages": array.concat(
			array.slice(fixture.record.predicate.stages, 0, 4),
			[object.union(fixture.record.predicate.stages[4], {"gates": []})],
		)}})]),
		"want": {"proof": {"record"}},
	},
}

test_kernel_crash_gate[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
