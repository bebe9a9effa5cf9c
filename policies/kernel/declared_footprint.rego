# METADATA
# title: Declared privileged footprint
# description: The manifest lists every driver, module and eBPF program with its purpose, when it is loaded and what it parses; a review of the same bits says the same, and a bill of materials says what is in the release.
# related_resources:
#   - ref: https://blogs.windows.com/windowsexperience/2024/09/12/taking-steps-that-drive-resiliency-and-security-for-windows-customers/
#     description: Summit of September 2024, information about how products function is shared openly
#   - ref: https://csrc.nist.gov/pubs/sp/800/218/final
#     description: NIST SSDF 1.1, PW.1.1
# custom:
#   id: KP-01
#   severity: {default: high}
#   applies_to: [{kernel: true}, {kind: driver}, {kind: agent}, {kind: content}]
#   claim: kernel
#   proof:
#     gate: [["https://spdx.dev/Document"], ["https://spdx.dev/Document/v2.3"], ["https://cyclonedx.org/bom"]]
#     audit: [["https://spdx.dev/Document"], ["https://spdx.dev/Document/v2.3"], ["https://cyclonedx.org/bom"]]
#     kernel: [[kernel-review/v1, "https://spdx.dev/Document"], [kernel-review/v1, "https://spdx.dev/Document/v2.3"], [kernel-review/v1, "https://cyclonedx.org/bom"]]
#   crosswalk: {SSDF: [PW.1.1]}
#   firmness: [promise, guidance]
#   fix: List each component under kernel with sha256, purpose, load_phase and what it parses, and attach a kernel-review of each and the release's bill of materials.
package belay.kernel.declared_footprint

import data.belay.lib

claim := input.manifest.kernel

deny contains {"at": ["kernel", "components", i, "purpose"]} if {
	some i, component in claim.components
	not component.purpose
}

deny contains {"at": ["kernel", "components", i, "load_phase"]} if {
	some i, component in claim.components
	not component.load_phase
}

deny contains {"at": at} if {
	claim
	some at in lib.undeclared
}

# What makes the release the kernel's is listed: for content, something that parses it.
listed if input.class.kernel == false

listed if {
	some component in claim.components
	not input.class.kind in {"content", "configuration"}
}

listed if {
	some component in claim.components
	input.class.kind in component.parses
}

deny contains {"at": ["kernel", "components"]} if {
	claim
	not listed
}

# A validation has seen something parse the content in the kernel that the list leaves out.
deny contains {"at": ["kernel", "components"], "by": e.id} if {
	claim
	some e in lib.validations
	e.predicate.consumed_by == "kernel"
	not lower(e.predicate.consumer) in {lower(name) | some name in lib.components}
}

# Reviews of the very bits that are named, which say the same of when they are loaded and what they parse.
agrees contains [component.name, e.id, lib.weight[e.grade]] if {
	some component in claim.components
	some e in lib.reviews
	e.predicate.component.sha256 == component.sha256
	e.predicate.load_phase == component.load_phase
	{kind | some kind in e.predicate.parses} == {kind | some kind in component.parses}
}

deny contains {"at": ["kernel", "components", i], "by": e.id} if {
	some i, component in claim.components
	some e in lib.reviews
	e.predicate.component.sha256 == component.sha256
	e.predicate.load_phase # a review of something else does not speak of it
	not [component.name, e.id, lib.weight[e.grade]] in agrees
}

proof contains id if some id in lib.complete(agrees)

proof contains id if {
	count(lib.components - {name | some [name, _, weight] in agrees; weight > 0}) == 0
	some id in lib.telling
}
