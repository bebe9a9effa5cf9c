package belay.provenance.reviewed_source_test

import data.belay.fixture
import data.belay.provenance.reviewed_source as commitment

verdict := {"claims": [x | x := commitment.claim], "deny": commitment.deny, "proof": commitment.proof}

passes := {"claims": [fixture.supply_chain.source], "deny": set(), "proof": {"provenance", "reviewed-source"}}

shown(over) := fixture.only([fixture.provenance, fixture.said_by(fixture.reviewed_source, over)])

found(over) := shown({"predicate": over})

unproven := {"proof": set()}

# The fixture's summary and a second one that failed, which is the same with over laid upon it.
failed(over) := fixture.only([fixture.provenance, fixture.reviewed_source, wanting(over)])

wanting(over) := fixture.said_by(fixture.reviewed_source, object.union(
	{"id": "second", "predicate": {"verificationResult": "FAILED", "verifiedLevels": ["FAILED"]}},
	over,
))

stands := {"deny": {{"at": ["supply_chain", "source", "revision"], "by": "second"}}}

built(over) := fixture.only([fixture.reviewed_source, fixture.said_by(fixture.provenance, over)])

two_files := object.union(fixture.release, {"artifacts": [
	{"name": "channel", "kind": "content", "digest": {"sha256": fixture.digest}},
	{"name": "other", "kind": "content", "digest": {"sha256": fixture.last_digest}},
]})

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"two-party review by name": {"input": found({"verifiedLevels": ["SLSA_SOURCE_TWO_PARTY_REVIEWED"]}), "want": {}},
	"among other levels": {"input": found({"verifiedLevels": ["X", "SLSA_SOURCE_LEVEL_4"]}), "want": {}},
	"a lower level": {"input": found({"verifiedLevels": ["SLSA_SOURCE_LEVEL_3"]}), "want": unproven},
	"a level of builds": {"input": found({"verifiedLevels": ["SLSA_BUILD_LEVEL_4"]}), "want": unproven},
	"no level": {"input": found({"verifiedLevels": []}), "want": unproven},
	"failed with a level contradicts": {
		"input": found({"verificationResult": "FAILED"}),
		"want": {
			"deny": {{"at": ["supply_chain", "source", "revision"], "by": "reviewed-source"}},
			"proof": set(),
		},
	},
	"of another revision": {"input": shown({"covers_source": false}), "want": unproven},
	"of a fork": {"input": found({"resourceUri": "git+https://git.vendor.example/sensor-content-fork"}), "want": unproven},
	"of a ref of the repository": {
		"input": found({"resourceUri": "git+https://git.vendor.example/sensor-content@refs/heads/main"}),
		"want": {},
	},
	"of the files": {"input": fixture.only([fixture.provenance, fixture.summary]), "want": unproven},
	"another type": {"input": shown({"type": "https://in-toto.io/attestation/test-result/v0.1"}), "want": unproven},
	"no verifier named": {
		"input": fixture.only([fixture.provenance, json.remove(fixture.reviewed_source, ["predicate/verifier", "age"])]),
		"want": {},
	},
	"one that failed later": {"input": failed({"age": 3599}), "want": stands},
	"one that failed at the same moment": {"input": failed({}), "want": stands},
	"one that failed before": {"input": failed({"age": 3601}), "want": {}},
	"one that failed before, for somebody independent": {"input": failed({"age": 3601, "grade": "independent"}), "want": stands},
	"one that failed before, for one of the vendor's people": {"input": failed({"age": 3601, "grade": "signed"}), "want": {}},
	"one that failed before, by somebody else": {
		"input": failed({"age": 3601, "predicate": {
			"verificationResult": "FAILED", "verifiedLevels": ["FAILED"],
			"verifier": {"id": "https://other.example"},
		}}),
		"want": stands,
	},
	"one that failed at no trusted time": {
		"input": fixture.only([fixture.provenance, fixture.reviewed_source, object.remove(wanting({}), ["age"])]),
		"want": stands,
	},
	"one of a fork that failed": {
		"input": failed({"predicate": {"verificationResult": "FAILED", "resourceUri": "https://git.other.example/fork"}}),
		"want": {},
	},
	"one of the files that failed": {"input": failed({"covers_source": false}), "want": {}},
	"no provenance": {"input": fixture.only([fixture.reviewed_source]), "want": unproven},
	"no workflow named": {
		"input": fixture.only([
			fixture.reviewed_source,
			json.remove(fixture.provenance, ["predicate/buildDefinition/externalParameters/workflow"]),
		]),
		"want": {},
	},
	"a workflow without a repository": {
		"input": fixture.only([
			fixture.reviewed_source,
			json.remove(fixture.provenance, ["predicate/buildDefinition/externalParameters/workflow/repository"]),
		]),
		"want": {},
	},
	"said by something else than provenance": {"input": built({"type": "rollout-plan/v1"}), "want": unproven},
	"built from another revision": {
		"input": built({"predicate": {"buildDefinition": {"resolvedDependencies": [{
			"uri": "https://git.vendor.example/sensor-content",
			"digest": {"gitCommit": "0000000000000000000000000000000000000000"},
		}]}}}),
		"want": unproven,
	},
	"built from another revision, too": {
		"input": built({"predicate": {"buildDefinition": {"resolvedDependencies": array.concat(
			fixture.provenance.predicate.buildDefinition.resolvedDependencies,
			[{
				"uri": "git+https://git.vendor.example/sensor-content@refs/heads/next",
				"digest": {"gitCommit": "0000000000000000000000000000000000000000"},
			}],
		)}}}),
		"want": unproven,
	},
	"the builder's word is only signed": {"input": built({"grade": "signed"}), "want": unproven},
	"the builder is independent": {"input": built({"grade": "independent"}), "want": {}},
	"how the rollback target was built": {"input": built({"artifacts": [], "covers_target": true}), "want": unproven},
	"one file of two": {"input": two_files, "want": unproven},
	"both files": {
		"input": object.union(two_files, {"evidence": built({"artifacts": ["channel", "other"]}).evidence}),
		"want": {},
	},
	"no revision": {
		"input": fixture.without(["manifest/supply_chain/source/revision"]),
		"want": {"claims": [object.remove(fixture.supply_chain.source, ["revision"])], "proof": set()},
	},
	"says nothing": {
		"input": fixture.without(["manifest/supply_chain"]),
		"want": {"claims": [], "proof": set()},
	},
}

test_reviewed_source[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
