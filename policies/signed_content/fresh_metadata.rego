# METADATA
# title: Freshness and anti-rollback
# description: The signed metadata by which devices find the release is stale within 7 d for content (`metadata_age`), its number only rises, and tests have shown that devices take neither stale nor older metadata.
# related_resources:
#   - ref: https://theupdateframework.github.io/specification/latest/
#     description: The Update Framework names rollback, freeze and mix-and-match attacks, and lets metadata expire
#   - ref: https://uptane.org/
#     description: Uptane, a release counter that never falls
# custom:
#   id: SG-03
#   severity: {default: high}
#   applies_to: [{kind: content}, {kind: configuration}, {kind: platform}]
#   claim: distribution
#   parameters:
#     metadata_age:
#       default: 30d
#       content: 7d
#       configuration: 7d
#       strict: 1d
#       unit: duration
#       why: >-
#         As long as metadata is valid, somebody between vendor and device can keep it from learning of a newer release.
#         Content is renewed often enough to sign for a week at most. The numbers are ours.
#   proof:
#     gate: [["https://in-toto.io/attestation/test-result/v0.1#sg/freshness", "https://in-toto.io/attestation/test-result/v0.1#sg/anti-rollback"]]
#     audit: [["https://in-toto.io/attestation/test-result/v0.1#sg/freshness", "https://in-toto.io/attestation/test-result/v0.1#sg/anti-rollback"]]
#   crosswalk: {CRA: ["2.7"], SSDF: [PS.2]}
#   firmness: [practice, practice]
#   fix: Let the metadata expire sooner, number it, and attach one test result in which both sg/freshness and sg/anti-rollback passed.
package belay.signed_content.fresh_metadata

import data.belay.lib

claim := input.manifest.distribution

# Before a rollout the metadata's life is counted from now; afterwards from its start, or from when the release was made.
since := input.now if input.phase == "gate"

since := input.manifest.rollout.starts if {
	input.phase == "audit"
	begun
}

since := input.manifest.release.created if {
	input.phase == "audit"
	not begun
}

begun if lib.seconds(input.manifest.rollout.starts, input.now) >= 0

fresh if {
	lasts := lib.seconds(since, claim.expires)
	lasts > 0
	lasts <= input.parameters["SG-03"].metadata_age
}

deny contains {"at": ["distribution", "expires"]} if {
	claim
	not fresh
}

# A record tells when devices first came for it, whatever start the manifest promised.
deny contains {"at": ["distribution", "expires"], "by": e.id} if {
	input.phase == "audit"
	some e in lib.records
	lib.seconds(e.predicate.stages[0].started, claim.expires) > input.parameters["SG-03"].metadata_age
}

numbered if claim.version > 0

deny contains {"at": ["distribution", "version"]} if {
	claim
	not numbered
}

# Both in one result: of two, the better would speak for the weaker.
proof contains id if some id in (lib.passed["sg/freshness"] & lib.passed["sg/anti-rollback"])

deny contains {"at": ["distribution"], "by": id} if some id in lib.failed["sg/freshness"]

deny contains {"at": ["distribution"], "by": id} if some id in lib.failed["sg/anti-rollback"]
