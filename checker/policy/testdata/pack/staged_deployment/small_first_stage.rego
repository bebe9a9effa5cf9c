# METADATA
# title: Small first external stage
# description: The first exposure outside the vendor's own fleet reaches at most 1 percent of it.
# related_resources:
#   - ref: https://learn.microsoft.com/en-us/windows-hardware/drivers/dashboard/gradual-rollout
#     description: Windows driver gradual rollout starts at 1 percent
# custom:
#   id: SD-02
#   severity: {default: high, kernel: critical}
#   applies_to: [{}]
#   claim: rollout
#   parameters:
#     first_external_percent:
#       default: 1
#       platform: 10
#       strict: 0.1
#       unit: percent of the fleet
#       why: a fault that shows in one percent of a fleet can still be called back by hand
#   proof:
#     gate: [[rollout-plan/v1], [rollout-record/v1]]
#     audit: [[rollout-record/v1]]
#   crosswalk: {CISA-SSD: ["4"], SSDF: [PS.2]}
#   firmness: [practice]
#   effective_on: "2025-01-01"
#   fix: Put an external stage with a smaller max_percent first.
package belay.staged_deployment.small_first_stage

limit := input.parameters["SD-02"].first_external_percent

external contains i if {
	some i, point in input.exposure.points
	point.audience == "external"
}

first := input.exposure.points[min(external)]

claim := first.percent

small_enough if first.percent <= limit

deny contains {"at": first.from} if not small_enough

deny contains {"at": ["rollout"]} if not first

proof contains e.id if {
	some e in input.evidence
	e.type == "rollout-plan/v1"
	some stage in e.predicate.rollout.stages
	stage.audience == "external"
	stage.max_percent <= first.percent
}
