# METADATA
# title: Kernel crash gate
# description: In every external stage before the whole fleet a gate stops the rollout at more than 1 % of machines with a kernel crash (`kernel_crash_percent`), and another, or the same, at more than 0.1 % above the usual (`kernel_crash_delta_percent`).
# related_resources:
#   - ref: https://learn.microsoft.com/windows-hardware/drivers/dashboard/pct-machines-without-kernel-mode-crash
#     description: Microsoft's measure 26118008, at most 1 % of machines with a kernel mode crash within 7 days
#   - ref: https://learn.microsoft.com/windows-hardware/drivers/develop/safe-deployment-best-practices-for-drivers
#     description: Safe deployment best practices for drivers
# custom:
#   id: HG-03
#   severity: {default: critical}
#   applies_to: [{kernel: true}]
#   claim: gates
#   parameters:
#     kernel_crash_percent:
#       default: 1
#       strict: 0.5
#       unit: percent
#       why: >-
#         The bar of Microsoft's measure for drivers, there over seven days. The strict value is ours.
#     kernel_crash_delta_percent:
#       default: 0.1
#       strict: 0.05
#       unit: percent
#       why: >-
#         1 % of 8.5 million devices is still 85,000 of them, and a gate looks at hours, not at seven days. A gate on
#         kernel_crash_percent that is as small as this serves for both. The number is ours.
#   proof:
#     gate: [[rollout-plan/v1], [rollout-record/v1]]
#     audit: [[rollout-record/v1]]
#   crosswalk: {WHCP: ["measure 26118008"]}
#   firmness: [programme, guidance]
#   fix: Add gates on kernel_crash_percent and kernel_crash_delta_percent that name every external stage before the last.
package belay.halt_gates.kernel_crash_gate

import data.belay.lib

parameters := input.parameters["HG-03"]

claim := [gate | some gate in input.manifest.gates; gate.metric in {"kernel_crash_percent", "kernel_crash_delta_percent"}]

absolute contains decision.part if {
	some decision in lib.deciding
	decision.gate.metric == "kernel_crash_percent"
	decision.gate.max <= parameters.kernel_crash_percent
}

relative contains decision.part if {
	some decision in lib.deciding
	decision.gate in claim
	decision.gate.max <= parameters.kernel_crash_delta_percent
}

deny contains {"at": part.at} if {
	claim != []
	some part in lib.parts
	part.audience == "external"
	not part.at in (absolute & relative)
}

# A gate that nothing passes before everybody has the release stops nothing.
deny contains {"at": ["rollout", "stages"]} if {
	claim != []
	count(lib.parts) == 0
}

proof contains e.id if {
	some e in lib.plans
	count({gate | some gate in claim} - {gate | some gate in e.predicate.gates}) == 0
}

# Going on above the programme's bar contradicts, whatever the gates were.
crashing contains stage.id if {
	some stage in lib.promoted
	some value in stage.gates
	value.metric == "kernel_crash_percent"
	value.value > parameters.kernel_crash_percent
}

deny contains {"at": ["gates"], "by": id} if some id in crashing

unmeasured contains stage.id if {
	some stage in lib.promoted
	stage.audience == "external"
	stage.percent < 100
	some gate in claim
	count({value.metric | some value in stage.gates; value.metric == gate.metric}) == 0
}

proof contains e.id if {
	some e in lib.ended
	not e.id in crashing
	not e.id in unmeasured
}
