# METADATA
# title: Delay and pin
# description: Customers can hold a release back for 48 h or longer (`delay`) and stay on a named version; of binaries they can run the last 2 before the newest (`versions_behind`).
# related_resources:
#   - ref: https://learn.microsoft.com/defender-endpoint/manage-gradual-rollout
#     description: Microsoft Defender has a channel that is 48 hours behind
#   - ref: https://registry.terraform.io/providers/CrowdStrike/crowdstrike/latest/docs/resources/content_update_policy
#     description: CrowdStrike content update policies offer delays up to 72 hours and pinned versions
#   - ref: https://eur-lex.europa.eu/eli/reg/2024/2847/oj
#     description: EU Cyber Resilience Act, Annex I, Part I (2)(c), updates can be postponed for a time
# custom:
#   id: CC-02
#   severity: {default: high}
#   applies_to: [{kind: agent}, {kind: content}, {kernel: true}]
#   claim: customer_control
#   parameters:
#     delay:
#       default: 48h
#       strict: 72h
#       unit: duration
#       why: One large product offers its customers 48 h, another up to 72 h.
#     versions_behind:
#       default: 2
#       content: 0
#       configuration: 0
#       strict: {default: 2, content: 0, configuration: 0}
#       unit: count
#       why: >-
#         Sensors have long been offered as newest, one behind and two behind. Content and configuration age too
#         fast for that, so they are asked for a delay and a pin only.
#   proof:
#     gate: [["https://in-toto.io/attestation/test-result/v0.1#cc/delay-and-pin"]]
#     audit: [["https://in-toto.io/attestation/test-result/v0.1#cc/delay-and-pin"]]
#   crosswalk: {CRA: ["1.2c"]}
#   firmness: [practice, practice, law]
#   fix: Offer the delay, the pin and the older versions, state them under customer_control, and attach a test result in which cc/delay-and-pin passed.
package belay.customer_control.delay_and_pin

import data.belay.lib

parameters := input.parameters["CC-02"]

claim := input.manifest.customer_control

long_enough if claim.delay_max >= parameters.delay

deny contains {"at": ["customer_control", "delay_max"]} if {
	claim
	not long_enough
}

deny contains {"at": ["customer_control", "pin"]} if {
	claim
	not claim.pin
}

far_enough if parameters.versions_behind == 0

far_enough if claim.versions_behind >= parameters.versions_behind

deny contains {"at": ["customer_control", "versions_behind"]} if {
	claim
	not far_enough
}

proof contains id if some id in lib.passed["cc/delay-and-pin"]

deny contains {"at": ["customer_control"], "by": id} if some id in lib.failed["cc/delay-and-pin"]
