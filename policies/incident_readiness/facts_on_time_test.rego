package belay.incident_readiness.facts_on_time_test

import data.belay.fixture
import data.belay.incident_readiness.facts_on_time as commitment

verdict := {"claims": [x | x := commitment.claim], "deny": commitment.deny, "proof": commitment.proof}

promise := {"preliminary": 432000, "root_cause": 1728000}

passes := {"claims": [promise], "deny": set(), "proof": {"account"}}

contradicted := {"deny": {{"at": ["incident", "reporting"], "by": "account"}}, "proof": set()}

says(over) := object.union(fixture.changed({"manifest": {"incident": {"reporting": over}}}), {"evidence": []})

told(over) := fixture.only([fixture.said_by(fixture.account, over)])

lists(incidents) := told({"predicate": {"incidents": incidents}})

of(over) := lists([object.union(fixture.incident, over)])

lacking(fields) := lists([object.remove(fixture.incident, fields)])

# The account ends on 29 October at midnight; five days before that is the 24th, twenty days are the 9th.
recent(day) := {"name": "INC-9", "occurred": day}

unexplained(day) := lists([object.union(
	object.remove(fixture.incident, ["root_cause"]),
	{"occurred": day, "preliminary": "2026-10-10T00:00:00Z"},
)])

# A release whose first external stage was stopped on 1 November between 05:00 and 10:00, with an account that ends
# at until and lists incidents.
stopped(over, until, incidents) := fixture.only([
	fixture.said_by(fixture.record, {"predicate": {"stages": [object.union(
		fixture.record.predicate.stages[1],
		object.union({"started": "2026-11-01T05:00:00Z", "ended": "2026-11-01T10:00:00Z", "decision": "halt"}, over),
	)]}}),
	fixture.said_by(fixture.account, {"age": 86400, "predicate": {"until": until, "incidents": incidents}}),
])

# A release of which each stage was promoted, and which was then taken back, with what an account lists.
taken_back(state, incidents) := fixture.only([
	fixture.said_by(fixture.record, {"predicate": {"state": state}}),
	fixture.said_by(fixture.account, {"age": 86400, "predicate": {"until": "2026-11-27T00:00:00Z", "incidents": incidents}}),
])

# Its last stage ended on 27 November.
hurried := {"preliminary": 43200, "root_cause": 1728000}

at_once(state, incidents) := object.union(
	fixture.changed({"manifest": {"incident": {"reporting": hurried}}}),
	{"evidence": taken_back(state, incidents).evidence},
)

stop(moment) := [{"name": "INC-10", "occurred": moment}]

later := "2026-11-06T10:00:01Z"

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"exactly at the limits": {
		"input": says({"preliminary": 604800, "root_cause": 2592000}),
		"want": {"claims": [{"preliminary": 604800, "root_cause": 2592000}], "proof": set()},
	},
	"too slow a first report": {
		"input": says({"preliminary": 604801}),
		"want": {
			"claims": [object.union(promise, {"preliminary": 604801})],
			"deny": {{"at": ["incident", "reporting", "preliminary"]}},
			"proof": set(),
		},
	},
	"too slow a root cause": {
		"input": says({"root_cause": 2592001}),
		"want": {
			"claims": [object.union(promise, {"root_cause": 2592001})],
			"deny": {{"at": ["incident", "reporting", "root_cause"]}},
			"proof": set(),
		},
	},
	"says nothing": {"input": object.union(fixture.without(["manifest/incident"]), {"evidence": []}), "want": {"claims": [], "proof": set()}},
	"says nothing, and was late": {
		"input": object.union(fixture.without(["manifest/incident"]), {"evidence": lacking(["preliminary"]).evidence}),
		"want": {"claims": []},
	},
	"no account": {"input": fixture.only([fixture.tests]), "want": {"proof": set()}},
	"no incident": {"input": lists([]), "want": {}},
	"an account just young enough": {"input": told({"age": 7776000}), "want": {}},
	"an account too old": {"input": told({"age": 7776001}), "want": {"proof": set()}},
	"an account at no trusted time": {
		"input": fixture.only([object.remove(fixture.account, ["age"])]),
		"want": {"proof": set()},
	},
	"an account of a second less than a year": {
		"input": told({"predicate": {"from": "2025-10-29T00:00:01Z", "incidents": []}}),
		"want": {"proof": set()},
	},
	"evidence of another type": {"input": told({"type": "incident-drill/v1"}), "want": {"proof": set()}},
	"told on the last second": {"input": of({"preliminary": "2026-03-07T10:00:00Z"}), "want": {}},
	"told a second late": {"input": of({"preliminary": "2026-03-07T10:00:01Z"}), "want": contradicted},
	"explained on the last second": {"input": of({"root_cause": "2026-03-22T10:00:00Z"}), "want": {}},
	"explained a second late": {"input": of({"root_cause": "2026-03-22T10:00:01Z"}), "want": contradicted},
	"never told": {"input": lacking(["preliminary"]), "want": contradicted},
	"never explained": {"input": lacking(["root_cause"]), "want": contradicted},
	"dates without a report": {"input": lacking(["report_sha256"]), "want": contradicted},
	"told without a report": {
		"input": lists([object.union(recent("2026-10-20T00:00:00Z"), {
			"preliminary": "2026-10-21T00:00:00Z",
		})]),
		"want": contradicted,
	},
	"explained without a report, before it had to be told": {
		"input": object.union(
			fixture.changed({"manifest": {"incident": {"reporting": {"root_cause": 86400}}}}),
			{"evidence": lists([object.union(recent("2026-10-27T00:00:00Z"), {
				"root_cause": "2026-10-27T12:00:00Z",
			})]).evidence},
		),
		"want": object.union(contradicted, {"claims": [object.union(promise, {"root_cause": 86400})]}),
	},
	"told when it happened": {"input": of({"preliminary": fixture.incident.occurred}), "want": {}},
	"told before it happened": {"input": of({"preliminary": "2026-03-02T09:59:59Z"}), "want": contradicted},
	"explained when it happened": {
		"input": of({"preliminary": fixture.incident.occurred, "root_cause": fixture.incident.occurred}),
		"want": {},
	},
	"explained before it happened": {"input": of({"root_cause": "2026-03-02T09:59:59Z"}), "want": contradicted},
	"still to be told": {"input": lists([recent("2026-10-24T00:00:00Z")]), "want": {}},
	"should have been told": {"input": lists([recent("2026-10-23T23:59:59Z")]), "want": contradicted},
	"still to be explained": {"input": unexplained("2026-10-09T00:00:00Z"), "want": {}},
	"should have been explained": {"input": unexplained("2026-10-08T23:59:59Z"), "want": contradicted},
	"two of one name, one late": {
		"input": lists([fixture.incident, object.union(fixture.incident, {"preliminary": "2026-03-07T10:00:01Z"})]),
		"want": contradicted,
	},
	"one of two late": {
		"input": lists([fixture.incident, recent("2026-10-01T00:00:00Z")]),
		"want": contradicted,
	},
	"a stop that is listed as it began": {"input": stopped({}, "2026-11-02T00:00:00Z", stop("2026-11-01T05:00:00Z")), "want": {}},
	"a stop that is listed as it ended": {"input": stopped({}, "2026-11-02T00:00:00Z", stop("2026-11-01T10:00:00Z")), "want": {}},
	"something before the stop": {
		"input": stopped({}, "2026-11-02T00:00:00Z", stop("2026-11-01T04:59:59Z")),
		"want": {"proof": set()},
	},
	"something after the stop": {
		"input": stopped({}, "2026-11-02T00:00:00Z", stop("2026-11-01T10:00:01Z")),
		"want": {"proof": set()},
	},
	"an account from before the stop": {"input": stopped({}, "2026-10-29T00:00:00Z", []), "want": {"proof": set()}},
	"an account that leaves out the stop": {"input": stopped({}, later, []), "want": {"proof": set()}},
	"a rollback that is left out": {"input": stopped({"decision": "rollback"}, later, []), "want": {"proof": set()}},
	"taken back in the end, and left out": {
		"input": at_once("rolled-back", []),
		"want": {"claims": [hurried], "proof": set()},
	},
	"halted in the end, and left out": {
		"input": at_once("halted", []),
		"want": {"claims": [hurried], "proof": set()},
	},
	"taken back in the end, and listed": {
		"input": at_once("rolled-back", [object.union(
			fixture.incident,
			{"occurred": "2026-11-27T05:00:00Z", "preliminary": "2026-11-27T06:00:00Z"},
		)]),
		"want": {"claims": [hurried]},
	},
	"taken back in the end, with something from before it was outside": {
		"input": at_once("rolled-back", stop("2026-11-23T04:59:59Z")),
		"want": {"claims": [hurried], "deny": {{"at": ["incident", "reporting"], "by": "account"}}, "proof": set()},
	},
	"taken back in the end, too recently to be told": {"input": taken_back("rolled-back", []), "want": {}},
	"halted before it was outside": {
		"input": object.union(at_once("halted", []), {"evidence": [
			fixture.said_by(fixture.record, {"predicate": {
				"state": "halted", "stages": array.slice(fixture.record.predicate.stages, 0, 1),
			}}),
			at_once("halted", []).evidence[1],
		]}),
		"want": {"claims": [hurried]},
	},
	"not taken back": {"input": at_once("complete", []), "want": {"claims": [hurried]}},
	"harm that began a stage before the stop": {
		"input": fixture.only([
			fixture.said_by(fixture.record, {"predicate": {"stages": [
				object.union(fixture.record.predicate.stages[1], {
					"started": "2026-10-31T05:00:00Z", "ended": "2026-11-01T05:00:00Z",
				}),
				object.union(fixture.record.predicate.stages[2], {
					"started": "2026-11-01T05:00:00Z", "ended": "2026-11-01T10:00:00Z", "decision": "halt",
				}),
			]}}),
			fixture.said_by(fixture.account, {"age": 86400, "predicate": {
				"until": "2026-11-02T00:00:00Z", "incidents": stop("2026-10-31T20:00:00Z"),
			}}),
		]),
		"want": {},
	},
	"a stage that went on": {"input": stopped({"decision": "promote"}, later, []), "want": {}},
	"a stop in the vendor's own fleet": {"input": stopped({"audience": "internal"}, later, []), "want": {}},
	"a stop too recent to be told": {
		"input": stopped({"ended": "2026-11-23T00:00:00Z"}, "2026-11-20T00:00:00Z", []),
		"want": {},
	},
	"a stop that had to be told a second ago": {
		"input": stopped({"ended": "2026-11-22T23:59:59Z"}, "2026-11-20T00:00:00Z", []),
		"want": {"proof": set()},
	},
}

test_facts_on_time[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
