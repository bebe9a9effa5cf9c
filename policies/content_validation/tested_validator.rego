# METADATA
# title: The validator is itself tested
# description: The content validator rejects all of a corpus of at least 50 known bad inputs (`bad_corpus`), and its tests notice at least 80 % of the faults put into it on purpose (`mutation_percent`).
# related_resources:
#   - ref: https://www.crowdstrike.com/wp-content/uploads/2024/08/Channel-File-291-Incident-Root-Cause-Analysis-08.06.2024.pdf
#     description: Root cause analysis of the incident of July 2024, finding 4, a logic error in the Content Validator
# custom:
#   id: CV-04
#   severity: {default: critical}
#   applies_to: [{kind: content}, {kind: configuration}]
#   claim: validation.validator
#   parameters:
#     bad_corpus:
#       default: 50
#       strict: 200
#       unit: count
#       why: >-
#         A validator that lets bad content through has been the first cause of outages since. The corpus holds the
#         input of every past incident. The number is ours.
#     mutation_percent:
#       default: 80
#       strict: 95
#       unit: percent
#       why: A validator nobody tests is one more thing that can be wrong. The number is ours.
#   proof:
#     gate: [[content-validation/v1]]
#     audit: [[content-validation/v1]]
#   crosswalk: {CISA-SSD: ["2"]}
#   firmness: [promise]
#   fix: Run the validator over a larger corpus of known bad inputs, fix what it lets through, and attach the content-validation attestation.
package belay.content_validation.tested_validator

import data.belay.lib

claim := input.manifest.validation.validator

corpus := claim.known_bad_corpus

large_enough if corpus.size >= input.parameters["CV-04"].bad_corpus

deny contains {"at": ["validation", "validator", "known_bad_corpus", "size"]} if {
	claim
	not large_enough
}

all_rejected if corpus.rejected == corpus.size

deny contains {"at": ["validation", "validator", "known_bad_corpus", "rejected"]} if {
	claim
	not all_rejected
}

thorough if claim.mutation_percent >= input.parameters["CV-04"].mutation_percent

deny contains {"at": ["validation", "validator", "mutation_percent"]} if {
	claim
	not thorough
}

# The same corpus, by digest, and no worse a result.
proof contains e.id if {
	some e in lib.validations
	e.predicate.known_bad_corpus == corpus
	e.predicate.mutation_percent >= claim.mutation_percent
}

worse contains e.id if {
	some e in lib.validations
	e.predicate.known_bad_corpus.rejected < e.predicate.known_bad_corpus.size
}

worse contains e.id if {
	some e in lib.validations
	e.predicate.mutation_percent < claim.mutation_percent
}

deny contains {"at": ["validation", "validator"], "by": id} if some id in worse
