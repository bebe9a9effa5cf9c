# METADATA
# title: Source reviewed by two, and built from
# description: Two trusted people have reviewed the source revision that the manifest names, in the repository that it names, and every file of the release is built from that very revision.
# related_resources:
#   - ref: https://slsa.dev/spec/v1.2/source-requirements
#     description: SLSA Source level 4, two-party review
#   - ref: https://slsa.dev/spec/v1.2/verification_summary
#     description: SLSA verification summaries say what a revision was found to be
#   - ref: https://baseline.openssf.org/
#     description: OSPS Baseline, OSPS-QA-07, changes are approved by somebody else than their author
# custom:
#   id: PS-02
#   severity: {default: high}
#   applies_to: [{}]
#   claim: supply_chain.source
#   proof:
#     gate: [["https://slsa.dev/verification_summary/v1"]]
#     audit: [["https://slsa.dev/verification_summary/v1"]]
#   concerns: [source]
#   crosswalk: {SLSA: [Source], OSPS: [OSPS-QA-07]}
#   firmness: [guidance, guidance, guidance]
#   fix: Name the source under supply_chain, and attach the verification summary over its commit that says SLSA_SOURCE_LEVEL_4 or SLSA_SOURCE_TWO_PARTY_REVIEWED, beside the provenance of every file.
package belay.provenance.reviewed_source

import data.belay.lib

claim := input.manifest.supply_chain.source

# Of the claimed repository: a fork holds the same commits, and reviews there are other people's.
summaries contains e if {
	some e in input.evidence
	e.type == "https://slsa.dev/verification_summary/v1"
	e.covers_source
	lib.same_source(e.predicate.resourceUri, claim.repository)
}

enough := {"SLSA_SOURCE_LEVEL_4", "SLSA_SOURCE_TWO_PARTY_REVIEWED"}

reviewed contains e if {
	some e in summaries
	e.predicate.verificationResult == "PASSED"
	some level in e.predicate.verifiedLevels
	level in enough
}

# A verifier who found a revision wanting is only taken back by the same one, later, and anybody can write its name: it
# takes a signer whose word weighs as much.
taken_back contains e.id if {
	some e in summaries
	some later in reviewed
	later.predicate.verifier.id == e.predicate.verifier.id
	later.age < e.age
	lib.weight[later.grade] >= lib.weight[e.grade]
}

deny contains {"at": ["supply_chain", "source", "revision"], "by": e.id} if {
	some e in summaries
	e.predicate.verificationResult == "FAILED"
	not e.id in taken_back
}

# In 2024 an attack was in the released files only, and not in the source that people could read. A build that took
# something from a second revision, too, may have taken what nobody reviewed.
built contains [artifact, e.id] if {
	some e in lib.provenances
	e.grade in {"attested", "independent"}
	{commit | some [e.id, commit] in lib.built_from} == {claim.revision}
	some artifact in e.artifacts
}

all_built if count({artifact.name | some artifact in input.artifacts} - {artifact | some [artifact, _] in built}) == 0

proof contains e.id if {
	all_built
	some e in reviewed
}

# Graded by PS-01, and shown here for what it adds.
proof contains id if {
	all_built
	count(reviewed) > 0
	some [_, id] in built
}
