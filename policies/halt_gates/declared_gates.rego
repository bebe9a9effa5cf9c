# METADATA
# title: Declared halt criteria
# description: Every part of the rollout before the whole fleet has a gate that decides before that part ends and counts at least 100 devices over the fleet (`min_population`) or 500 in a cohort (`cohort_population`); both kinds are in use.
# related_resources:
#   - ref: https://learn.microsoft.com/windows-hardware/drivers/dashboard/pct-machines-without-kernel-mode-crash
#     description: Microsoft's crash measure counts from 100 machines, and from 500 in a cohort
#   - ref: https://docs.flagger.app/usage/how-it-works
#     description: Flagger promotes a canary step by step while its metrics stay within thresholds
#   - ref: https://www.cisa.gov/resources-tools/resources/safe-software-deployment-how-software-manufacturers-can-ensure-reliability-customers
#     description: CISA, FBI and ACSC guide, phase 4, deployment and canary testing
# custom:
#   id: HG-01
#   severity: {default: critical}
#   applies_to: [{}]
#   claim: gates
#   parameters:
#     min_population:
#       default: 100
#       strict: 500
#       unit: devices
#       why: Microsoft's crash measure for drivers needs 100 machines. The strict value is ours.
#     cohort_population:
#       default: 500
#       strict: 1000
#       unit: devices
#       why: >-
#         The same measure needs 500 machines in a cohort. Failures often hit one cohort only, a service pack or a
#         language, and drown in the mean of a fleet. The strict value is ours.
#   proof:
#     gate: [[rollout-plan/v1], [rollout-record/v1]]
#     audit: [[rollout-record/v1]]
#   crosswalk: {CISA-SSD: ["4"]}
#   firmness: [programme, practice, guidance]
#   fix: Add a gate that names the stage, with a window no longer than its soak and a min_population, one for the fleet and one for cohorts.
package belay.halt_gates.declared_gates

import data.belay.lib

claim := input.manifest.gates

# A gate with fewer devices may do no harm, but it does not count.
counts contains gate if {
	some gate in claim
	gate.scope == "fleet"
	gate.min_population >= input.parameters["HG-01"].min_population
}

counts contains gate if {
	some gate in claim
	gate.scope == "cohort"
	gate.min_population >= input.parameters["HG-01"].cohort_population
}

guarding contains decision if {
	some decision in lib.deciding
	decision.gate in counts
}

guarded contains decision.part if some decision in guarding

deny contains {"at": part.at} if {
	claim != []
	some part in lib.parts
	not part.at in guarded
}

deny contains {"at": ["gates"]} if {
	claim != []
	{decision.gate.scope | some decision in guarding} != {"fleet", "cohort"}
}

# Everybody at once leaves nothing to guard.
deny contains {"at": ["rollout", "stages"]} if {
	claim != []
	count(lib.parts) == 0
}

# A plan is proof if it holds every gate of the manifest, word for word.
proof contains e.id if {
	some e in lib.plans
	count({gate | some gate in claim} - {gate | some gate in e.predicate.gates}) == 0
}

# A record is proof if each gate of the manifest was read, from enough devices, before the stage it guards was left.
unread contains stage.id if {
	some stage in lib.promoted
	some gate in claim
	stage.name in gate.stages
	count({value.metric |
		some value in stage.gates
		value.metric == gate.metric
		value.scope == gate.scope
		value.population >= gate.min_population
	}) == 0
}

unread contains stage.id if {
	some stage in lib.promoted
	stage.percent < 100
	stage.gates == []
}

proof contains e.id if {
	some e in lib.ended
	not e.id in unread
}
