# METADATA
# title: Time to notice
# description: Each external stage is watched for 24 h before the next, 1 h for content and 30 min for services (`soak`), and half the fleet is reached no sooner than 4 h after the first customer, 72 h for the kernel (`half_fleet`).
# related_resources:
#   - ref: https://learn.microsoft.com/azure/well-architected/operational-excellence/safe-deployments
#     description: Azure Well-Architected OE:11, bake times of hours and days that grow with each group
#   - ref: https://github.com/coreos/fedora-coreos-streams
#     description: Of 602 staged Fedora CoreOS rollouts, 595 took 24 h or longer
#   - ref: https://www.cisa.gov/resources-tools/resources/safe-software-deployment-how-software-manufacturers-can-ensure-reliability-customers
#     description: CISA, FBI and ACSC guide, phases 4 and 5, canary testing and controlled rollout
# custom:
#   id: SD-05
#   severity: {default: high, kernel: critical}
#   applies_to: [{}]
#   claim: rollout.stages
#   parameters:
#     soak:
#       default: 24h
#       kernel: 24h
#       content: 1h
#       configuration: 1h
#       service: 30m
#       strict: {default: 48h, kernel: 48h, content: 4h, configuration: 4h, service: 1h}
#       unit: duration
#       why: >-
#         Published practice for operating systems is a day or two, for a canary an hour, and for the last look at a
#         configuration change half an hour. The strict values are ours.
#     half_fleet:
#       default: 4h
#       kernel: 72h
#       driver: 72h
#       strict: {default: 8h, kernel: 168h, driver: 168h}
#       unit: duration
#       why: >-
#         Seven endpoint incidents with published times were withdrawn after 13 to 810 minutes, median 210: half a
#         fleet reached after 4 h leaves time in four of the seven, after 8 h in six, and those signals came from full
#         exposure. Windows watches a new driver for 30 days. The numbers are ours.
#     emergency_soak_factor:
#       default: 0.25
#       strict: 0.5
#       unit: times
#       why: An emergency may shorten both times to this part of them; who may call it one is SD-07. The number is ours.
#   proof:
#     gate: [[rollout-plan/v1], [rollout-record/v1]]
#     audit: [[rollout-record/v1]]
#   crosswalk: {CISA-SSD: ["4", "5"]}
#   firmness: [guidance, practice, guidance]
#   fix: Give each external stage before the last a longer soak, or make the ramp or the steps slower.
package belay.staged_deployment.soak

import data.belay.lib

parameters := input.parameters["SD-05"]

default factor := 1

factor := parameters.emergency_soak_factor if input.manifest.release.urgency == "emergency"

soak := round(parameters.soak * factor)

half := round(parameters.half_fleet * factor)

claim := [point | some point in input.exposure.points; point.audience == "external"]

deny contains {"at": wait.at} if {
	some wait in lib.waits
	wait.lasts < soak
}

long_enough if input.manifest.rollout.ramp.duration >= soak

long_enough if input.exposure.duration - min(lib.moving) >= soak

deny contains {"at": ["rollout", model, lib.pace_field[model]]} if {
	model := input.manifest.rollout.model
	count(lib.moving) > 0
	not long_enough
}

# The first external stage decides: either it is half the fleet at once, or too little time follows it.
slow_enough if input.exposure.half >= half

slow_enough if max([point.percent | some point in claim]) < 50

deny contains {"at": at} if {
	claim[0].percent >= 50
	at := array.concat(claim[0].from, [lib.percent_field[claim[0].from[1]]])
	not slow_enough
}

deny contains {"at": at} if {
	claim[0].percent < 50
	at := array.concat(claim[0].from, [lib.pace_field[claim[0].from[1]]])
	not slow_enough
}

# What a record shows to have been hurried: each stage against its promise, everything against the limits.
hurried contains {"id": stage.id, "at": ["rollout", "stages", i, "soak"]} if {
	some stage in lib.promoted
	some i, promised in input.manifest.rollout.stages
	promised.name == stage.name
	stage.lasted < promised.soak
}

hurried contains {"id": stage.id, "at": ["rollout", "stages"]} if {
	some stage in lib.promoted
	stage.audience == "external"
	stage.percent < 100
	stage.lasted < soak
	count(lib.moving) == 0
}

hurried contains {"id": e.id, "at": ["rollout"]} if {
	some e in lib.records
	e.exposure.half < half
}

hurried contains {"id": e.id, "at": ["rollout"]} if {
	some e in lib.records
	e.exposure.duration < soak
}

# A ramp or a series of steps has no stages to compare: it may not be faster than it was promised to be.
hurried contains {"id": e.id, "at": ["rollout"]} if {
	some e in lib.records
	count(lib.moving) > 0
	e.exposure.half < input.exposure.half
}

hurried contains {"id": e.id, "at": ["rollout"]} if {
	some e in lib.records
	count(lib.moving) > 0
	e.exposure.duration < input.exposure.duration
}

contradicting contains haste.id if some haste in hurried

deny contains {"at": haste.at, "by": haste.id} if some haste in hurried

proof contains e.id if some e in lib.plans

proof contains e.id if {
	some e in lib.ended
	not e.id in contradicting
}
