# METADATA
# title: A bounded emergency path
# description: Each release says how urgent it is; an emergency needs a reason, 2 approvers (`approvers`) and a review within 5 d (`emergency_review`), and still waits a quarter of the usual time (`emergency_soak_factor`).
# related_resources:
#   - ref: https://learn.microsoft.com/azure/well-architected/operational-excellence/safe-deployments
#     description: Azure Well-Architected OE:11, emergency protocols may shorten bake times, with defined approvers
#   - ref: https://eur-lex.europa.eu/eli/reg_del/2024/1774/oj
#     description: DORA technical standards, Article 17(1), emergency changes are documented and evaluated afterwards
#   - ref: https://www.cisa.gov/resources-tools/resources/safe-software-deployment-how-software-manufacturers-can-ensure-reliability-customers
#     description: CISA, FBI and ACSC guide, urgent security fixes may go out at another speed
# custom:
#   id: SD-07
#   severity: {default: critical}
#   applies_to: [{}]
#   claim: release.urgency
#   parameters:
#     soak:
#       default: 24h
#       kernel: 24h
#       content: 1h
#       configuration: 1h
#       service: 30m
#       strict: {default: 48h, kernel: 48h, content: 4h, configuration: 4h, service: 1h}
#       unit: duration
#       why: The usual time under watch, as in SD-05, of which an emergency keeps a part.
#     emergency_soak_factor:
#       default: 0.25
#       strict: 0.5
#       unit: times
#       why: Faster is the point of an emergency, at once is what July 2024 was. The number is ours.
#     approvers:
#       default: 2
#       strict: 2
#       unit: count
#       why: One person in a hurry convinces himself; that approvers are named is practice, that they are two is ours.
#     emergency_review:
#       default: 5d
#       strict: 2d
#       unit: duration
#       why: The financial sector's rules ask for the evaluation afterwards without a date. The number is ours.
#   proof:
#     gate: [[rollout-plan/v1], [rollout-record/v1], [rollout-plan/v1, approval/v1], [rollout-record/v1, approval/v1]]
#     audit: [[rollout-record/v1], [rollout-record/v1, approval/v1]]
#   crosswalk: {CISA-SSD: [playbook], DORA-RTS: ["17(1)(f)", "17(1)(g)"]}
#   firmness: [guidance, law, guidance]
#   fix: State release.urgency; for an emergency add reason, approvers and review_by, keep some soak, and attach each approval.
package belay.staged_deployment.emergency_path

import data.belay.lib

# An emergency shortens the wait and nothing else: every other commitment is asked as always.
parameters := input.parameters["SD-07"]

claim := input.manifest.release.urgency

emergency := input.manifest.emergency if claim == "emergency"

deny contains {"at": ["emergency", "reason"]} if {
	claim == "emergency"
	not emergency.reason
}

# Case and spaces make no other person.
person(name) := lower(concat("", split(name, " ")))

named := {person(approver) | some approver in emergency.approvers}

deny contains {"at": ["emergency", "approvers"]} if {
	claim == "emergency"
	count(named) < parameters.approvers
}

review_after := lib.seconds(input.manifest.release.created, emergency.review_by)

reviewed_in_time if {
	review_after > 0
	review_after <= parameters.emergency_review
}

deny contains {"at": ["emergency", "review_by"]} if {
	claim == "emergency"
	not reviewed_in_time
}

deny contains {"at": wait.at} if {
	claim == "emergency"
	some wait in lib.waits
	wait.lasts < round(parameters.soak * parameters.emergency_soak_factor)
}

approvals contains {"id": e.id, "signer": e.signer, "approver": approver} if {
	some e in lib.approvals
	approver := person(e.predicate.approver)
	approver in named
}

deny contains {"at": ["emergency", "approvers"], "by": e.id} if {
	some e in lib.rejections
	person(e.predicate.approver) in named
}

deny contains {"at": ["release", "urgency"], "by": e.id} if {
	some e in lib.records
	e.predicate.urgency != claim
}

# Two names under one signature are one person, and so are two signatures of one name.
approved if claim != "emergency"

approved if {
	count({approval.signer | some approval in approvals}) >= parameters.approvers
	count({approval.approver | some approval in approvals}) >= parameters.approvers
}

proof contains e.id if {
	some e in lib.rollouts
	e.predicate.urgency == claim
	approved
}

proof contains approval.id if some approval in approvals
