# METADATA
# title: Support and its end
# description: The manifest says until when the release is supported and gets security updates, which is as long and not over, and that earlier releases can be had for at least 180 d (`last_known_good_kept`).
# related_resources:
#   - ref: https://baseline.openssf.org/
#     description: OSPS Baseline, OSPS-DO-04 and OSPS-DO-05, the scope and length of support and its end are published
#   - ref: https://eur-lex.europa.eu/eli/reg/2024/2847/oj
#     description: EU Cyber Resilience Act, Annex I, Part I (2)(c), security updates
# custom:
#   id: LC-01
#   severity: {default: low}
#   applies_to: [{kernel: true}, {kind: driver}, {kind: agent}, {kind: platform}]
#   claim: lifecycle
#   parameters:
#     last_known_good_kept:
#       default: 180d
#       strict: 365d
#       unit: duration
#       why: One endpoint product lets its customers go back to versions of the last 180 days. The strict value is ours.
#   proof:
#     gate: [["https://in-toto.io/attestation/test-result/v0.1#lc/support-window"]]
#     audit: [["https://in-toto.io/attestation/test-result/v0.1#lc/support-window"]]
#   crosswalk: {OSPS: [OSPS-DO-04, OSPS-DO-05], CRA: ["1.2c"]}
#   firmness: [guidance, law]
#   fix: State supported_until, security_updates_until and last_known_good_kept under lifecycle, publish them, and attach a test result in which lc/support-window passed.
package belay.lifecycle.support_window

import data.belay.lib

claim := input.manifest.lifecycle

end := concat("T", [claim.supported_until, "23:59:59Z"])

supported if lib.seconds(input.now, end) >= 0

deny contains {"at": ["lifecycle", "supported_until"]} if {
	claim
	not supported
}

last_update := concat("T", [claim.security_updates_until, "23:59:59Z"])

secured if lib.seconds(end, last_update) >= 0

deny contains {"at": ["lifecycle", "security_updates_until"]} if {
	claim
	not secured
}

kept if claim.last_known_good_kept >= input.parameters["LC-01"].last_known_good_kept

deny contains {"at": ["lifecycle", "last_known_good_kept"]} if {
	claim
	not kept
}

# A test that compared the dates with what is published, and fetched the oldest release that is kept.
proof contains id if some id in lib.passed["lc/support-window"]
