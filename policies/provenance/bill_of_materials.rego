# METADATA
# title: A bill of materials of every file
# description: A bill of materials in the stated form, bound to the digest of each file, lists what is in it by name and version.
# related_resources:
#   - ref: https://baseline.openssf.org/
#     description: OSPS Baseline, OSPS-QA-02, released software comes with a bill of materials
#   - ref: https://eur-lex.europa.eu/eli/reg/2024/2847/oj
#     description: EU Cyber Resilience Act, Annex I, Part II (1), a bill of materials in a common, machine-readable form
# custom:
#   id: PS-03
#   severity: {default: medium}
#   applies_to: [{kernel: true}, {kind: driver}, {kind: agent}, {kind: platform}, {kind: service}]
#   claim: supply_chain.sbom
#   proof:
#     gate: [["https://spdx.dev/Document"], ["https://spdx.dev/Document/v2.3"], ["https://cyclonedx.org/bom"]]
#     audit: [["https://spdx.dev/Document"], ["https://spdx.dev/Document/v2.3"], ["https://cyclonedx.org/bom"]]
#   crosswalk: {OSPS: [OSPS-QA-02], CRA: ["2.1"]}
#   firmness: [guidance, law]
#   fix: State the form as supply_chain.sbom, and attach the SPDX or CycloneDX attestation over every file, with the name and version of each part.
package belay.provenance.bill_of_materials

import data.belay.lib

claim := input.manifest.supply_chain.sbom

deny contains {"at": ["supply_chain", "sbom"], "by": e.id} if {
	some e in lib.boms[claim]
	not e.id in lib.telling
}

proof contains e.id if {
	some e in lib.boms[claim]
	e.id in lib.telling
}
