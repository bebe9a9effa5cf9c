# METADATA
# title: Build provenance, content pipeline included
# description: Binaries and compiled content are built at SLSA Build level 2 or above, 3 for the kernel (`build_level`), by the stated builder from the stated source revision.
# related_resources:
#   - ref: https://slsa.dev/spec/v1.0/levels
#     description: SLSA Build levels 1 to 3
#   - ref: https://slsa.dev/spec/v1.0/provenance
#     description: SLSA provenance names the builder and what went into the build
#   - ref: https://csrc.nist.gov/pubs/sp/800/218/final
#     description: NIST SSDF 1.1, PO.3.2 and PS.3.2
# custom:
#   id: PS-01
#   severity: {default: high, kernel: critical}
#   applies_to: [{}]
#   claim: supply_chain
#   parameters:
#     build_level:
#       default: 2
#       kernel: 3
#       strict: 3
#       unit: count
#       why: >-
#         In 2020 source code was replaced while a build ran, and the result was validly signed; level 3 keeps one
#         build out of another's reach. Which level is asked of whom is our proposal. Provenance cannot state its own
#         level: it is the builder's, so the auditor's trust in that builder is what backs it.
#   proof:
#     gate: [["https://slsa.dev/provenance/v1"]]
#     audit: [["https://slsa.dev/provenance/v1"]]
#   minimum_grade: attested
#   waivable: false
#   crosswalk: {SLSA: [Build], SSDF: [PO.3.2, PS.3.2], S2C2F: [AUD-1]}
#   firmness: [guidance, guidance, guidance]
#   fix: State supply_chain with builder, source and slsa_build_level, and attach the builder's SLSA provenance for every artifact.
package belay.provenance.build_provenance

import data.belay.lib

claim := input.manifest.supply_chain

level_enough if claim.slsa_build_level >= input.parameters["PS-01"].build_level

deny contains {"at": ["supply_chain", "slsa_build_level"]} if {
	claim
	not level_enough
}

deny contains {"at": ["supply_chain", "builder"]} if {
	claim
	not claim.builder
}

deny contains {"at": ["supply_chain", "source"]} if {
	claim
	not claim.source
}

foreign contains {"at": ["supply_chain", "builder"], "id": e.id} if {
	some e in lib.provenances
	e.predicate.runDetails.builder.id != claim.builder
}

foreign contains {"at": ["supply_chain", "source", "repository"], "id": e.id} if {
	some e in lib.provenances
	started_from := e.predicate.buildDefinition.externalParameters.workflow.repository
	stated := claim.source.repository
	not lib.same_source(started_from, stated)
}

foreign contains {"at": ["supply_chain", "source", "revision"], "id": id} if {
	some [id, _] in lib.built_from
	not [id, claim.source.revision] in lib.built_from
}

deny contains {"at": build.at, "by": build.id} if some build in foreign

# What makes a build foreign leaves it without one of these, so there is nothing more to exclude.
proof contains e.id if {
	some e in lib.provenances
	e.predicate.runDetails.builder.id == claim.builder
	[e.id, claim.source.revision] in lib.built_from
}
