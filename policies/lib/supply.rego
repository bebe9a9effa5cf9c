# Where a release comes from, and what is in it.
package belay.lib

# Of files of this release: how the rollback target was built is no contradiction.
provenances contains e if {
	some e in input.evidence
	e.type == "https://slsa.dev/provenance/v1"
	count(e.artifacts) > 0
}

# A repository is written with and without these, and means the same.
plain(uri) := trim_suffix(trim_suffix(trim_prefix(uri, "git+"), "/"), ".git")

# Dependencies bear the ref that was built, as in git+https://host/project@refs/heads/main.
same_source(uri, repository) if plain(uri) == plain(repository)

same_source(uri, repository) if {
	some end in ["@", ".git@"]
	startswith(trim_prefix(uri, "git+"), concat("", [plain(repository), end]))
}

# Builds that a dependency from the claimed repository ties to the claimed revision, or to another one.
built_from contains [e.id, commit] if {
	some e in provenances
	repository := input.manifest.supply_chain.source.repository
	same_source(e.predicate.buildDefinition.externalParameters.workflow.repository, repository)
	some dependency in e.predicate.buildDefinition.resolvedDependencies
	same_source(dependency.uri, repository)
	some "gitCommit", commit in dependency.digest
}

# Where no workflow says what was built, the first dependency does; any other is only something that was used.
built_from contains [e.id, commit] if {
	some e in provenances
	not e.predicate.buildDefinition.externalParameters.workflow.repository
	dependency := e.predicate.buildDefinition.resolvedDependencies[0]
	same_source(dependency.uri, input.manifest.supply_chain.source.repository)
	some "gitCommit", commit in dependency.digest
}

# Bills of materials of this release's files, by form.
boms[form] contains e if {
	some e in input.evidence
	form := bom_forms[e.type]
	count(e.artifacts) > 0
}

bom_forms := {
	"https://spdx.dev/Document": "spdx",
	"https://spdx.dev/Document/v2.3": "spdx",
	"https://cyclonedx.org/bom": "cyclonedx",
}

# One that lists nothing by name and version tells as much as none.
telling contains e.id if {
	some e in boms.spdx
	some listed in e.predicate.packages
	listed.name
	says_which(listed.versionInfo)
}

telling contains e.id if {
	some e in boms.cyclonedx
	some listed in e.predicate.components
	listed.name
	says_which(listed.version)
}

# SPDX writes NOASSERTION for what its author did not look up, and tools write the like.
says_which(version) if {
	regex.match(`[0-9A-Za-z]`, version)
	not lower(trim_space(version)) in {"noassertion", "none", "unknown", "undefined", "null"}
}
