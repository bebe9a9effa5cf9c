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
needed contains name if some name in lib.components

needed contains e.predicate.consumer if {
	some e in lib.validations
	e.predicate.consumed_by == "kernel"
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
	later.predicate.component.name == e.predicate.component.name
	later.age < e.age
}

deny contains {"at": ["kernel", "components"], "by": e.id} if {
	some e in lib.reviews
	e.predicate.component.name in needed
	e.predicate.findings_open > 0
	not e.id in settled
}

proof contains e.id if {
	some e in clean
	e.predicate.component.name in needed
	count(needed - {done.predicate.component.name | some done in clean}) == 0
}
