package belay.provenance.build_provenance_test

import data.belay.fixture
import data.belay.provenance.build_provenance as commitment

verdict := {"claims": [x | x := commitment.claim], "deny": commitment.deny, "proof": commitment.proof}

chain := fixture.manifest.supply_chain

passes := {"claims": [chain], "deny": set(), "proof": {"provenance"}}

built(over) := fixture.only([fixture.said_by(fixture.provenance, {"predicate": over})])

from(workflow, dependencies) := built({"buildDefinition": {
	"externalParameters": {"workflow": {"repository": workflow}},
	"resolvedDependencies": dependencies,
}})

# Provenance that does not say which workflow was started.
unstarted(dependencies) := fixture.only([json.remove(
	fixture.said_by(fixture.provenance, {"predicate": {"buildDefinition": {"resolvedDependencies": dependencies}}}),
	["predicate/buildDefinition/externalParameters/workflow"],
)])

other_commit := "0000000000000000000000000000000000000000"

source(uri, commit) := {"uri": uri, "digest": {"gitCommit": commit}}

home := "https://git.vendor.example/sensor-content"

elsewhere := "https://git.vendor.example/sensor-content-fork"

level(n) := {"parameters": {"PS-01": {"build_level": n}}}

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"level too low": {
		"input": fixture.changed({"manifest": {"supply_chain": {"slsa_build_level": 2}}}),
		"want": {
			"claims": [object.union(chain, {"slsa_build_level": 2})],
			"deny": {{"at": ["supply_chain", "slsa_build_level"]}},
		},
	},
	"level 2 outside the kernel": {
		"input": object.union(fixture.changed({"manifest": {"supply_chain": {"slsa_build_level": 2}}}), level(2)),
		"want": {"claims": [object.union(chain, {"slsa_build_level": 2})]},
	},
	"level 3 where 2 will do": {"input": fixture.changed(level(2)), "want": {}},
	"no level": {
		"input": fixture.without(["manifest/supply_chain/slsa_build_level"]),
		"want": {
			"claims": [object.remove(chain, ["slsa_build_level"])],
			"deny": {{"at": ["supply_chain", "slsa_build_level"]}},
		},
	},
	"no builder": {
		"input": fixture.without(["manifest/supply_chain/builder"]),
		"want": {
			"claims": [object.remove(chain, ["builder"])],
			"deny": {{"at": ["supply_chain", "builder"]}},
			"proof": set(),
		},
	},
	"no source": {
		"input": fixture.without(["manifest/supply_chain/source"]),
		"want": {
			"claims": [object.remove(chain, ["source"])],
			"deny": {{"at": ["supply_chain", "source"]}},
			"proof": set(),
		},
	},
	"says nothing": {
		"input": fixture.without(["manifest/supply_chain"]),
		"want": {"claims": [], "proof": set()},
	},
	"built by somebody else": {
		"input": built({"runDetails": {"builder": {"id": "https://laptop.example"}}}),
		"want": {"deny": {{"at": ["supply_chain", "builder"], "by": "provenance"}}, "proof": set()},
	},
	"started from another repository": {
		"input": from(elsewhere, [source(home, fixture.commit)]),
		"want": {"deny": {{"at": ["supply_chain", "source", "repository"], "by": "provenance"}}, "proof": set()},
	},
	"built from another revision": {
		"input": from(home, [source(home, other_commit)]),
		"want": {"deny": {{"at": ["supply_chain", "source", "revision"], "by": "provenance"}}, "proof": set()},
	},
	"another repository with a like name": {
		"input": from(home, [source(elsewhere, fixture.commit)]),
		"want": {"proof": set()},
	},
	"the same repository written otherwise": {
		"input": from("https://git.vendor.example/sensor-content.git", [
			source("git+https://git.vendor.example/sensor-content.git@refs/heads/main", fixture.commit),
			source("pkg:generic/compiler@1", "1111111111111111111111111111111111111111"),
		]),
		"want": {},
	},
	"no ref": {"input": from(home, [source("git+https://git.vendor.example/sensor-content", fixture.commit)]), "want": {}},
	"no dependency": {"input": from(home, []), "want": {"proof": set()}},
	"no provenance": {"input": fixture.only([fixture.published]), "want": {"proof": set()}},
	"two revisions of the same repository, one of them the stated": {
		"input": from(home, [source(home, other_commit), source(home, fixture.commit)]),
		"want": {},
	},
	"no workflow": {
		"input": fixture.only([json.remove(fixture.provenance, ["predicate/buildDefinition/externalParameters/workflow"])]),
		"want": {},
	},
	"a workflow without a repository": {
		"input": fixture.only([json.remove(
			fixture.provenance,
			["predicate/buildDefinition/externalParameters/workflow/repository"],
		)]),
		"want": {},
	},
	"no workflow, the source first": {
		"input": unstarted([source(home, fixture.commit), source(elsewhere, other_commit)]),
		"want": {},
	},
	"no workflow, the source not first": {
		"input": unstarted([source(elsewhere, other_commit), source(home, fixture.commit)]),
		"want": {"proof": set()},
	},
	"no workflow, another revision of the source first": {
		"input": unstarted([source(home, other_commit), source(home, fixture.commit)]),
		"want": {"deny": {{"at": ["supply_chain", "source", "revision"], "by": "provenance"}}, "proof": set()},
	},
	"no workflow, another source first with the revision": {
		"input": unstarted([source(elsewhere, fixture.commit)]),
		"want": {"proof": set()},
	},
	"no workflow, no dependency": {"input": unstarted([]), "want": {"proof": set()}},
	"a workflow, the source not first": {
		"input": from(home, [source(elsewhere, other_commit), source(home, fixture.commit)]),
		"want": {},
	},
	"how the rollback target was built": {
		"input": fixture.only([fixture.provenance, object.union(
			fixture.said_by(fixture.provenance, {"id": "old", "artifacts": [], "covers_target": true}),
			{"predicate": {"runDetails": {"builder": {"id": "https://old.example"}}}},
		)]),
		"want": {},
	},
}

test_build_provenance[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
