# METADATA
# title: A declared plan with an internal stage first
# description: Every release declares its way to the whole fleet, and reaches at least 100 devices of the vendor's own (`internal_min_devices`) before it reaches anybody else's.
# related_resources:
#   - ref: https://www.cisa.gov/resources-tools/resources/safe-software-deployment-how-software-manufacturers-can-ensure-reliability-customers
#     description: CISA, FBI and ACSC guide, phase 3, internal rollout
#   - ref: https://learn.microsoft.com/defender-endpoint/mde-sdp-strategy
#     description: The first ring of Microsoft Defender is Microsoft's own devices
#   - ref: https://learn.microsoft.com/windows-hardware/drivers/dashboard/pct-machines-without-kernel-mode-crash
#     description: Microsoft's crash measure counts from 100 machines on
# custom:
#   id: SD-01
#   severity: {default: high}
#   applies_to: [{}]
#   claim: rollout.stages
#   parameters:
#     internal_min_devices:
#       default: 100
#       strict: 500
#       unit: devices
#       why: >-
#         Microsoft's crash measure for drivers needs 100 machines before its value counts, and 500 for each cohort.
#         That these numbers suit a vendor's own fleet is our proposal.
#   proof:
#     gate: [[rollout-plan/v1], [rollout-record/v1]]
#     audit: [[rollout-record/v1]]
#   crosswalk: {CISA-SSD: ["1", "3"], SSDF: [PS.2], CRA: ["1.2f"], DORA-RTS: ["17(1)(c)"]}
#   firmness: [guidance, practice, programme]
#   fix: Begin the rollout with a stage whose audience is internal, large enough to show a fault, state fleet_size, and go on to the whole fleet.
package belay.staged_deployment.internal_stage_first

import data.belay.lib

limit := input.parameters["SD-01"].internal_min_devices

first := input.exposure.points[0]

claim := first.audience

deny contains {"at": at} if {
	at := first.from
	not first.audience == "internal"
}

# Devices come whole; rounding keeps a percentage such as 0.001 from losing one of them.
large_enough if round((input.exposure.internal_percent * input.manifest.rollout.fleet_size) / 100) >= limit

deny contains {"at": at} if {
	at := array.concat(first.from, [lib.percent_field[first.from[1]]])
	first.audience == "internal"
	input.manifest.rollout.fleet_size
	not large_enough
}

deny contains {"at": ["rollout", "fleet_size"]} if {
	claim
	not input.manifest.rollout.fleet_size
}

# Of what is not declared nothing is promised: a rollout that ends with a canary leaves everybody else to chance.
declared if {
	some point in input.exposure.points
	point.percent == 100
}

deny contains {"at": ["rollout", last.from[1]]} if {
	last := input.exposure.points[count(input.exposure.points) - 1]
	not declared
}

shown contains e.id if {
	some e in lib.plans
	e.exposure.points[0].audience == "internal"
	round((e.exposure.internal_percent * e.predicate.rollout.fleet_size) / 100) >= limit
}

shown contains e.id if {
	some e in lib.records
	e.exposure.points[0].audience == "internal"
	round((e.exposure.internal_percent * e.predicate.fleet_size) / 100) >= limit
}

proof contains id if {
	some id in shown
	not id in cut_short
}

default place := ["rollout", "stages"]

place := first.from

deny contains {"at": at, "by": e.id} if {
	at := place
	some e in lib.records
	not e.id in shown
}

# A record that calls itself complete has come to the whole fleet, or has more to tell.
cut_short contains e.id if {
	some e in lib.records
	e.predicate.state == "complete"
	count({point | some point in e.exposure.points; point.percent == 100}) == 0
}

deny contains {"at": at, "by": id} if {
	at := place
	some id in cut_short
}
