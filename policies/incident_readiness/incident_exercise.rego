# METADATA
# title: Incident exercise
# description: In the last 365 d (`drill_age`) the vendor rehearsed a bad update together with customers or the owner of the platform.
# related_resources:
#   - ref: https://learn.microsoft.com/unified-secops-platform/virus-initiative-criteria
#     description: Microsoft's criteria for antimalware vendors ask for safe deployment; what else its programme asks of them is not public
#   - ref: https://www.cisa.gov/resources-tools/resources/safe-software-deployment-how-software-manufacturers-can-ensure-reliability-customers
#     description: CISA, FBI and ACSC guide, playbooks are exercised
# custom:
#   id: IR-02
#   severity: {default: high}
#   applies_to: [{}]
#   claim: incident.last_drill
#   parameters:
#     drill_age:
#       default: 365d
#       strict: 180d
#       unit: duration
#       why: Certificates of antimalware products are renewed every year. That an exercise follows that rhythm is ours.
#   proof:
#     gate: [[incident-drill/v1]]
#     audit: [[incident-drill/v1]]
#   crosswalk: {CISA-SSD: [playbook], "800-53": [IR-03]}
#   firmness: [programme, guidance]
#   fix: Rehearse a bad update with customers or the platform's owner, state the day as last_drill, and attach the incident-drill attestation.
package belay.incident_readiness.incident_exercise

parameters := input.parameters["IR-02"]

claim := input.manifest.incident.last_drill

# The first moment of that day, and the time since.
day := time.parse_rfc3339_ns(concat("", [claim, "T00:00:00Z"]))

since := (time.parse_rfc3339_ns(input.now) - day) / 1000000000

recent if {
	since >= 0
	since <= parameters.drill_age
}

deny contains {"at": ["incident", "last_drill"]} if {
	claim
	not recent
}

# A drill of an earlier day is not the one that is claimed.
proof contains e.id if {
	some e in input.evidence
	e.type == "incident-drill/v1"
	e.age <= parameters.drill_age
	e.predicate.scenario == "bad-update"
	time.parse_rfc3339_ns(concat("", [substring(e.predicate.held, 0, 10), "T00:00:00Z"])) >= day
	some role in {"customer", "platform"}
	role in e.predicate.participants
}
