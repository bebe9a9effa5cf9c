# METADATA
# title: Facts on time after an incident
# description: A preliminary report follows an incident within 7 d (`preliminary`) and its root cause within 30 d (`root_cause`); an account of at least 365 d (`period`), at most 90 d old (`report_age`), shows it of each.
# related_resources:
#   - ref: https://www.crowdstrike.com/wp-content/uploads/2024/08/Channel-File-291-Incident-Root-Cause-Analysis-08.06.2024.pdf
#     description: The preliminary report on the incident of July 2024 came after 5 days, its root cause analysis after 18
#   - ref: https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final
#     description: NIST SP 800-53, SI-02(07) of release 5.2.0, root cause analysis of updates that fail
#   - ref: https://csrc.nist.gov/pubs/sp/800/218/final
#     description: NIST SSDF 1.1, RV.3, root causes of vulnerabilities are found
# custom:
#   id: IR-03
#   severity: {default: medium}
#   applies_to: [{}]
#   claim: incident.reporting
#   parameters:
#     preliminary:
#       default: 7d
#       strict: 5d
#       unit: duration
#       why: After July 2024 it took 5 days, which is the strict value; in 2023 a vendor ignored reports for 7. The default is ours.
#     root_cause:
#       default: 30d
#       strict: 18d
#       unit: duration
#       why: After July 2024 it took 18 days, which is the strict value. The default is ours.
#     report_age:
#       default: 90d
#       strict: 30d
#       unit: duration
#       why: An account each quarter. The number is ours.
#     period:
#       default: 365d
#       strict: 365d
#       unit: duration
#       why: A shorter one could be cut so that it holds no incident. The number is ours.
#   proof:
#     gate: [[incident-report/v1]]
#     audit: [[incident-report/v1]]
#   crosswalk: {"800-53": ["SI-02(07)"], SSDF: [RV.3]}
#   firmness: [practice, guidance, guidance]
#   fix: State incident.reporting within the limits, keep to it, and attach an incident-report attestation that reaches back far enough, even if it lists nothing.
package belay.incident_readiness.facts_on_time

import data.belay.lib

parameters := input.parameters["IR-03"]

claim := input.manifest.incident.reporting

told_soon if claim.preliminary <= parameters.preliminary

deny contains {"at": ["incident", "reporting", "preliminary"]} if {
	claim
	not told_soon
}

explained_soon if claim.root_cause <= parameters.root_cause

deny contains {"at": ["incident", "reporting", "root_cause"]} if {
	claim
	not explained_soon
}

accounts contains e if {
	some e in input.evidence
	e.type == "incident-report/v1"
}

# Nothing is told before it happens, and a date without a report is none.
told contains [e.id, i] if {
	some e in accounts
	some i, incident in e.predicate.incidents
	incident.report_sha256
	lib.seconds(incident.occurred, incident.preliminary) >= 0
	lib.seconds(incident.occurred, incident.preliminary) <= claim.preliminary
}

explained contains [e.id, i] if {
	some e in accounts
	some i, incident in e.predicate.incidents
	incident.report_sha256
	lib.seconds(incident.occurred, incident.root_cause) >= 0
	lib.seconds(incident.occurred, incident.root_cause) <= claim.root_cause
}

# What was due when the account ended.
late contains e.id if {
	some e in accounts
	some i, incident in e.predicate.incidents
	lib.seconds(incident.occurred, e.predicate.until) > claim.preliminary
	not [e.id, i] in told
}

late contains e.id if {
	some e in accounts
	some i, incident in e.predicate.incidents
	lib.seconds(incident.occurred, e.predicate.until) > claim.root_cause
	not [e.id, i] in explained
}

deny contains {"at": ["incident", "reporting"], "by": id} if some id in late

# A rollout of this release that was stopped outside is an incident, too: once it has to be told, an account tells of
# it. Harm may have begun in any external stage before the one in which it was noticed.
begun[e.id] contains stage.started if {
	some e in lib.records
	some stage in e.predicate.stages
	stage.audience == "external"
}

stops contains {"by": e.id, "ended": stage.ended, "until": stage.ended} if {
	some e in lib.records
	some stage in e.predicate.stages
	stage.audience == "external"
	stage.decision in {"halt", "rollback"}
}

# One that was taken back when each stage had been promoted was stopped at a moment that its stages do not tell.
stops contains {"by": e.id, "ended": last.ended, "until": input.now} if {
	some e in lib.records
	e.predicate.state in {"halted", "rolled-back"}
	begun[e.id]
	last := e.predicate.stages[count(e.predicate.stages) - 1]
}

listed contains [e.id, stop] if {
	some e in accounts
	some stop in stops
	some incident in e.predicate.incidents
	some start in begun[stop.by]
	lib.seconds(start, incident.occurred) >= 0
	lib.seconds(incident.occurred, stop.until) >= 0
}

incomplete contains e.id if {
	some e in accounts
	some stop in stops
	lib.seconds(stop.ended, input.now) > claim.preliminary
	not [e.id, stop] in listed
}

proof contains e.id if {
	some e in accounts
	e.age <= parameters.report_age
	lib.seconds(e.predicate.from, e.predicate.until) >= parameters.period
	not e.id in (late | incomplete)
}
