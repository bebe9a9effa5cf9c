# METADATA
# title: Diverse cohorts
# description: Each external stage before the whole fleet covers at least 90 % of the cohorts of clients that the product supports, and of those of servers (`cohort_coverage`).
# related_resources:
#   - ref: https://blogs.windows.com/windowsexperience/2024/09/12/taking-steps-that-drive-resiliency-and-security-for-windows-customers/
#     description: Microsoft's summary of the summit of September 2024, measured rollouts with a diverse set of endpoints
#   - ref: https://learn.microsoft.com/windows-hardware/drivers/dashboard/pct-machines-without-kernel-mode-crash
#     description: Microsoft's crash measure is also taken for each cohort
#   - ref: https://www.cisa.gov/resources-tools/resources/safe-software-deployment-how-software-manufacturers-can-ensure-reliability-customers
#     description: CISA, FBI and ACSC guide, phase 4, deployment and canary testing
# custom:
#   id: SD-06
#   severity: {default: high}
#   applies_to: [{kernel: true}, {kind: agent}, {kind: content}, {kind: platform}]
#   claim: rollout.cohorts
#   parameters:
#     cohort_coverage:
#       default: 90
#       strict: 100
#       unit: percent
#       why: >-
#         Failures hit one cohort and spared the others: one service pack in 2010, one language in 2007, one Linux
#         distribution in 2024. What a small stage does not hold, it cannot show. The number is ours.
#   proof:
#     gate: [[rollout-plan/v1], [rollout-record/v1]]
#     audit: [[rollout-record/v1]]
#   crosswalk: {CISA-SSD: ["4"]}
#   firmness: [promise, programme, guidance]
#   fix: List in rollout.cohorts what the product supports, each with its role, and name in every external stage the cohorts that it covers.
package belay.staged_deployment.diverse_cohorts

import data.belay.lib

claim := input.manifest.rollout.cohorts

members[role] contains cohort.name if {
	some role in ["client", "server"]
	some cohort in claim
	cohort.role == role
}

# Enough of the clients and enough of the servers: names that nobody declared do not count.
wide(names) if {
	shares := [share | some group in members; share := (count(group & names) * 100) / count(group)]
	min(shares) >= input.parameters["SD-06"].cohort_coverage
}

deny contains {"at": part.at} if {
	claim != []
	some part in parts
	not wide(part.names)
}

parts contains {"at": at, "names": {name | some name in point.cohorts}} if {
	some point in input.exposure.points
	point.audience == "external"
	point.percent < 100
	at := array.concat(point.from, ["cohorts"])
}

# Everybody at once: there is no stage to look at.
deny contains {"at": ["rollout", "stages"]} if {
	claim != []
	count(parts) == 0
}

# A cohort has one build, so fewer cohorts than supported builds leave one of them out.
deny contains {"at": ["rollout", "cohorts"]} if {
	claim != []
	count({name | some group in members; some name in group}) < count(lib.supported)
}

proof contains e.id if {
	some e in lib.plans
	covered == [{name | some name in point.cohorts} | some point in e.exposure.points]
	known := {[cohort.name, cohort.role] | some cohort in e.predicate.rollout.cohorts}
	count(known - declared) == 0 # a plan that knows of more is wide in the manifest's eyes only
}

declared := {[cohort.name, cohort.role] | some cohort in claim}

covered := [{name | some name in point.cohorts} | some point in input.exposure.points]

# A stage of a record after which the rollout went on had to be wide. One that leaves the cohorts out proves nothing, and
# one that names too few contradicts.
narrow[e.id] contains names if {
	some e in lib.records
	some i, point in e.exposure.points
	point.audience == "external"
	point.percent < 100
	[e.id, i] in lib.went_on
	names := {name | some name in point.cohorts}
	not wide(names)
}

deny contains {"at": ["rollout", "cohorts"], "by": id} if {
	claim != []
	some id, stages in narrow
	stages != {set()}
}

proof contains e.id if {
	some e in lib.ended
	some point in e.exposure.points
	point.audience == "external"
	point.percent < 100
	wide({name | some name in point.cohorts})
	not narrow[e.id]
}
