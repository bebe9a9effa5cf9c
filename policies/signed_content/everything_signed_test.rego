package belay.signed_content.everything_signed_test

import data.belay.fixture
import data.belay.signed_content.everything_signed as commitment

verdict := {"claims": [x | x := commitment.claim], "deny": commitment.deny, "proof": commitment.proof}

passes := {"claims": [[{"sha256": fixture.digest}]], "deny": set(), "proof": {"provenance", "published"}}

seen(file) := {"artifacts": [
	{"name": "other", "kind": "content", "digest": {"sha256": fixture.last_digest}, "file": "matches"},
	{"name": "channel", "kind": "content", "digest": {"sha256": fixture.digest}, "file": file},
]}

second := {"name": "other", "kind": "content", "digest": {"sha256": fixture.last_digest}}

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"no file at hand": {"input": fixture.changed(seen("absent")), "want": {}},
	"another file than the manifest says": {
		"input": fixture.changed(seen("differs")),
		"want": {"deny": {{"at": ["artifacts", 0, "digest"]}}},
	},
	"the second of two files": {
		"input": fixture.changed(object.union(
			seen("differs"),
			{"manifest": {"artifacts": [second, fixture.manifest.artifacts[0]]}},
		)),
		"want": {
			"claims": [[{"sha256": fixture.last_digest}, {"sha256": fixture.digest}]],
			"deny": {{"at": ["artifacts", 1, "digest"]}},
		},
	},
	"says nothing": {
		"input": fixture.changed({"manifest": {"artifacts": []}}),
		"want": {"claims": [[]]},
	},
	"nobody signed": {"input": fixture.only([fixture.tests, fixture.plan]), "want": {"proof": set()}},
	"only the rollback target is signed": {"input": fixture.only([fixture.target]), "want": {"proof": set()}},
	"a release attestation is enough": {"input": fixture.only([fixture.published]), "want": {"proof": {"published"}}},
}

test_everything_signed[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
