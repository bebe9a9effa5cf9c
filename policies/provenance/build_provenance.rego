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

# A repository is written with and without these, and means the same.
plain(uri) := trim_suffix(trim_suffix(trim_prefix(uri, "git+"), "/"), ".git")

# Dependencies bear the ref that was built, as in git+https://host/project@refs/heads/main.
same_source(uri, repository) if plain(uri) == plain(repository)

same_source(uri, repository) if {
	some end in ["@", ".git@"]
	startswith(trim_prefix(uri, "git+"), concat("", [plain(repository), end]))
}

# Of files of this release: how the rollback target was built is no contradiction.
provenances contains e if {
	some e in input.evidence
	e.type == "https://slsa.dev/provenance/v1"
	count(e.artifacts) > 0
}

# Builds that a dependency from the claimed repository ties to the claimed revision, or to another one.
built_from contains [e.id, commit] if {
	some e in provenances
	same_source(e.predicate.buildDefinition.externalParameters.workflow.repository, claim.source.repository)
	some dependency in e.predicate.buildDefinition.resolvedDependencies
	same_source(dependency.uri, claim.source.repository)
	some "gitCommit", commit in dependency.digest
}

# Where no workflow says what was built, the first dependency does; any other is only something that was used.
built_from contains [e.id, commit] if {
	some e in provenances
	not e.predicate.buildDefinition.externalParameters.workflow.repository
	dependency := e.predicate.buildDefinition.resolvedDependencies[0]
	same_source(dependency.uri, claim.source.repository)
	some "gitCommit", commit in dependency.digest
}

foreign contains {"at": ["supply_chain", "builder"], "id": e.id} if {
	some e in provenances
	e.predicate.runDetails.builder.id != claim.builder
}

foreign contains {"at": ["supply_chain", "source", "repository"], "id": e.id} if {
	some e in provenances
	started_from := e.predicate.buildDefinition.externalParameters.workflow.repository
	stated := claim.source.repository
	not same_source(started_from, stated)
}

foreign contains {"at": ["supply_chain", "source", "revision"], "id": id} if {
	some [id, _] in built_from
	not [id, claim.source.revision] in built_from
}

deny contains {"at": build.at, "by": build.id} if some build in foreign

# What makes a build foreign leaves it without one of these, so there is nothing more to exclude.
proof contains e.id if {
	some e in provenances
	e.predicate.runDetails.builder.id == claim.builder
	[e.id, claim.source.revision] in built_from
}
