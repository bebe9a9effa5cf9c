package belay.rollback.failed_boots_test

import data.belay.fixture
import data.belay.rollback.failed_boots as commitment

verdict := {"claims": [x | x := commitment.claim], "deny": commitment.deny, "proof": commitment.proof}

recovery := fixture.manifest.rollback.boot_recovery

passes := {"claims": [recovery], "deny": set(), "proof": {"tests", "drill"}}

says(over) := fixture.changed({"manifest": {"rollback": {"boot_recovery": over}}})

drilled(over) := fixture.only([fixture.said_by(fixture.drill, over)])

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"too many failed boots": {
		"input": says({"after_failed_boots": 4}),
		"want": {
			"claims": [object.union(recovery, {"after_failed_boots": 4})],
			"deny": {{"at": ["rollback", "boot_recovery", "after_failed_boots"]}},
		},
	},
	"the vendor's path counts when it was drilled": {
		"input": says({"action": "vendor-path"}),
		"want": {"claims": [object.union(recovery, {"action": "vendor-path"})], "proof": {"drill"}},
	},
	"says nothing": {"input": fixture.without(["manifest/rollback"]), "want": {"claims": [], "proof": set()}},
	"a drill too long ago": {"input": drilled({"age": 7776001}), "want": {"proof": set()}},
	"a drill at no trusted time": {
		"input": fixture.only([object.remove(fixture.drill, ["age"])]),
		"want": {"proof": set()},
	},
	"a drill over the network": {"input": drilled({"predicate": {"path": "network"}}), "want": {"proof": set()}},
	"a drill that took more failed boots": {
		"input": drilled({"predicate": {"after_failed_boots": 4}}),
		"want": {"proof": set()},
	},
	"a drill on too few devices": {"input": drilled({"predicate": {"devices": 99}}), "want": {"proof": set()}},
	"a drill that left devices broken": {
		"input": drilled({"predicate": {"healthy_percent": 98.9}}),
		"want": {"proof": set()},
	},
	"another test": {
		"input": fixture.only([fixture.said_by(fixture.tests, {"predicate": {"passedTests": ["rb/other"]}})]),
		"want": {"proof": set()},
	},
	"a drill exactly at the limits": {
		"input": drilled({"age": 7776000, "predicate": {"devices": 100, "healthy_percent": 99}}),
		"want": {"proof": {"drill"}},
	},
	"rb/boot-loop failed": {
		"input": fixture.only([fixture.said_by(fixture.tests, {"predicate": {"passedTests": [], "failedTests": ["rb/boot-loop"]}})]),
		"want": {"deny": {{"at": ["rollback", "boot_recovery"], "by": "tests"}}, "proof": set()},
	},
	"fewer failed boots than is asked for": {
		"input": says({"after_failed_boots": 2}),
		"want": {"claims": [object.union(recovery, {"after_failed_boots": 2})], "proof": {"tests"}},
	},
	"steps aside": {
		"input": says({"action": "self-disable"}),
		"want": {"claims": [object.union(recovery, {"action": "self-disable"})]},
	},
	"what only looks like a drill": {"input": drilled({"type": "kernel-review/v1"}), "want": {"proof": set()}},
}

test_failed_boots[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
