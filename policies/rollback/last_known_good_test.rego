package belay.rollback.last_known_good_test

import data.belay.fixture
import data.belay.lib
import data.belay.rollback.last_known_good as commitment

verdict := {"claims": [x | x := commitment.claim], "deny": commitment.deny, "proof": commitment.proof}

target := fixture.manifest.rollback.target

passes := {"claims": [target], "deny": set(), "proof": {"target"}}

says(over) := fixture.changed({"manifest": {"rollback": {"target": over}}})

purl(text) := fixture.only([fixture.said_by(fixture.target, {"predicate": {"purl": text}})])

# From the fixture's release.created to its now.
since_creation := 503460

attested(over) := fixture.only([fixture.said_by(fixture.target, over)])

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"back to the release itself": {
		"input": says({"version": "2026.11.22-1"}),
		"want": {
			"claims": [object.union(target, {"version": "2026.11.22-1"})],
			"deny": {{"at": ["rollback", "target", "version"]}},
			"proof": set(),
		},
	},
	"back to the same bits, seen in a file of another name": {
		"input": object.union(
			fixture.changed({"artifacts": array.concat(fixture.release.artifacts, [
				{"name": "old", "kind": "content", "digest": {"sha256": target.sha256}, "file": "matches"},
			])}),
			{"evidence": [fixture.target]},
		),
		"want": {"deny": {{"at": ["rollback", "target", "sha256"]}}},
	},
	"attested at the very moment of creation": {"input": attested({"age": since_creation}), "want": {}},
	"attested after creation": {"input": attested({"age": since_creation - 1}), "want": {"proof": set()}},
	"attested at no trusted time": {
		"input": fixture.only([object.remove(fixture.target, ["age"])]),
		"want": {"proof": set()},
	},
	"an old attestation that does not cover the target": {
		"input": attested({"covers_target": false}),
		"want": {"proof": set()},
	},
	"back to the same bits": {
		"input": says({"sha256": fixture.digest}),
		"want": {
			"claims": [object.union(target, {"sha256": fixture.digest})],
			"deny": {{"at": ["rollback", "target", "sha256"]}},
		},
	},
	"says nothing": {
		"input": fixture.without(["manifest/rollback"]),
		"want": {"claims": [], "proof": set()},
	},
	"a release attestation of these artifacts": {"input": fixture.only([fixture.published]), "want": {"proof": set()}},
	"another version": {"input": purl("pkg:generic/example-sensor@2026.11.20-1"), "want": {"proof": set()}},
	"no version": {"input": purl("pkg:generic/example-sensor"), "want": {"proof": set()}},
	"qualifiers": {
		"input": purl("pkg:generic/example-sensor@2026.11.21-3?arch=x64#channel"),
		"want": {"proof": {"target"}},
	},
	"what only looks like a release": {
		"input": fixture.only([fixture.said_by(fixture.target, {"type": "kernel-review/v1"})]),
		"want": {"proof": set()},
	},
}

test_last_known_good[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}

test_purl_version_with_a_plus_sign if lib.purl_version("pkg:generic/sensor@1.2%2B3%2b4") == "1.2+3+4"
