package belay.halt_gates.declared_gates_test

import data.belay.fixture
import data.belay.halt_gates.declared_gates as commitment

verdict := {"claims": count(commitment.claim), "deny": commitment.deny, "proof": commitment.proof}

passes := {"claims": 2, "deny": set(), "proof": {"plan", "record"}}

# The health gate with over laid upon it, and the crash gate left as it is.
health(over) := {"gates": [object.union(fixture.gates[0], over), fixture.gates[1]]}

# Only the health gate, so that every weakness of it shows.
alone(over) := {"gates": [object.union(fixture.gates[0], over)]}

says(block) := fixture.changed({"manifest": block, "evidence": []})

# Both gates guard a ramp, with over laid upon each.
ramp(over) := object.union(
	says({
		"rollout": {"model": "ramp", "stages": []},
		"gates": [gate | some old in fixture.gates; gate := object.union(object.union(old, {"stages": ["ramp"]}), over)],
	}),
	{"exposure": {"points": []}},
)

stage_at(i) := {"at": ["rollout", "stages", i]}

all_stages := {stage_at(0), stage_at(1), stage_at(2), stage_at(3)}

no_cohort := {"at": ["gates"]}

read(over) := fixture.only([fixture.said_by(fixture.record, {"predicate": {"stages": [
	fixture.record.predicate.stages[0],
	object.union(fixture.record.predicate.stages[1], over),
]}})])

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"no gate for cohorts": {"input": says(alone({})), "want": {"claims": 1, "deny": {no_cohort}, "proof": set()}},
	"a stage without a gate": {
		"input": says({"gates": [gate | some old in fixture.gates; gate := object.union(old, {"stages": ["internal", "canary"]})]}),
		"want": {"deny": {stage_at(2), stage_at(3)}, "proof": set()},
	},
	"too few devices": {
		"input": says(alone({"min_population": 99})),
		"want": {"claims": 1, "deny": (all_stages | {no_cohort}), "proof": set()},
	},
	"too few devices in a cohort": {
		"input": says({"gates": [object.union(fixture.gates[1], {"min_population": 499})]}),
		"want": {"claims": 1, "deny": (all_stages | {no_cohort}), "proof": set()},
	},
	"too few devices in a cohort, beside a gate for the fleet": {
		"input": says({"gates": [fixture.gates[0], object.union(fixture.gates[1], {"min_population": 499})]}),
		"want": {"deny": {no_cohort}, "proof": set()},
	},
	"does not say how many devices": {
		"input": says({"gates": [object.remove(fixture.gates[0], ["min_population"])]}),
		"want": {"claims": 1, "deny": (all_stages | {no_cohort}), "proof": set()},
	},
	"a small gate beside good ones does no harm": {
		"input": says({"gates": array.concat(fixture.gates, [object.union(fixture.gates[0], {"min_population": 5})])}),
		"want": {"claims": 3, "proof": set()},
	},
	"measures longer than the stage lasts": {
		"input": says(alone({"window": 86401})),
		"want": {"claims": 1, "deny": (all_stages | {no_cohort}), "proof": set()},
	},
	"a ramp named by its model": {"input": ramp({}), "want": {"proof": set()}},
	"a ramp that no gate names": {
		"input": says({"rollout": {"model": "ramp", "stages": []}}),
		"want": {"deny": {{"at": ["rollout", "ramp"]}, no_cohort}, "proof": set()},
	},
	"everybody at once": {
		"input": says({"rollout": {"stages": [fixture.rollout.stages[4]]}}),
		"want": {"deny": {{"at": ["rollout", "stages"]}, no_cohort}, "proof": set()},
	},
	"a gate for cohorts that measures too long to count": {
		"input": says({"gates": [fixture.gates[0], object.union(fixture.gates[1], {"window": 86401})]}),
		"want": {"deny": {no_cohort}, "proof": set()},
	},
	"a gate for cohorts that waits for more devices than any stage reaches": {
		"input": says({"gates": [fixture.gates[0], object.union(fixture.gates[1], {"min_population": 850001})]}),
		"want": {"deny": {no_cohort}, "proof": set()},
	},
	"waits for all devices that the first stage reaches": {
		"input": says(health({"min_population": 850})),
		"want": {"proof": set()},
	},
	"waits for more devices than the first stage reaches": {
		"input": says({"gates": [object.union(gate, {"min_population": 851}) | some gate in fixture.gates]}),
		"want": {"deny": {stage_at(0)}, "proof": set()},
	},
	"waits for some devices of a fleet of unknown size": {
		"input": object.union(fixture.without(["manifest/rollout/fleet_size"]), {"evidence": []}),
		"want": {"proof": set()},
	},
	"measures although a stage does not say how long it lasts": {
		"input": says({"rollout": {"stages": array.concat(
			[object.remove(fixture.rollout.stages[0], ["soak"])],
			array.slice(fixture.rollout.stages, 1, 5),
		)}}),
		"want": {"deny": {stage_at(0)}, "proof": set()},
	},
	"measures longer than the ramp": {
		"input": ramp({"window": 345601}),
		"want": {"deny": {{"at": ["rollout", "ramp"]}, no_cohort}, "proof": set()},
	},
	"measures as long as the ramp": {"input": ramp({"window": 345600}), "want": {"proof": set()}},
	"a ramp that does not say how long": {
		"input": json.remove(ramp({}), ["exposure/duration"]),
		"want": {"deny": {{"at": ["rollout", "ramp"]}, no_cohort}, "proof": set()},
	},
	"waits for more devices than the fleet has": {
		"input": ramp({"min_population": 8500001}),
		"want": {"deny": {{"at": ["rollout", "ramp"]}, no_cohort}, "proof": set()},
	},
	"a plan of another curve proves nothing": {
		"input": fixture.only([fixture.said_by(fixture.plan, {"exposure": {"points": array.slice(fixture.points, 0, 4)}})]),
		"want": {"proof": set()},
	},
	"says nothing": {"input": says({"gates": []}), "want": {"claims": 0, "proof": set()}},
	"a plan with other gates proves nothing": {
		"input": fixture.only([fixture.said_by(fixture.plan, {"predicate": health({"max": 0.2})})]),
		"want": {"proof": set()},
	},
	"a plan with one more gate": {
		"input": fixture.only([fixture.said_by(
			fixture.plan,
			{"predicate": {"gates": array.concat(fixture.gates, [fixture.gate])}},
		)]),
		"want": {"proof": {"plan"}},
	},
	"a record that read every gate": {"input": read({}), "want": {"proof": {"record"}}},
	"a record that read only one gate": {"input": read({"gates": [fixture.values[0]]}), "want": {"proof": set()}},
	"a record that read too few devices": {
		"input": read({"gates": [fixture.values[0], object.union(fixture.values[1], {"population": 499})]}),
		"want": {"proof": set()},
	},
	"a record of a stage that was not promised and read nothing": {
		"input": read({"name": "surprise", "gates": []}),
		"want": {"proof": set()},
	},
	"a record of a stage that was stopped before its gates could be read": {
		"input": read({"decision": "halt", "gates": []}),
		"want": {"proof": {"record"}},
	},
	"a record that is not at its end": {
		"input": fixture.only([fixture.said_by(fixture.record, {"predicate": {"state": "in-progress"}})]),
		"want": {"proof": set()},
	},
	"says nothing, and everybody at once": {
		"input": says({"gates": [], "rollout": {"stages": []}}),
		"want": {"claims": 0, "proof": set()},
	},
	"a record of a stage that only one gate guards": {
		"input": object.union(
			read({"gates": [fixture.values[0]]}),
			{"manifest": {"gates": [fixture.gates[0], object.union(fixture.gates[1], {"stages": ["internal", "early", "broad"]})]}},
		),
		"want": {"proof": {"record"}},
	},
	"a record that read exactly enough devices": {
		"input": read({"gates": [
			object.union(fixture.values[0], {"population": 100}),
			object.union(fixture.values[1], {"population": 500}),
		]}),
		"want": {"proof": {"record"}},
	},
	"a record of the whole fleet needs no reading": {
		"input": read({"name": "all", "exposed_percent": 100, "gates": []}),
		"want": {"proof": {"record"}},
	},
	"a gate for the fleet that would do for a cohort": {
		"input": object.union(
			says(health({"min_population": 550})),
			{"parameters": {"HG-01": {"min_population": 600}}},
		),
		"want": {"deny": {no_cohort}, "proof": set()},
	},
	"a record that read another measure": {
		"input": read({"gates": [fixture.values[0], object.union(fixture.values[1], {"metric": "boot_failure_percent"})]}),
		"want": {"proof": set()},
	},
	"a record that read the fleet instead of a cohort": {
		"input": read({"gates": [fixture.values[0], object.union(fixture.values[1], {"scope": "fleet"})]}),
		"want": {"proof": set()},
	},
	"a record of nearly the whole fleet that read nothing": {
		"input": read({"name": "surprise", "exposed_percent": 99, "gates": []}),
		"want": {"proof": set()},
	},
}

test_declared_gates[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
