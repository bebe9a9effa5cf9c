package belay.customer_control.content_rings_test

import data.belay.customer_control.content_rings as commitment
import data.belay.fixture

verdict := {"claims": [x | x := commitment.claim], "deny": commitment.deny, "proof": commitment.proof}

all_three := ["early", "general", "paused"]

passes := {"claims": [all_three], "deny": set(), "proof": {"tests"}}

offers(rings) := says({"content_rings": rings})

says(over) := fixture.changed({"manifest": {"customer_control": over}})

tested(over) := fixture.only([fixture.said_by(fixture.tests, {"predicate": over})])

at(field) := {{"at": ["customer_control", field]}}

strict := {"parameters": {"CC-01": {"reason_suffices": false}}}

reason := {"content_rings": ["early", "general"], "no_pause_reason": "the operating system depends on it"}

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"more rings": {
		"input": offers(["early", "general", "paused", "late"]),
		"want": {"claims": [["early", "general", "paused", "late"]]},
	},
	"no early ring": {
		"input": offers(["general", "paused"]),
		"want": {"claims": [["general", "paused"]], "deny": at("content_rings")},
	},
	"no general ring": {
		"input": offers(["early", "paused"]),
		"want": {"claims": [["early", "paused"]], "deny": at("content_rings")},
	},
	"no pause": {
		"input": offers(["early", "general"]),
		"want": {"claims": [["early", "general"]], "deny": at("no_pause_reason")},
	},
	"no pause, and why": {"input": says(reason), "want": {"claims": [["early", "general"]]}},
	"no pause, and why, where a reason is not enough": {
		"input": object.union(says(reason), strict),
		"want": {"claims": [["early", "general"]], "deny": at("no_pause_reason")},
	},
	"a pause where a reason is not enough": {"input": fixture.changed(strict), "want": {}},
	"a reason and no rings": {
		"input": says({"content_rings": [], "no_pause_reason": "it is urgent"}),
		"want": {"claims": [[]]},
	},
	"no rings": {"input": offers([]), "want": {"claims": [[]]}},
	"one ring of another name": {
		"input": offers(["production"]),
		"want": {"claims": [["production"]], "deny": (at("content_rings") | at("no_pause_reason"))},
	},
	"says nothing": {"input": fixture.without(["manifest/customer_control"]), "want": {"claims": []}},
	"another test": {"input": tested({"passedTests": ["cc/delay-and-pin"]}), "want": {"proof": set()}},
	"no test": {"input": fixture.only([fixture.plan]), "want": {"proof": set()}},
	"the test failed": {
		"input": tested({"passedTests": [], "failedTests": ["cc/ring-assignment"]}),
		"want": {"deny": {{"at": ["customer_control", "content_rings"], "by": "tests"}}, "proof": set()},
	},
}

test_content_rings[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
