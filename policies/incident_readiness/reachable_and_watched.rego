# METADATA
# title: Reachable and watched
# description: While a release rolls out, people watch it at every hour, customers can reach them and read a status feed; its first external stage begins in no freeze of the vendor's own and on none of the days that the profile keeps free (`quiet_days`).
# related_resources:
#   - ref: https://learn.microsoft.com/windows-hardware/drivers/dashboard/driver-release-cadence
#     description: Windows drivers are not released around Patch Tuesday, feature updates and holidays
#   - ref: https://github.com/coreos/fedora-coreos-streams
#     description: Of 602 Fedora CoreOS rollouts, 22 began on a day from Friday to Sunday
#   - ref: https://www.cisa.gov/resources-tools/resources/safe-software-deployment-how-software-manufacturers-can-ensure-reliability-customers
#     description: CISA, FBI and ACSC guide, playbooks for incidents
# custom:
#   id: IR-01
#   severity: {default: high}
#   applies_to: [{}]
#   claim: incident.contact
#   parameters:
#     quiet_days:
#       default: []
#       strict: [friday, saturday, sunday]
#       unit: list
#       why: >-
#         Where somebody watches at every hour, no day is worse for the vendor. Customers have fewer people from
#         Friday to Sunday, and one large open project seldom starts a rollout then. That strict forbids it is ours.
#   proof:
#     gate: [[rollout-plan/v1]]
#     audit: [[rollout-plan/v1, rollout-record/v1]]
#   crosswalk: {CISA-SSD: [playbook]}
#   firmness: [programme, practice, guidance]
#   fix: State contact, status_feed, coverage 24x7 and the time the rollout starts, move the start out of the freeze, and attach the plan that says the same.
package belay.incident_readiness.reachable_and_watched

import data.belay.lib

claim := input.manifest.incident.contact

first := input.exposure.first_external

deny contains {"at": ["incident", "status_feed"]} if {
	claim
	not input.manifest.incident.status_feed
}

deny contains {"at": ["rollout", "coverage"]} if {
	claim
	not input.manifest.rollout.coverage == "24x7"
}

# Where a soak before the first external stage is not given, nobody knows what day that will be.
timely if {
	first.starts
	day := first.weekday
	not day in input.parameters["IR-01"].quiet_days
}

deny contains {"at": ["rollout", "starts"]} if {
	claim
	not timely
}

inside(moment, from, until) if {
	lib.seconds(from, moment) >= 0
	lib.seconds(moment, until) > 0
}

deny contains {"at": ["rollout", "freezes", i]} if {
	some i, freeze in input.manifest.rollout.freezes
	inside(first.starts, freeze.from, freeze.until)
}

# What was done counts, whatever was promised.
untimely contains {"id": e.id, "at": ["rollout", "freezes", i]} if {
	some e in lib.records
	some i, freeze in input.manifest.rollout.freezes
	inside(e.exposure.first_external.starts, freeze.from, freeze.until)
}

# A freeze is the vendor's own, too, where only the plan tells of it.
untimely contains {"id": e.id, "at": ["rollout", "starts"]} if {
	some e in lib.records
	some plan in lib.plans
	some freeze in plan.predicate.rollout.freezes
	inside(e.exposure.first_external.starts, freeze.from, freeze.until)
}

untimely contains {"id": e.id, "at": ["rollout", "starts"]} if {
	some e in lib.records
	e.exposure.first_external.weekday in input.parameters["IR-01"].quiet_days
}

deny contains {"at": start.at, "by": start.id} if some start in untimely

# A plan of the same rollout, watched as well, at the same time, and outside the freezes that the plan itself knows.
proof contains e.id if {
	some e in lib.plans
	e.predicate.rollout.coverage == "24x7"
	lib.seconds(e.exposure.first_external.starts, first.starts) == 0
	count({freeze.name |
		some freeze in e.predicate.rollout.freezes
		inside(first.starts, freeze.from, freeze.until)
	}) == 0
}

proof contains e.id if {
	some e in lib.records
	e.exposure.first_external.starts
	not e.id in {start.id | some start in untimely}
}
