package belay.lifecycle.support_window_test

import data.belay.fixture
import data.belay.lifecycle.support_window as commitment

verdict := {"claimed": claimed, "deny": commitment.deny, "proof": commitment.proof}

default claimed := false

claimed if commitment.claim

passes := {"claimed": true, "deny": set(), "proof": {"checks"}}

says(over) := fixture.changed({"manifest": {"lifecycle": over}})

lacking(field) := fixture.without([concat("/", ["manifest/lifecycle", field])])

at(fields) := {"deny": {{"at": ["lifecycle", field]} | some field in fields}}

shown(over) := fixture.only([fixture.said_by(fixture.checks, {"predicate": over})])

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"supported to the end of today": {"input": says({"supported_until": "2026-11-28"}), "want": {}},
	"the last second of support": {
		"input": object.union(says({"supported_until": "2026-11-28"}), {"now": "2026-11-28T23:59:59Z"}),
		"want": {},
	},
	"over since yesterday": {"input": says({"supported_until": "2026-11-27"}), "want": at({"supported_until"})},
	"no end of support": {
		"input": lacking("supported_until"),
		"want": at({"supported_until", "security_updates_until"}),
	},
	"updates as long as support": {"input": says({"security_updates_until": "2028-12-31"}), "want": {}},
	"updates end first": {"input": says({"security_updates_until": "2028-12-30"}), "want": at({"security_updates_until"})},
	"no end of updates": {"input": lacking("security_updates_until"), "want": at({"security_updates_until"})},
	"kept just long enough": {"input": says({"last_known_good_kept": 15552000}), "want": {}},
	"kept too short": {"input": says({"last_known_good_kept": 15551999}), "want": at({"last_known_good_kept"})},
	"not kept": {"input": lacking("last_known_good_kept"), "want": at({"last_known_good_kept"})},
	"says nothing": {"input": fixture.without(["manifest/lifecycle"]), "want": {"claimed": false}},
	"another test": {"input": shown({"passedTests": ["lc/upgrade-path"]}), "want": {"proof": set()}},
	"a run that failed": {"input": shown({"result": "FAILED"}), "want": {"proof": set()}},
}

test_support_window[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
