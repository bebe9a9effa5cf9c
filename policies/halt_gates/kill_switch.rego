# METADATA
# title: Kill switch
# description: The vendor can stop a release for one customer, for one version and for everybody, and at most 15 min (`halt_latency`) later no further device receives it.
# related_resources:
#   - ref: https://learn.microsoft.com/defender-endpoint/mde-sdp-strategy
#     description: Microsoft Defender undoes a bad update from the cloud within minutes
#   - ref: https://www.cisa.gov/resources-tools/resources/safe-software-deployment-how-software-manufacturers-can-ensure-reliability-customers
#     description: CISA, FBI and ACSC guide, playbooks for incidents
# custom:
#   id: HG-04
#   severity: {default: high}
#   applies_to: [{kind: content}, {kind: configuration}, {kind: service}, {kind: agent}]
#   claim: kill_switch
#   parameters:
#     halt_latency:
#       default: 15m
#       strict: 5m
#       unit: duration
#       why: >-
#         In 2017 a bad rule was withdrawn after 13 minutes and had done its harm; outages of 2019 and 2025 ended by a
#         switch took 25 and 40. The number is ours.
#     drill_age:
#       default: 90d
#       content: 30d
#       strict: 30d
#       unit: duration
#       why: A switch that nobody has thrown this quarter may be stuck, and content goes out every day. The numbers are ours.
#     drill_devices:
#       default: 100
#       strict: 100
#       unit: devices
#       why: As many as Microsoft's crash measure needs before it counts. That drills need as many is ours.
#   proof:
#     gate: [["https://in-toto.io/attestation/test-result/v0.1#hg/kill-switch"], [rollback-drill/v1]]
#     audit: [["https://in-toto.io/attestation/test-result/v0.1#hg/kill-switch"], [rollback-drill/v1]]
#   crosswalk: {CISA-SSD: [playbook]}
#   firmness: [practice, guidance]
#   fix: Give kill_switch a short enough latency and the scopes customer, version and global, and attach a test result in which hg/kill-switch passed or a recent drill that began with the switch.
package belay.halt_gates.kill_switch

import data.belay.lib

parameters := input.parameters["HG-04"]

claim := input.manifest.kill_switch

scopes := {scope | some scope in claim.scopes}

fast if claim.latency <= parameters.halt_latency

deny contains {"at": ["kill_switch", "latency"]} if {
	claim
	not fast
}

deny contains {"at": ["kill_switch", "scopes"]} if {
	claim
	count({"customer", "version", "global"} - scopes) > 0
}

proof contains id if some id in lib.passed["hg/kill-switch"]

# A drill is proof if it threw the switch for everything that is claimed, on enough devices, and was as fast.
thrown contains e.id if {
	some e in lib.drills
	e.age <= parameters.drill_age
	e.predicate.devices >= parameters.drill_devices
	e.predicate.kill_switch.latency <= claim.latency
	count(scopes - {scope | some scope in e.predicate.kill_switch.scopes}) == 0
}

proof contains id if some id in thrown

# One that was slower contradicts, unless a drill came after it that is proof.
mended contains id if {
	some [id, next] in lib.followed
	next in thrown
}

deny contains {"at": ["kill_switch", "latency"], "by": e.id} if {
	some e in lib.drills
	e.predicate.kill_switch.latency > claim.latency
	not e.id in mended
}

deny contains {"at": ["kill_switch"], "by": id} if some id in lib.failed["hg/kill-switch"]
