package belay.provenance.bill_of_materials_test

import data.belay.fixture
import data.belay.provenance.bill_of_materials as commitment

verdict := {"claims": [x | x := commitment.claim], "deny": commitment.deny, "proof": commitment.proof}

passes := {"claims": ["spdx"], "deny": set(), "proof": {"spdx"}}

shown(over) := fixture.only([fixture.said_by(fixture.spdx, over)])

packages(list) := shown({"predicate": {"packages": list}})

hollow := {"deny": {{"at": ["supply_chain", "sbom"], "by": "spdx"}}, "proof": set()}

cyclonedx(components) := fixture.changed({
	"manifest": {"supply_chain": {"sbom": "cyclonedx"}},
	"evidence": [object.union(fixture.spdx, {
		"id": "cyclonedx", "type": "https://cyclonedx.org/bom", "predicate": {"components": components},
	})],
})

hollow_cyclonedx := {
	"claims": ["cyclonedx"],
	"deny": {{"at": ["supply_chain", "sbom"], "by": "cyclonedx"}},
	"proof": set(),
}

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"the type with a version": {"input": shown({"type": "https://spdx.dev/Document/v2.3"}), "want": {}},
	"lists nothing": {"input": packages([]), "want": hollow},
	"lists only names": {"input": packages([{"name": "channel"}]), "want": hollow},
	"lists only versions": {"input": packages([{"versionInfo": "1"}]), "want": hollow},
	"asserts no version": {"input": packages([{"name": "channel", "versionInfo": "NOASSERTION"}]), "want": hollow},
	"an unknown version": {"input": packages([{"name": "channel", "versionInfo": " unknown "}]), "want": hollow},
	"a version of no letter": {"input": packages([{"name": "channel", "versionInfo": "-"}]), "want": hollow},
	"a version in words": {"input": packages([{"name": "channel", "versionInfo": "trixie"}]), "want": {}},
	"name and version of two": {"input": packages([{"name": "channel"}, {"versionInfo": "1"}]), "want": hollow},
	"one of two is named": {"input": packages([{"name": "a"}, {"name": "b", "versionInfo": "1"}]), "want": {}},
	"CycloneDX": {
		"input": cyclonedx([{"name": "channel", "version": "1"}]),
		"want": {"claims": ["cyclonedx"], "proof": {"cyclonedx"}},
	},
	"CycloneDX that lists nothing": {"input": cyclonedx([]), "want": hollow_cyclonedx},
	"CycloneDX without a name": {"input": cyclonedx([{"version": "1"}]), "want": hollow_cyclonedx},
	"CycloneDX without a version": {"input": cyclonedx([{"name": "channel"}]), "want": hollow_cyclonedx},
	"CycloneDX with an empty version": {"input": cyclonedx([{"name": "channel", "version": ""}]), "want": hollow_cyclonedx},
	"CycloneDX that asserts no version": {
		"input": cyclonedx([{"name": "channel", "version": "NONE"}]),
		"want": hollow_cyclonedx,
	},
	"the other form than is stated": {
		"input": fixture.changed({"manifest": {"supply_chain": {"sbom": "cyclonedx"}}}),
		"want": {"claims": ["cyclonedx"], "proof": set()},
	},
	"of the rollback target": {"input": shown({"artifacts": [], "covers_target": true}), "want": {"proof": set()}},
	"of the rollback target, and lists nothing": {
		"input": shown({"artifacts": [], "covers_target": true, "predicate": {"packages": []}}),
		"want": {"proof": set()},
	},
	"none": {"input": fixture.only([fixture.published]), "want": {"proof": set()}},
	"says nothing": {
		"input": fixture.without(["manifest/supply_chain"]),
		"want": {"claims": [], "proof": set()},
	},
}

test_bill_of_materials[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
