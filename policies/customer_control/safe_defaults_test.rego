package belay.customer_control.safe_defaults_test

import data.belay.customer_control.safe_defaults as commitment
import data.belay.fixture

verdict := {"claims": [x | x := commitment.claim], "deny": commitment.deny, "proof": commitment.proof}

all_four := {"default": true, "opt_out": true, "postpone": true, "notify": true}

passes := {"claims": [all_four], "deny": set(), "proof": {"tests"}}

at(field) := {{"at": ["customer_control", "auto_update", field]}}

denied(field) := {
	"input": fixture.changed({"manifest": {"customer_control": {"auto_update": {field: false}}}}),
	"want": {"claims": [object.union(all_four, {field: false})], "deny": at(field)},
}

unsaid(field) := {
	"input": fixture.without([concat("/", ["manifest/customer_control/auto_update", field])]),
	"want": {"claims": [object.remove(all_four, [field])], "deny": at(field)},
}

tested(over) := fixture.only([fixture.said_by(fixture.tests, {"predicate": over})])

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"not by itself": denied("default"),
	"no opt-out": denied("opt_out"),
	"no postponement": denied("postpone"),
	"no notice": denied("notify"),
	"does not say whether by itself": unsaid("default"),
	"does not say whether one can opt out": unsaid("opt_out"),
	"does not say whether one can wait": unsaid("postpone"),
	"does not say whether users are told": unsaid("notify"),
	"says one thing, and that it is not so": {
		"input": json.patch(fixture.release, [{
			"op": "replace", "path": "/manifest/customer_control/auto_update", "value": {"default": false},
		}]),
		"want": {
			"claims": [{"default": false}],
			"deny": (((at("default") | at("opt_out")) | at("postpone")) | at("notify")),
		},
	},
	"says nothing of the four": {
		"input": fixture.without([
			"manifest/customer_control/auto_update/default", "manifest/customer_control/auto_update/opt_out",
			"manifest/customer_control/auto_update/postpone", "manifest/customer_control/auto_update/notify",
		]),
		"want": {"claims": [{}]},
	},
	"says nothing": {"input": fixture.without(["manifest/customer_control"]), "want": {"claims": []}},
	"another test": {"input": tested({"passedTests": ["cc/delay-and-pin"]}), "want": {"proof": set()}},
	"the test failed": {
		"input": tested({"passedTests": [], "failedTests": ["cc/auto-update"]}),
		"want": {"deny": {{"at": ["customer_control", "auto_update"], "by": "tests"}}, "proof": set()},
	},
}

test_safe_defaults[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
