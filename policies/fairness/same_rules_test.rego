package belay.fairness.same_rules_test

import data.belay.fairness.same_rules as commitment
import data.belay.fixture

verdict := {"claims": [x | x := commitment.claim], "deny": commitment.deny, "proof": commitment.proof}

rules := fixture.manifest.parity.policy

passes := {"claims": [rules], "deny": set(), "proof": {"summary"}}

shown(over) := fixture.only([fixture.said_by(fixture.summary, over)])

contradicted := {"deny": {{"at": ["parity", "policy"], "by": "failure"}}}

# A summary that failed, and one that passed an hour ago, each with something laid upon it.
both(failed, passed) := fixture.only([
	fixture.said_by(fixture.summary, object.union({"id": "failure", "predicate": {"verificationResult": "FAILED"}}, failed)),
	fixture.said_by(fixture.summary, passed),
])

other := {"predicate": {"policy": {"digest": {"sha256": fixture.digest}}}}

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"says nothing": {"input": fixture.without(["manifest/parity"]), "want": {"claims": [], "proof": set()}},
	"names no rules": {"input": fixture.without(["manifest/parity/policy"]), "want": {"claims": [], "proof": set()}},
	"no summary": {"input": fixture.only([fixture.tests]), "want": {"proof": set()}},
	"a summary under other rules": {"input": shown(other), "want": {"proof": set()}},
	"a summary that does not name its rules": {
		"input": fixture.only([json.remove(fixture.summary, ["predicate/policy/digest"])]),
		"want": {"proof": set()},
	},
	"a summary of the source or of the rollback target": {
		"input": shown({"artifacts": [], "covers_target": true}),
		"want": {"proof": set()},
	},
	"a summary at no trusted time": {"input": fixture.only([object.remove(fixture.summary, ["age"])]), "want": {}},
	"failed, and passed at no trusted time": {
		"input": fixture.only([
			fixture.said_by(fixture.summary, {"id": "failure", "predicate": {"verificationResult": "FAILED"}}),
			object.remove(fixture.summary, ["age"]),
		]),
		"want": contradicted,
	},
	"evidence of another type": {"input": shown({"type": "https://example.com/summary/v1"}), "want": {"proof": set()}},
	"failed": {
		"input": shown({"predicate": {"verificationResult": "FAILED"}}),
		"want": {"deny": {{"at": ["parity", "policy"], "by": "summary"}}, "proof": set()},
	},
	"failed under other rules": {"input": both(object.union(other, {"predicate": {"verificationResult": "FAILED"}}), {}), "want": {}},
	"failed, and passed afterwards": {"input": both({"age": 3601}, {}), "want": {}},
	"failed for somebody independent, and passed for the vendor": {
		"input": both({"age": 3601, "grade": "independent"}, {}),
		"want": contradicted,
	},
	"failed for the vendor, and passed for somebody independent": {
		"input": both({"age": 3601}, {"grade": "independent"}),
		"want": {},
	},
	"passed, and failed afterwards": {"input": both({"age": 3599}, {}), "want": contradicted},
	"passed and failed at once": {"input": both({}, {}), "want": contradicted},
	"failed, and another file passed afterwards": {
		"input": both({"age": 3601}, {"artifacts": ["schema"]}),
		"want": contradicted,
	},
	"two failed, and one passed afterwards": {
		"input": both({"age": 3601, "artifacts": ["channel", "schema"]}, {}),
		"want": contradicted,
	},
	"failed, and failed again": {
		"input": both({"age": 3601}, {"predicate": {"verificationResult": "FAILED"}}),
		"want": {
			"deny": {{"at": ["parity", "policy"], "by": "failure"}, {"at": ["parity", "policy"], "by": "summary"}},
			"proof": set(),
		},
	},
}

test_same_rules[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
