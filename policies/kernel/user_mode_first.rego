# METADATA
# title: User mode first, or a dated justification
# description: Each component of the kernel says why no documented interface outside of it will do and when within 365 d that is looked at again (`review_within`), and a review no older than that weighed such an interface.
# related_resources:
#   - ref: https://learn.microsoft.com/windows/win32/wesp
#     description: Windows endpoint security platform, interfaces in user mode for what used to need a driver
#   - ref: https://blogs.windows.com/windowsexperience/2024/09/12/taking-steps-that-drive-resiliency-and-security-for-windows-customers/
#     description: Summit of September 2024, vendors and customers asked for security capabilities outside of kernel mode
# custom:
#   id: KP-03
#   severity: {default: medium}
#   applies_to: [{kernel: true}, {kind: driver}]
#   claim: kernel
#   parameters:
#     review_within:
#       default: 365d
#       strict: 180d
#       unit: duration
#       why: >-
#         Interfaces outside of the kernel are young and grow; what was true last year need not be. That no component is
#         forbidden is on purpose, since user mode can be too little for the task. The number is ours.
#   proof:
#     gate: [[kernel-review/v1]]
#     audit: [[kernel-review/v1]]
#   crosswalk: {SSDF: [PW.1.1]}
#   firmness: [programme, promise]
#   fix: Move the component out of the kernel, or state its justification and review_by and attach a kernel-review that lists the interfaces weighed under platform_api_considered.
package belay.kernel.user_mode_first

import data.belay.lib

within := input.parameters["KP-03"].review_within

claim := [component.name | some component in input.manifest.kernel.components] if count(lib.components) > 0

claim := interface if {
	count(lib.components) == 0
	interface := input.manifest.kernel.platform_api
	interface != "none"
}

deny contains {"at": ["kernel", "components", i, "justification"]} if {
	some i, component in input.manifest.kernel.components
	not component.justification
}

dated contains i if {
	some i, component in input.manifest.kernel.components
	ahead := lib.seconds(input.now, concat("", [component.review_by, "T00:00:00Z"]))
	ahead > 0
	ahead <= within
}

deny contains {"at": ["kernel", "components", i, "review_by"]} if {
	some i, _ in input.manifest.kernel.components
	not i in dated
}

weighed contains [e.predicate.component.name, e.id, lib.weight[e.grade]] if {
	some e in lib.reviews
	e.age <= within
	some interface in e.predicate.platform_api_considered
	lower(interface) != "none" # which is no interface
}

proof contains id if {
	count(lib.components) > 0
	some id in lib.complete(weighed)
}

# Without a component, a review of the product that looked at the interface it uses instead.
proof contains e.id if {
	some e in lib.reviews
	e.age <= within
	claim in e.predicate.platform_api_considered
	lib.weight[e.grade] > 0
}
