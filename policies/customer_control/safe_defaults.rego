# METADATA
# title: Safe defaults, easy opt-out, postponement
# description: Security updates install by themselves unless somebody decides otherwise; users are told of them, can put them off, and can switch them off.
# related_resources:
#   - ref: https://eur-lex.europa.eu/eli/reg/2024/2847/oj
#     description: EU Cyber Resilience Act, Annex I, Part I (2)(c), automatic security updates by default, with opt-out, notification and postponement; Article 71(2), in force from 11 December 2027
# custom:
#   id: CC-03
#   severity: {default: medium}
#   applies_to: [{kind: agent}, {kind: platform}, {kind: content}]
#   claim: customer_control.auto_update
#   proof:
#     gate: [["https://in-toto.io/attestation/test-result/v0.1#cc/auto-update"]]
#     audit: [["https://in-toto.io/attestation/test-result/v0.1#cc/auto-update"]]
#   crosswalk: {CRA: ["1.2c"]}
#   firmness: [law]
#   effective_on: "2027-12-11"
#   fix: Give customers all four, state them under customer_control.auto_update, and attach a test result in which cc/auto-update passed.
package belay.customer_control.safe_defaults

import data.belay.lib

claim := input.manifest.customer_control.auto_update

deny contains {"at": ["customer_control", "auto_update", "default"]} if {
	count(claim) > 0
	not claim["default"]
}

deny contains {"at": ["customer_control", "auto_update", "opt_out"]} if {
	count(claim) > 0
	not claim.opt_out
}

deny contains {"at": ["customer_control", "auto_update", "postpone"]} if {
	count(claim) > 0
	not claim.postpone
}

deny contains {"at": ["customer_control", "auto_update", "notify"]} if {
	count(claim) > 0
	not claim.notify
}

deny contains {"at": ["customer_control", "auto_update"], "by": id} if some id in lib.failed["cc/auto-update"]

proof contains id if some id in lib.passed["cc/auto-update"]
