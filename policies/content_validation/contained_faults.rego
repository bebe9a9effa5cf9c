# METADATA
# title: Malformed content cannot take the host down
# description: What parses content is fuzzed for at least 24 hours (`fuzz_hours`), and a test has shown that it rejects bad content and keeps the last good.
# related_resources:
#   - ref: https://www.crowdstrike.com/wp-content/uploads/2024/08/Channel-File-291-Incident-Root-Cause-Analysis-08.06.2024.pdf
#     description: Root cause analysis of the incident of July 2024, finding 2, no check of bounds when content was read
#   - ref: https://www.cisa.gov/resources-tools/resources/safe-software-deployment-how-software-manufacturers-can-ensure-reliability-customers
#     description: CISA, FBI and ACSC guide, phase 2, development and testing
# custom:
#   id: CV-03
#   severity: {default: critical}
#   applies_to: [{kernel: true}, {kind: agent}, {kind: content}]
#   claim: validation.fuzzing
#   parameters:
#     fuzz_hours:
#       default: 24
#       strict: 168
#       unit: hours
#       why: >-
#         After July 2024 fuzzing and the injection of faults were promised, because an exception in the consumer of
#         the content could not be handled gracefully. The number is ours.
#   proof:
#     gate: [["https://in-toto.io/attestation/test-result/v0.1#cv/fuzz", "https://in-toto.io/attestation/test-result/v0.1#cv/containment"]]
#     audit: [["https://in-toto.io/attestation/test-result/v0.1#cv/fuzz", "https://in-toto.io/attestation/test-result/v0.1#cv/containment"]]
#   crosswalk: {CISA-SSD: ["2"]}
#   firmness: [promise, guidance]
#   fix: Fuzz the consumer for longer, test that it contains bad content, and attach one test result in which both cv/fuzz and cv/containment passed.
package belay.content_validation.contained_faults

import data.belay.lib

claim := input.manifest.validation.fuzzing

long_enough if claim.hours >= input.parameters["CV-03"].fuzz_hours

deny contains {"at": ["validation", "fuzzing", "hours"]} if {
	claim
	not long_enough
}

# Both in one result: of two, the better would speak for the weaker.
proof contains id if some id in (lib.passed["cv/fuzz"] & lib.passed["cv/containment"])

deny contains {"at": ["validation", "fuzzing"], "by": id} if some id in lib.failed["cv/fuzz"]

deny contains {"at": ["validation", "fuzzing"], "by": id} if some id in lib.failed["cv/containment"]
