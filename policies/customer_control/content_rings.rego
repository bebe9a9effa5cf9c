# METADATA
# title: Content has rings too
# description: Customers can put groups of devices into an early, a general and a paused ring for content as they can for software; where they cannot pause, the vendor says why, if the profile takes a reason (`reason_suffices`).
# related_resources:
#   - ref: https://registry.terraform.io/providers/CrowdStrike/crowdstrike/latest/docs/resources/content_update_policy
#     description: CrowdStrike content update policies assign early access, general availability or pause; one category cannot be paused
#   - ref: https://www.crowdstrike.com/wp-content/uploads/2024/08/Channel-File-291-Incident-Root-Cause-Analysis-08.06.2024.pdf
#     description: Root cause analysis of the incident of July 2024, after which customers were to decide when and where content is deployed
#   - ref: https://eur-lex.europa.eu/eli/reg/2024/2847/oj
#     description: EU Cyber Resilience Act, Annex I, Part I (2)(c), updates can be postponed for a time
# custom:
#   id: CC-01
#   severity: {default: high}
#   applies_to: [{kind: content}, {kind: configuration}]
#   claim: customer_control.content_rings
#   parameters:
#     reason_suffices:
#       default: true
#       strict: false
#       unit: switch
#       why: >-
#         One large vendor lets its customers pause all content but what the system itself depends on, and says so.
#         That strict takes no reason is ours.
#   proof:
#     gate: [["https://in-toto.io/attestation/test-result/v0.1#cc/ring-assignment"]]
#     audit: [["https://in-toto.io/attestation/test-result/v0.1#cc/ring-assignment"]]
#   crosswalk: {CRA: ["1.2c"]}
#   firmness: [practice, promise, law]
#   fix: Offer the rings early, general and paused for content, or give no_pause_reason, and attach a test result in which cc/ring-assignment passed.
package belay.customer_control.content_rings

import data.belay.lib

claim := input.manifest.customer_control.content_rings

asked := {"early", "general"}

deny contains {"at": ["customer_control", "content_rings"]} if {
	count(claim) > 0
	count(asked - {ring | some ring in claim}) > 0
}

pausable if "paused" in claim

pausable if {
	input.manifest.customer_control.no_pause_reason
	input.parameters["CC-01"].reason_suffices
}

deny contains {"at": ["customer_control", "no_pause_reason"]} if {
	count(claim) > 0
	not pausable
}

deny contains {"at": ["customer_control", "content_rings"], "by": id} if some id in lib.failed["cc/ring-assignment"]

proof contains id if some id in lib.passed["cc/ring-assignment"]
