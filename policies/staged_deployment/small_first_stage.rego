# METADATA
# title: Small first external stage
# description: The first exposure outside the vendor's own fleet reaches at most 1 % of the whole fleet (`first_external_percent`).
# related_resources:
#   - ref: https://learn.microsoft.com/windows-hardware/drivers/dashboard/gradual-rollout
#     description: Windows drivers can start their gradual rollout at 1 % of the devices
#   - ref: https://developer.apple.com/help/app-store-connect/update-your-app/release-a-version-update-in-phases
#     description: A phased App Store release reaches 1 % of its users on the first day
#   - ref: https://www.cisa.gov/resources-tools/resources/safe-software-deployment-how-software-manufacturers-can-ensure-reliability-customers
#     description: CISA, FBI and ACSC guide, phase 4, deployment and canary testing
# custom:
#   id: SD-02
#   severity: {default: high, kernel: critical}
#   applies_to: [{}]
#   claim: rollout.stages
#   parameters:
#     first_external_percent:
#       default: 1
#       platform: 10
#       strict: 0.1
#       unit: percent of the fleet
#       why: >-
#         The curve for Windows drivers and a phased App Store release both start at 1 %. Operating systems begin
#         wider, Ubuntu and Defender's platform at 10 %, hence their own value. The strict value is ours.
#   proof:
#     gate: [[rollout-plan/v1], [rollout-record/v1]]
#     audit: [[rollout-record/v1]]
#   crosswalk: {CISA-SSD: ["4"], SSDF: [PS.2]}
#   firmness: [practice, practice, guidance]
#   fix: Put an external stage with a smaller max_percent before the others.
package belay.staged_deployment.small_first_stage

import data.belay.lib

limit := input.parameters["SD-02"].first_external_percent

first := input.exposure.first_external

claim := first.percent

small_enough if first.percent <= limit

deny contains {"at": at} if {
	at := place
	claim
	not small_enough
}

default place := ["rollout", "stages"]

place := array.concat(first.from, [lib.percent_field[first.from[1]]])

# What was done is held against the promise, and against the limit even where nothing was promised.
exceeding contains e.id if {
	some e in lib.records
	e.exposure.first_external.percent > first.percent
}

exceeding contains e.id if {
	some e in lib.records
	e.exposure.first_external.percent > limit
}

deny contains {"at": at, "by": id} if {
	at := place
	some id in exceeding
}

proof contains e.id if {
	some e in lib.rollouts
	e.exposure.first_external.percent <= first.percent
}
