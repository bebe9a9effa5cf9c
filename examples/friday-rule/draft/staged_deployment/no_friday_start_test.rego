package belay.staged_deployment.no_friday_start_test

import data.belay.fixture
import data.belay.staged_deployment.no_friday_start as commitment
import data.belay.staged_deployment.no_friday_start_fixture as draft

verdict := {"claims": [x | x := commitment.claim], "deny": commitment.deny, "proof": commitment.proof}

passes := {"claims": [fixture.exposure.first_external.weekday], "deny": set(), "proof": {"plan", "record"}}

on(day) := {"exposure": {"first_external": {"weekday": day}}}

at := {"at": ["rollout", "starts"]}

cases := {
	"as promised": {"input": draft.release, "want": {}},
	"on a Friday": {
		"input": object.union(draft.changed(on("friday")), {"evidence": [fixture.plan]}),
		"want": {"claims": ["friday"], "deny": {at}, "proof": {"plan"}},
	},
	"says nothing": {
		"input": draft.without(["exposure/first_external"]),
		"want": {"claims": []},
	},
	"a record of a Friday contradicts": {
		"input": draft.only([fixture.plan, fixture.said_by(fixture.record, on("friday"))]),
		"want": {"deny": {object.union(at, {"by": "record"})}, "proof": {"plan"}},
	},
	"a record that does not say when": {
		"input": draft.only([json.remove(fixture.record, ["exposure/first_external/weekday"])]),
		"want": {"proof": set()},
	},
	"other evidence": {"input": draft.only([fixture.tests]), "want": {"proof": set()}},
}

test_no_friday_start[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
