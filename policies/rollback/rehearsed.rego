# METADATA
# title: Rollback rehearsed
# description: A drill of the last 90 d, 30 d for content (`drill_age`), took at least 100 devices (`drill_devices`) back by the way that the manifest names, and left 99 % of them healthy (`drill_healthy`).
# related_resources:
#   - ref: https://www.crowdstrike.com/wp-content/uploads/2024/08/Channel-File-291-Incident-Root-Cause-Analysis-08.06.2024.pdf
#     description: Root cause analysis of the incident of July 2024, after which tests of content and of its rollback were promised
#   - ref: https://learn.microsoft.com/windows-hardware/drivers/develop/safe-deployment-best-practices-for-drivers
#     description: Safe deployment best practices for drivers, plan for failure and define how to roll back
#   - ref: https://eur-lex.europa.eu/eli/reg_del/2024/1774/oj
#     description: DORA technical standards, Article 17(1), fall-back procedures for changes
# custom:
#   id: RB-02
#   severity: {default: high}
#   applies_to: [{kernel: true}, {kind: agent}, {kind: content}, {kind: configuration}, {kind: platform}]
#   claim: rollback.path
#   parameters:
#     drill_age:
#       default: 90d
#       content: 30d
#       strict: 30d
#       unit: duration
#       why: A way back that nobody has taken this quarter is a hope, and content goes out every day. The numbers are ours.
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
#     gate: [[rollback-drill/v1]]
#     audit: [[rollback-drill/v1]]
#   crosswalk: {CISA-SSD: [playbook], DORA-RTS: ["17(1)(e)"]}
#   firmness: [promise, guidance, law]
#   fix: Name the way back in rollback.path, rehearse it on enough devices, and attach the rollback-drill attestation.
package belay.rollback.rehearsed

import data.belay.lib

parameters := input.parameters["RB-02"]

claim := input.manifest.rollback.path

proof contains e.id if {
	some e in lib.ways_back
	e.age <= parameters.drill_age
	e.predicate.devices >= parameters.drill_devices
	e.predicate.healthy_percent >= parameters.drill_healthy
}

# A drill that left devices broken contradicts, unless one came after it that is proof.
mended contains id if {
	some [id, next] in lib.followed
	next in proof
}

deny contains {"at": ["rollback", "path"], "by": e.id} if {
	some e in lib.ways_back
	e.predicate.healthy_percent < parameters.drill_healthy
	not e.id in mended
}
