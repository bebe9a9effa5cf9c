# METADATA
# title: Rapid content never changes the kernel
# description: Content says who parses it; where that is the kernel, all thresholds are those of kernel code, and a review of the parser that is at most 365 d old (`review_age`) found that content cannot change or break it.
# related_resources:
#   - ref: https://learn.microsoft.com/defender-endpoint/mde-sdp-strategy
#     description: Microsoft Defender puts no kernel changes into its intelligence updates
#   - ref: https://www.crowdstrike.com/wp-content/uploads/2024/08/Channel-File-291-Incident-Root-Cause-Analysis-08.06.2024.pdf
#     description: Root cause analysis of the incident of July 2024, in which data was parsed by an interpreter in the kernel
#   - ref: https://learn.microsoft.com/unified-secops-platform/virus-initiative-criteria
#     description: Microsoft's criteria for antimalware vendors ask for a laboratory's certificate of the last 12 months
# custom:
#   id: KP-02
#   severity: {default: critical}
#   applies_to: [{kind: content}, {kind: configuration}]
#   claim: release.consumed_by
#   parameters:
#     kernel_content:
#       default: true
#       strict: false
#       unit: switch
#       why: >-
#         The owner of one platform keeps rapid content out of the kernel altogether; others parse it there. Whether
#         that may be at all is the profile's choice. That strict forbids it is ours.
#     review_age:
#       default: 365d
#       strict: 180d
#       unit: duration
#       why: Certificates of antimalware products are renewed every year. That a review follows that rhythm is ours.
#   proof:
#     gate: [[content-validation/v1]]
#     audit: [[content-validation/v1]]
#     kernel: [[content-validation/v1, kernel-review/v1]]
#   crosswalk: {CISA-SSD: ["2"]}
#   firmness: [practice, promise, programme]
#   fix: Parse the content in user mode, or have the parser reviewed and attach the kernel-review beside the content-validation attestation.
package belay.kernel.content_in_the_kernel

import data.belay.lib

parameters := input.parameters["KP-02"]

claim := input.manifest.release.consumed_by

allowed if claim in {"user", "service"}

allowed if parameters.kernel_content

deny contains {"at": ["release", "consumed_by"]} if {
	claim
	not allowed
}

# The release names a component of the kernel that parses it, and says that nothing there does.
deny contains {"at": ["release", "consumed_by"]} if {
	claim != "kernel"
	input.class.kernel
}

# Content that was said to stay outside and was seen to be parsed inside; the other way round harms nobody.
deny contains {"at": ["release", "consumed_by"], "by": e.id} if {
	claim != "kernel"
	some e in lib.validations
	e.predicate.consumed_by == "kernel"
}

deny contains {"at": ["release", "consumed_by"], "by": e.id} if {
	some e in input.evidence
	e.type == "kernel-review/v1"
	e.predicate.content_changes_behaviour
}

# Reviews that clear a parser, with its name. The vendor's people cannot review their own: it takes a system or an outsider.
cleared contains [e.predicate.component.name, e.id] if {
	some e in input.evidence
	e.type == "kernel-review/v1"
	e.grade in {"attested", "independent"}
	e.age <= parameters.review_age
	e.predicate.findings_open == 0
	e.predicate.survives_malformed_content
	e.predicate.content_changes_behaviour == false
	not e.id in outdated
}

# A review is not the last word while another of the same component is not known to be older.
outdated contains e.id if {
	some e in reviews
	some other in reviews
	other.predicate.component.name == e.predicate.component.name
	other.id != e.id
	not [other.id, e.id] in earlier
}

earlier contains [other.id, e.id] if {
	some other in reviews
	some e in reviews
	other.age > e.age
}

reviews contains e if {
	some e in input.evidence
	e.type == "kernel-review/v1"
}

proof contains e.id if {
	some e in lib.validations
	claim != "kernel"
	e.predicate.consumed_by in {"user", "service"}
}

proof contains id if {
	some e in lib.validations
	some [parser, review] in cleared
	parser == e.predicate.consumer
	some id in [e.id, review]
}
