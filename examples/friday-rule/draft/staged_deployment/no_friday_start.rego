# METADATA
# title: No start on a Friday
# description: The first stage outside the vendor's own fleet does not begin on a Friday, or on any other day that the profile forbids (`forbidden_days`).
# related_resources:
#   - ref: https://github.com/coreos/fedora-coreos-streams
#     description: Of 602 Fedora CoreOS rollouts, 22 began on a day from Friday to Sunday
# custom:
#   id: SD-08
#   severity: {default: medium}
#   applies_to: [{}]
#   claim: rollout.starts
#   parameters:
#     forbidden_days:
#       default: [friday]
#       strict: [friday, saturday, sunday]
#       unit: list
#       why: What breaks on a Friday is mended by whoever is on call. The days are ours.
#   proof:
#     gate: [[rollout-plan/v1], [rollout-record/v1]]
#     audit: [[rollout-record/v1]]
#   crosswalk: {CISA-SSD: ["4"]}
#   firmness: [practice]
#   fix: Start the rollout so that its first external stage begins on another day, and state rollout.starts.
package belay.staged_deployment.no_friday_start

import data.belay.lib

forbidden := input.parameters["SD-08"].forbidden_days

claim := input.exposure.first_external.weekday

good_day if not claim in forbidden

deny contains {"at": ["rollout", "starts"]} if {
	claim
	not good_day
}

on_a_bad_day contains e.id if {
	some e in lib.records
	e.exposure.first_external.weekday in forbidden
}

deny contains {"at": ["rollout", "starts"], "by": id} if some id in on_a_bad_day

proof contains e.id if some e in lib.plans

proof contains e.id if {
	some e in lib.records
	e.exposure.first_external.weekday
	not e.id in on_a_bad_day
}
