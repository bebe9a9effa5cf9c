# METADATA
# title: Everything executable or interpreted is signed
# description: Each file of the release, content included, has a digest in the manifest and a signed statement about those very bits.
# related_resources:
#   - ref: https://baseline.openssf.org/
#     description: OSPS Baseline, OSPS-BR-06, released files are signed or listed in a signed manifest
#   - ref: https://eur-lex.europa.eu/eli/reg/2024/2847/oj
#     description: EU Cyber Resilience Act, Annex I, Part II (7), secure distribution of updates
#   - ref: https://slsa.dev/spec/v1.0/provenance
#     description: SLSA provenance says what was built, by digest
# custom:
#   id: SG-01
#   severity: {default: critical}
#   applies_to: [{}]
#   claim: artifacts
#   parameters: {}
#   proof:
#     gate: [["https://slsa.dev/provenance/v1"], ["https://in-toto.io/attestation/release/v0.1"]]
#     audit: [["https://slsa.dev/provenance/v1"], ["https://in-toto.io/attestation/release/v0.1"]]
#   minimum_grade: attested
#   waivable: false
#   crosswalk: {SSDF: [PS.2.1], OSPS: [OSPS-BR-06], CRA: ["2.7"]}
#   firmness: [guidance, law, guidance]
#   fix: Attach SLSA provenance or an in-toto release attestation over the digest of every artifact, signed by the build system.
package belay.signed_content.everything_signed

# A signature says who made the bits, not that they are good: the content of July 2024 was signed. This commitment is
# what makes the others mean these bits and no others.
claim := [artifact.digest | some artifact in input.manifest.artifacts]

deny contains {"at": at} if {
	some seen in input.artifacts
	seen.file == "differs"
	some i, artifact in input.manifest.artifacts
	artifact.name == seen.name
	at := ["artifacts", i, "digest"]
}

kinds := {"https://slsa.dev/provenance/v1", "https://in-toto.io/attestation/release/v0.1"}

proof contains e.id if {
	some e in input.evidence
	e.type in kinds
	count(e.artifacts) > 0
}
