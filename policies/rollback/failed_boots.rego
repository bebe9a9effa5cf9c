# METADATA
# title: Recovery without network or hands
# description: After at most 3 failed boots (`failed_boots`) the component disables itself or falls back to the last known good release; a way back that needs the vendor counts only if a drill of the last 90 d (`drill_age`) took it.
# related_resources:
#   - ref: https://learn.microsoft.com/windows/configuration/quick-machine-recovery/
#     description: Quick machine recovery repairs Windows devices that cannot boot, from the recovery environment
#   - ref: https://www.crowdstrike.com/wp-content/uploads/2024/08/Channel-File-291-Incident-Root-Cause-Analysis-08.06.2024.pdf
#     description: Root cause analysis of the incident of July 2024, after which machines needed hands
# custom:
#   id: RB-03
#   severity: {default: critical}
#   applies_to: [{kernel: true}, {kind: agent, boot: true}]
#   claim: rollback.boot_recovery
#   parameters:
#     failed_boots:
#       default: 3
#       strict: 2
#       unit: count
#       why: >-
#         In 2024 each machine needed hands; in 2013 and 2012 two products cut off the network and the updater that
#         their own repair needed. The number is ours.
#     drill_age:
#       default: 90d
#       strict: 30d
#       unit: duration
#       why: A way back that nobody has taken this quarter is a hope. The number is ours.
#     drill_devices:
#       default: 100
#       strict: 100
#       unit: devices
#       why: As many as Microsoft's crash measure needs before it counts. That drills need as many is ours.
#     drill_healthy:
#       default: 99
#       strict: 99
#       unit: percent
#       why: As many as may pass the bar of that measure. The number is ours.
#   proof:
#     gate: [["https://in-toto.io/attestation/test-result/v0.1#rb/boot-loop"], [rollback-drill/v1]]
#     audit: [["https://in-toto.io/attestation/test-result/v0.1#rb/boot-loop"], [rollback-drill/v1]]
#   crosswalk: {CISA-SSD: [playbook]}
#   firmness: [practice, promise]
#   fix: Let the component count failed boots and step aside, and attach a test result in which rb/boot-loop passed or a recent drill with path boot.
package belay.rollback.failed_boots

import data.belay.lib

parameters := input.parameters["RB-03"]

claim := input.manifest.rollback.boot_recovery

soon_enough if claim.after_failed_boots <= parameters.failed_boots

deny contains {"at": ["rollback", "boot_recovery", "after_failed_boots"]} if {
	claim
	not soon_enough
}

# A test of the component alone says nothing about a way back that leads through the vendor.
proof contains id if {
	claim.action in {"last-known-good", "self-disable"}
	some id in lib.passed["rb/boot-loop"]
}

proof contains e.id if {
	some e in input.evidence
	e.type == "rollback-drill/v1"
	e.predicate.path == "boot"
	e.age <= parameters.drill_age
	e.predicate.after_failed_boots <= claim.after_failed_boots
	e.predicate.devices >= parameters.drill_devices
	e.predicate.healthy_percent >= parameters.drill_healthy
}

deny contains {"at": ["rollback", "boot_recovery"], "by": id} if some id in lib.failed["rb/boot-loop"]
