# METADATA
# title: Time objective declared and met
# description: The last known good release is offered to every connected device within 24 h, 60 min for content, configuration and services (`rto`), and a drill of the last 90 d, 30 d for content (`drill_age`), took no longer than the manifest says.
# related_resources:
#   - ref: https://www.crowdstrike.com/wp-content/uploads/2024/08/Channel-File-291-Incident-Root-Cause-Analysis-08.06.2024.pdf
#     description: The content of July 2024 was withdrawn after 78 minutes
#   - ref: https://www.cisa.gov/resources-tools/resources/safe-software-deployment-how-software-manufacturers-can-ensure-reliability-customers
#     description: CISA, FBI and ACSC guide, playbooks for recovery and rollback
# custom:
#   id: RB-04
#   severity: {default: medium}
#   applies_to: [{}]
#   claim: rollback.rto
#   parameters:
#     rto:
#       default: 24h
#       content: 60m
#       configuration: 60m
#       service: 60m
#       strict: {default: 4h, content: 15m, configuration: 15m, service: 15m}
#       unit: duration
#       why: >-
#         In July 2024 it took 78 minutes to withdraw the content, and that healed no machine that was already down.
#         The numbers are ours.
#     drill_age:
#       default: 90d
#       content: 30d
#       strict: 30d
#       unit: duration
#       why: The same as for the drill that RB-02 asks for. The numbers are ours.
#     drill_devices:
#       default: 100
#       strict: 100
#       unit: devices
#       why: The same as for the drill that RB-02 asks for. The number is ours.
#     drill_healthy:
#       default: 99
#       strict: 99
#       unit: percent
#       why: The same as for the drill that RB-02 asks for. The number is ours.
#   proof:
#     gate: [[rollback-drill/v1]]
#     audit: [[rollback-drill/v1]]
#   crosswalk: {CISA-SSD: [playbook]}
#   firmness: [practice, guidance]
#   fix: State in rollback.rto and rollback.path how fast and by which way devices get back, and attach a recent drill of that way that took no longer.
package belay.rollback.time_objective

import data.belay.lib

parameters := input.parameters["RB-04"]

claim := input.manifest.rollback.rto

soon_enough if claim <= parameters.rto

deny contains {"at": ["rollback", "rto"]} if {
	claim
	not soon_enough
}

# Seconds that each drill took. One that took none was not measured.
took[e.id] := seconds if {
	some e in lib.ways_back
	seconds := lib.seconds(e.predicate.started, e.predicate.finished)
	seconds > 0
}

proof contains e.id if {
	some e in lib.ways_back
	took[e.id] <= claim
	e.age <= parameters.drill_age
	e.predicate.devices >= parameters.drill_devices
	e.predicate.healthy_percent >= parameters.drill_healthy
}

# A drill that took longer contradicts, unless one came after it that is proof.
mended contains id if {
	some [id, next] in lib.followed
	next in proof
}

deny contains {"at": ["rollback", "rto"], "by": id} if {
	some id, seconds in took
	seconds > claim
	not id in mended
}
