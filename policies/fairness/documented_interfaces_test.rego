package belay.fairness.documented_interfaces_test

import data.belay.fairness.documented_interfaces as commitment
import data.belay.fixture

verdict := {"claims": [x | x := commitment.claim], "deny": commitment.deny, "proof": commitment.proof}

parity := fixture.manifest.parity

passes := {"claims": [parity], "deny": set(), "proof": {"witness"}}

uses(apis) := {
	"input": fixture.changed({"manifest": {"parity": {"undocumented_apis": apis}}}),
	"want": {
		"claims": [object.union(parity, {"undocumented_apis": apis})],
		"deny": {{"at": ["parity", "undocumented_apis", i]} | some i, _ in apis},
	},
}

seen(over) := fixture.only([fixture.said_by(fixture.witness, over)])

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"one undocumented interface": uses(["NtSetSystemInformation"]),
	"two": uses(["NtSetSystemInformation", "PsSetPrivate"]),
	"says nothing": {"input": fixture.without(["manifest/parity"]), "want": {"claims": []}},
	"the vendor looked itself": {
		"input": seen({"role": "vendor-system", "grade": "attested"}),
		"want": {"proof": set()},
	},
	"the vendor's people looked": {"input": seen({"role": "vendor", "grade": "signed"}), "want": {"proof": set()}},
	"the platform looked": {"input": seen({"role": "platform"}), "want": {}},
	"another test": {"input": seen({"predicate": {"passedTests": ["fp/other"]}}), "want": {"proof": set()}},
	"a witness found some": {
		"input": seen({"predicate": {"passedTests": [], "failedTests": ["fp/documented-interfaces"]}}),
		"want": {"deny": {{"at": ["parity", "undocumented_apis"], "by": "witness"}}, "proof": set()},
	},
	"the vendor passes, and a witness of something else": {
		"input": fixture.only([
			fixture.said_by(fixture.tests, {"predicate": {"passedTests": ["fp/documented-interfaces"]}}),
			fixture.said_by(fixture.witness, {"predicate": {"passedTests": ["fp/other"]}}),
		]),
		"want": {"proof": set()},
	},
}

test_documented_interfaces[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
