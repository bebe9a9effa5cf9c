package belay.staged_deployment.emergency_path_test

import data.belay.fixture
import data.belay.staged_deployment.emergency_path as commitment

verdict := {"claims": [x | x := commitment.claim], "deny": commitment.deny, "proof": commitment.proof}

passes := {"claims": ["routine"], "deny": set(), "proof": {"plan", "record"}}

granted := {"claims": ["emergency"], "proof": {"plan", "first-approval", "second-approval"}}

plan := fixture.said_by(fixture.plan, {"predicate": {"urgency": "emergency"}})

manifest(block) := {
	"release": {"urgency": "emergency"},
	"emergency": object.union(
		{"reason": "active attack", "approvers": ["Ada", "Grace"], "review_by": "2026-11-27T04:09:00Z"},
		block,
	),
}

emergency(block, evidence) := fixture.changed({"manifest": manifest(block), "evidence": evidence})

both := [plan, fixture.first_approval, fixture.second_approval]

second(over) := [plan, fixture.first_approval, fixture.said_by(fixture.second_approval, over)]

# An emergency of one stage before everybody, promised and planned to last that many seconds.
waiting(soak) := object.union(
	emergency({}, array.concat(
		[fixture.said_by(plan, {"exposure": exposure})],
		array.slice(both, 1, 3),
	)),
	{"exposure": exposure},
) if {
	exposure := {"points": [object.union(fixture.points[1], {"soak": soak}), fixture.points[4]]}
}

two_files := {"artifacts": array.concat(fixture.release.artifacts, [
	{"name": "schema", "kind": "content", "digest": {"sha256": fixture.last_digest}, "file": "matches"},
])}

both_files := fixture.said_by(fixture.first_approval, {"artifacts": ["channel", "schema"]})

refused := {"claims": ["emergency"], "proof": {"first-approval"}}

cases := {
	"routine": {"input": fixture.release, "want": {}},
	"an emergency with two approvals": {"input": emergency({}, both), "want": granted},
	"no emergency block": {
		"input": fixture.changed({"manifest": {"release": {"urgency": "emergency"}}, "evidence": both}),
		"want": {
			"claims": ["emergency"],
			"deny": {
				{"at": ["emergency", "reason"]},
				{"at": ["emergency", "approvers"]},
				{"at": ["emergency", "review_by"]},
			},
			"proof": set(),
		},
	},
	"one approver in two spellings": {
		"input": emergency({"approvers": ["Ada", "ada"]}, [plan]),
		"want": {"claims": ["emergency"], "deny": {{"at": ["emergency", "approvers"]}}, "proof": set()},
	},
	"one approver with one space and with two": {
		"input": emergency({"approvers": ["Grace Hopper", "grace  hopper"]}, [plan]),
		"want": {"claims": ["emergency"], "deny": {{"at": ["emergency", "approvers"]}}, "proof": set()},
	},
	"an approver named with one space who signs with two": {
		"input": emergency(
			{"approvers": ["Ada", "Grace Hopper"]},
			second({"predicate": {"approver": "Grace  Hopper"}}),
		),
		"want": granted,
	},
	"an approver named with two spaces who signs with one": {
		"input": emergency(
			{"approvers": ["Ada", "Grace  Hopper"]},
			second({"predicate": {"approver": "grace hopper"}}),
		),
		"want": granted,
	},
	"the same person twice, once with two spaces": {
		"input": emergency({"approvers": ["Ada Lovelace", "Grace"]}, [
			plan,
			fixture.said_by(fixture.first_approval, {"predicate": {"approver": "Ada Lovelace"}}),
			fixture.said_by(fixture.second_approval, {"predicate": {"approver": "ada  lovelace"}}),
		]),
		"want": {"claims": ["emergency"], "proof": {"first-approval", "second-approval"}},
	},
	"reviewed too late": {
		"input": emergency({"review_by": "2026-11-27T04:09:01Z"}, both),
		"want": object.union(granted, {"deny": {{"at": ["emergency", "review_by"]}}}),
	},
	"reviewed before it was made": {
		"input": emergency({"review_by": "2026-11-22T04:09:00Z"}, both),
		"want": object.union(granted, {"deny": {{"at": ["emergency", "review_by"]}}}),
	},
	"at once": {
		"input": waiting(21599),
		"want": object.union(granted, {"deny": {{"at": ["rollout", "stages", 1, "soak"]}}}),
	},
	"says nothing": {
		"input": object.union(fixture.without(["manifest/release/urgency"]), {"evidence": [fixture.plan]}),
		"want": {"claims": [], "proof": set()},
	},
	"a plan for another urgency proves nothing": {"input": fixture.only([plan]), "want": {"proof": set()}},
	"a record of another urgency contradicts": {
		"input": fixture.only([fixture.said_by(fixture.record, {"predicate": {"urgency": "emergency"}})]),
		"want": {"deny": {{"at": ["release", "urgency"], "by": "record"}}, "proof": set()},
	},
	"one approval": {"input": emergency({}, [plan, fixture.first_approval]), "want": refused},
	"two approvals under one signature": {
		"input": emergency({}, second({"signer": "ada"})),
		"want": {"claims": ["emergency"], "proof": {"first-approval", "second-approval"}},
	},
	"the same person twice": {
		"input": emergency({}, second({"predicate": {"approver": "ada"}})),
		"want": {"claims": ["emergency"], "proof": {"first-approval", "second-approval"}},
	},
	"somebody who is not named": {"input": emergency({}, second({"predicate": {"approver": "Eve"}})), "want": refused},
	"an approval of a part": {"input": emergency({}, second({"artifacts": []})), "want": refused},
	"an approval of one file of two": {
		"input": object.union(emergency({}, [plan, fixture.second_approval, both_files]), two_files),
		"want": {"claims": ["emergency"], "proof": {"first-approval"}},
	},
	"a rejection of one file of two contradicts": {
		"input": object.union(emergency({}, array.concat([both_files], second({"predicate": {"decision": "reject"}}))), two_files),
		"want": object.union(refused, {"deny": {{"at": ["emergency", "approvers"], "by": "second-approval"}}}),
	},
	"a rejection with other spaces contradicts": {
		"input": emergency({}, second({"predicate": {"approver": " GRACE", "decision": "reject"}})),
		"want": object.union(refused, {"deny": {{"at": ["emergency", "approvers"], "by": "second-approval"}}}),
	},
	"a rejection by somebody who is not named": {
		"input": emergency({}, second({"predicate": {"approver": "Eve", "decision": "reject"}})),
		"want": refused,
	},
	"a decision that is neither": {"input": emergency({}, second({"predicate": {"decision": "abstain"}})), "want": refused},
	"a rejection contradicts": {
		"input": emergency({}, second({"predicate": {"decision": "reject"}})),
		"want": object.union(refused, {"deny": {{"at": ["emergency", "approvers"], "by": "second-approval"}}}),
	},
	"waits exactly a quarter": {"input": waiting(21600), "want": granted},
	"a plan that waits otherwise proves nothing": {
		"input": object.union(waiting(21600), {"evidence": both}),
		"want": {"claims": ["emergency"], "proof": {"first-approval", "second-approval"}},
	},
	"how long a routine release waits is another commitment's": {
		"input": fixture.along({"points": [object.union(fixture.points[1], {"soak": 0})]}),
		"want": {},
	},
	"approvals of a routine release": {
		"input": object.union(
			fixture.changed({"manifest": {"emergency": manifest({}).emergency}}),
			{"evidence": [fixture.plan, fixture.first_approval]},
		),
		"want": {"proof": {"plan"}},
	},
	"an emergency with three approvals": {
		"input": emergency({"approvers": ["Ada", "Grace", "Edsger"]}, array.concat(both, [fixture.said_by(
			fixture.second_approval,
			{"id": "third-approval", "signer": "edsger", "predicate": {"approver": "Edsger"}},
		)])),
		"want": {"claims": ["emergency"], "proof": {"plan", "first-approval", "second-approval", "third-approval"}},
	},
	"three approvers of whom two approve": {
		"input": emergency({"approvers": ["Ada", "Grace", "Edsger"]}, both),
		"want": granted,
	},
	"reviewed the day before it was made": {
		"input": emergency({"review_by": "2026-11-21T04:09:00Z"}, both),
		"want": object.union(granted, {"deny": {{"at": ["emergency", "review_by"]}}}),
	},
	"reviewed at once": {"input": emergency({"review_by": "2026-11-22T04:09:01Z"}, both), "want": granted},
}

test_emergency_path[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
