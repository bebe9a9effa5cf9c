# METADATA
# title: Same rules for first-party
# description: The vendor names the rules that it judges its own releases by, and a verification summary shows that this release passed under exactly those.
# related_resources:
#   - ref: https://slsa.dev/spec/v1.0/verification_summary
#     description: A verification summary names the policy by its digest, and the result
#   - ref: https://www.theregister.co.uk/2009/10/07/interop_microsoft_commission/
#     description: Microsoft's undertaking of 2009 before the European Commission, others are on an equal footing with its own products
# custom:
#   id: FP-02
#   severity: {default: high}
#   applies_to: [{}]
#   claim: parity.policy
#   proof:
#     gate: [["https://slsa.dev/verification_summary/v1"]]
#     audit: [["https://slsa.dev/verification_summary/v1"]]
#   crosswalk: {SLSA: [VSA]}
#   firmness: [guidance, promise]
#   fix: State the rules under parity.policy with their digest, and attach the verification summary of this release under them.
package belay.fairness.same_rules

import data.belay.lib

claim := input.manifest.parity.policy

# Summaries of files of this release, under the rules that are named.
summaries contains e if {
	some e in input.evidence
	e.type == "https://slsa.dev/verification_summary/v1"
	count(e.artifacts) > 0
	e.predicate.policy.digest.sha256 == claim.sha256
}

# What failed may have been put right: a later summary of the same file says so, by somebody whose word weighs as much.
mended contains [first.id, artifact] if {
	some first in summaries
	some later in summaries
	later.predicate.verificationResult == "PASSED"
	first.age > later.age
	lib.weight[later.grade] >= lib.weight[first.grade]
	some artifact in first.artifacts
	artifact in later.artifacts
}

deny contains {"at": ["parity", "policy"], "by": e.id} if {
	some e in summaries
	e.predicate.verificationResult == "FAILED"
	some artifact in e.artifacts
	not [e.id, artifact] in mended
}

proof contains e.id if {
	some e in summaries
	e.predicate.verificationResult == "PASSED"
}
