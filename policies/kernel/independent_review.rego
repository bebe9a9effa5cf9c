# METADATA
# title: Independent kernel review
# description: Somebody independent has reviewed each component of the kernel, and whatever parses content there, within the last 365 d (`review_age`), and no finding is open.
# related_resources:
#   - ref: https://www.crowdstrike.com/wp-content/uploads/2024/08/Channel-File-291-Incident-Root-Cause-Analysis-08.06.2024.pdf
#     description: Root cause analysis of the incident of July 2024, reviews of the code by third parties
#   - ref: https://learn.microsoft.com/unified-secops-platform/virus-initiative-criteria
#     description: Microsoft's criteria for antimalware vendors ask for a laboratory's certificate of the last 12 months
# custom:
#   id: KP-05
#   severity: {default: high}
#   applies_to: [{kernel: true}, {kind: driver}]
#   claim: kernel.components
#   parameters:
#     review_age:
#       default: 365d
#       strict: 180d
#       unit: duration
#       why: Certificates of antimalware products are renewed every year. That a review follows that rhythm is ours.
#   proof:
#     gate: [[kernel-review/v1]]
#     audit: [[kernel-review/v1]]
#   crosswalk: {MVI: ["8"], SSDF: [PW.7]}
#   firmness: [promise, programme]
#   fix: Have each component reviewed by somebody outside, close the findings, and attach the kernel-review that says so.
package belay.kernel.independent_review

import data.belay.lib

# A review is of a component by its name: a year is longer than any build of it lives.
claim := [component.name | some component in input.manifest.kernel.components]

# Nobody need declare a parser twice, but one that a validation ran and the list leaves out is to be reviewed as well.
needed contains lower(name) if some name in lib.components

needed contains lower(e.predicate.consumer) if {
	some e in lib.validations
	e.predicate.consumed_by == "kernel"
}

# The component that a review names, in whatever case: Windows knows no difference.
reviewed[e.id] := lower(e.predicate.component.name) if some e in lib.reviews

# Reviews of what is needed, or of the very bits under another name.
telling contains e.id if {
	some e in lib.reviews
	reviewed[e.id] in needed
}

telling contains e.id if {
	some e in lib.reviews
	some component in input.manifest.kernel.components
	e.predicate.component.sha256 == component.sha256
}

clean contains e if {
	some e in lib.reviews
	e.grade == "independent"
	e.age <= input.parameters["KP-05"].review_age
	e.predicate.findings_open == 0
}

# Open findings of anybody's stand until an independent review that is known to be later has none.
settled contains e.id if {
	some e in lib.reviews
	some later in clean
	reviewed[later.id] == reviewed[e.id]
	later.age < e.age
}

deny contains {"at": ["kernel", "components"], "by": e.id} if {
	some e in lib.reviews
	e.id in telling
	e.predicate.findings_open > 0
	not e.id in settled
}

proof contains e.id if {
	some e in clean
	reviewed[e.id] in needed
	count(needed - {reviewed[done.id] | some done in clean}) == 0
}
