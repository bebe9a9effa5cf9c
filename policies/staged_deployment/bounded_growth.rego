# METADATA
# title: Bounded growth
# description: Outside the vendor's own fleet, no step of the rollout reaches more than 10 times as many devices as the one before it (`max_growth_factor`).
# related_resources:
#   - ref: https://learn.microsoft.com/defender-endpoint/manage-gradual-rollout
#     description: Defender's platform and engine updates scale out from 10 % to 100 %
#   - ref: https://developer.apple.com/help/app-store-connect/update-your-app/release-a-version-update-in-phases
#     description: No step of a phased App Store release is larger than 2.5 times
#   - ref: https://docs.aws.amazon.com/appconfig/latest/userguide/appconfig-creating-deployment-strategy.html
#     description: AWS AppConfig deployment strategies have a growth factor
# custom:
#   id: SD-03
#   severity: {default: high}
#   applies_to: [{}]
#   claim: rollout.stages
#   parameters:
#     max_growth_factor:
#       default: 10
#       strict: 2.5
#       unit: times
#       why: >-
#         The widest single step in the rollouts that vendors describe in public is 10 %, then everybody: ten times.
#         The narrowest well known series, of a phased App Store release, never takes more than 2.5. That a limit is
#         put on the factor itself is our proposal.
#   proof:
#     gate: [[rollout-plan/v1], [rollout-record/v1]]
#     audit: [[rollout-record/v1]]
#   crosswalk: {CISA-SSD: ["5"]}
#   firmness: [practice, practice, practice]
#   fix: Put a stage between the two that are too far apart.
package belay.staged_deployment.bounded_growth

import data.belay.lib

limit := input.parameters["SD-03"].max_growth_factor

claim := input.exposure.growth

bounded if claim <= limit

default place := ["rollout", "stages"]

place := array.concat(input.exposure.growth_from, [lib.percent_field[input.exposure.growth_from[1]]])

deny contains {"at": at} if {
	at := place
	claim
	not bounded
}

# Most of the fleet in the first external stage: nothing grows, because nothing is left to grow into.
deny contains {"at": at} if {
	first := input.exposure.first_external
	at := array.concat(first.from, [lib.percent_field[first.from[1]]])
	not claim
}

# A real stage ends a little below its max_percent, so the factor between two real stages is seldom the promised one:
# it is held against the limit, and each stage against its own promise.
steep contains {"id": e.id, "at": at} if {
	some e in lib.records
	e.exposure.growth > limit
	at := place
}

steep contains {"id": e.id, "at": at} if {
	some e in lib.records
	some stage in e.predicate.stages
	some i, promised in input.manifest.rollout.stages
	promised.name == stage.name
	stage.exposed_percent > promised.max_percent
	at := ["rollout", "stages", i, "max_percent"]
}

contradicting contains step.id if some step in steep

deny contains {"at": step.at, "by": step.id} if some step in steep

proof contains e.id if {
	some e in lib.plans
	e.exposure.growth <= claim
}

proof contains e.id if {
	some e in lib.ended
	e.exposure.growth <= limit
	not e.id in contradicting
}
