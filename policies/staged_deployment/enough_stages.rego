# METADATA
# title: Enough stages
# description: The release reaches the fleet in at least 3 stages of different size, 4 for the kernel (`min_stages`), the vendor's own devices included; a ramp has one at each doubling.
# related_resources:
#   - ref: https://www.cisa.gov/resources-tools/resources/safe-software-deployment-how-software-manufacturers-can-ensure-reliability-customers
#     description: CISA, FBI and ACSC guide, phases 3 to 5, internal rollout, canary testing and controlled rollout
#   - ref: https://learn.microsoft.com/windows-hardware/drivers/dashboard/gradual-rollout
#     description: Windows drivers reach their devices along a curve with several steps
# custom:
#   id: SD-04
#   severity: {default: medium}
#   applies_to: [{}]
#   claim: rollout.stages
#   parameters:
#     min_stages:
#       default: 3
#       kernel: 4
#       strict: 5
#       unit: count
#       why: >-
#         The guide names three phases of exposure: the vendor's own devices, a canary, and a controlled rollout. One
#         more for the kernel, where a fault takes the machine with it, and the strict value are ours.
#   proof:
#     gate: [[rollout-plan/v1], [rollout-record/v1]]
#     audit: [[rollout-record/v1]]
#   crosswalk: {CISA-SSD: ["3", "4", "5"]}
#   firmness: [guidance, practice]
#   fix: Put another stage between the first devices and the whole fleet.
package belay.staged_deployment.enough_stages

import data.belay.lib

limit := input.parameters["SD-04"].min_stages

# Two stages that reach the same share are one: the second reaches nobody new.
claim := {point.percent | some point in input.exposure.points}

enough if count(claim) >= limit

deny contains {"at": ["rollout", last.from[1]]} if {
	last := input.exposure.points[count(input.exposure.points) - 1]
	not enough
}

# A rollout that was stopped before half of the fleet had the release may have had fewer.
few contains e.id if {
	some e in lib.records
	count({point.percent | some point in e.exposure.points}) < limit
	e.id in gone_far
}

gone_far contains e.id if {
	some e in lib.records
	e.predicate.state == "complete"
}

gone_far contains e.id if {
	some e in lib.records
	some point in e.exposure.points
	point.percent >= 50
}

deny contains {"at": ["rollout"], "by": id} if some id in few

proof contains e.id if some e in lib.plans

proof contains e.id if {
	some e in lib.ended
	not e.id in few
}
