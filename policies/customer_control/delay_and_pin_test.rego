package belay.customer_control.delay_and_pin_test

import data.belay.customer_control.delay_and_pin as commitment
import data.belay.fixture

verdict := {"claimed": claimed, "deny": commitment.deny, "proof": commitment.proof}

default claimed := false

claimed if commitment.claim

passes := {"claimed": true, "deny": set(), "proof": {"tests"}}

says(over) := fixture.changed({"manifest": {"customer_control": over}})

lacking(field) := fixture.without([concat("/", ["manifest/customer_control", field])])

at(field) := {"deny": {{"at": ["customer_control", field]}}}

binary := {"parameters": {"CC-02": {"versions_behind": 2}}}

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"too short a delay": {"input": says({"delay_max": 172799}), "want": at("delay_max")},
	"no delay": {"input": lacking("delay_max"), "want": at("delay_max")},
	"no pin": {"input": says({"pin": false}), "want": at("pin")},
	"does not say whether": {"input": lacking("pin"), "want": at("pin")},
	"content needs no older versions": {"input": lacking("versions_behind"), "want": {}},
	"a binary does": {"input": object.union(lacking("versions_behind"), binary), "want": at("versions_behind")},
	"one version behind": {
		"input": object.union(says({"versions_behind": 1}), binary),
		"want": at("versions_behind"),
	},
	"two versions behind": {"input": object.union(says({"versions_behind": 2}), binary), "want": {}},
	"says nothing": {"input": fixture.without(["manifest/customer_control"]), "want": {"claimed": false}},
	"another test": {
		"input": fixture.only([fixture.said_by(fixture.tests, {"predicate": {"passedTests": ["cc/other"]}})]),
		"want": {"proof": set()},
	},
	"exactly the delay": {"input": says({"delay_max": 172800}), "want": {}},
	"a binary that says nothing": {
		"input": object.union(fixture.without(["manifest/customer_control"]), binary),
		"want": {"claimed": false},
	},
	"cc/delay-and-pin failed": {
		"input": fixture.only([fixture.said_by(fixture.tests, {"predicate": {"passedTests": [], "failedTests": ["cc/delay-and-pin"]}})]),
		"want": {"deny": {{"at": ["customer_control"], "by": "tests"}}, "proof": set()},
	},
	"three versions behind where two are asked for": {
		"input": object.union(says({"versions_behind": 3}), binary),
		"want": {},
	},
}

test_delay_and_pin[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
