package belay.signed_content.platform_signing_test

import data.belay.fixture
import data.belay.signed_content.platform_signing as commitment

verdict := {"claims": [x | x := commitment.claim], "deny": commitment.deny, "proof": commitment.proof}

passes := {"claims": [["whcp"]], "deny": set(), "proof": {"review"}}

# The fixture's component with over laid upon it, on platforms, with a review that agrees about its signing.
on(platforms, over) := object.union(says(platforms, [object.union(fixture.component, over)]), {"evidence": [
	fixture.said_by(fixture.review, {"predicate": {"signing": object.union(fixture.component, over).signing}}),
]})

says(platforms, components) := fixture.changed({"manifest": {
	"release": {"platforms": platforms},
	"kernel": {"components": components},
}})

lacking(field) := fixture.changed({"manifest": {"kernel": {"components": [object.remove(fixture.component, [field])]}}})

read(over) := fixture.only([fixture.said_by(fixture.review, over)])

at(field) := {"at": ["kernel", "components", 0, field]}

second := object.union(fixture.component, {"name": "second.sys", "sha256": fixture.digest})

second_review := fixture.said_by(fixture.review, {
	"id": "second", "predicate": {"component": {"name": "second.sys", "sha256": fixture.digest}},
})

two(evidence) := object.union(says(["windows"], [fixture.component, second]), {"evidence": evidence})

ships(digest) := {"artifacts": [
	{"name": "channel", "kind": "content", "digest": {"sha256": fixture.digest}},
	{"name": "sensor.sys", "kind": "driver", "digest": {"sha256": digest}},
]}

unsigned := {"claims": [["self"]], "deny": {at("signing")}}

elsewhere := {"claims": [["self"]]}

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"in capitals": {
		"input": says(["windows"], [object.union(fixture.component, {"signing": "WHCP"})]),
		"want": {"claims": [["WHCP"]]},
	},
	"read in capitals": {"input": read({"predicate": {"signing": "WHCP"}}), "want": {}},
	"signed otherwise": {"input": on(["windows"], {"signing": "self"}), "want": unsigned},
	"a module on Windows is a driver": {
		"input": on(["windows"], {"type": "module", "signing": "self"}),
		"want": unsigned,
	},
	"a module that the programme signed": {"input": on(["windows"], {"type": "module"}), "want": {}},
	"a module on another system": {
		"input": on(["windows", "linux"], {"type": "module", "signing": "self"}),
		"want": elsewhere,
	},
	"a driver that is for Windows too": {"input": on(["windows", "linux"], {"signing": "self"}), "want": unsigned},
	"a driver on other systems": {"input": on(["Linux", "macos-15"], {"signing": "self"}), "want": elsewhere},
	"a driver on a distribution of Linux": {
		"input": on(["Amazon Linux 2", "rocky-9"], {"signing": "self"}),
		"want": elsewhere,
	},
	"several systems in one name, and Windows among them": {
		"input": on(["linux, windows"], {"signing": "self"}),
		"want": unsigned,
	},
	"a distribution beside Windows in one name": {
		"input": on(["Ubuntu/NT 10"], {"signing": "self"}),
		"want": unsigned,
	},
	"a system that nobody knows": {"input": on(["linuxish"], {"signing": "self"}), "want": unsigned},
	"a system not said": {"input": on([], {"signing": "self"}), "want": unsigned},
	"a system not said, and signed": {"input": fixture.without(["manifest/release/platforms"]), "want": {}},
	"a program in the kernel": {"input": on(["windows"], {"type": "ebpf", "signing": "self"}), "want": elsewhere},
	"a program that says nothing": {
		"input": says(["linux"], [object.remove(object.union(fixture.component, {"type": "ebpf"}), ["signing"])]),
		"want": {"claims": [[]], "deny": {at("signing")}, "proof": set()},
	},
	"does not say": {"input": lacking("signing"), "want": {"claims": [[]], "deny": {at("signing")}, "proof": set()}},
	"does not say which bits": {"input": lacking("sha256"), "want": {"deny": {at("sha256")}, "proof": set()}},
	"says nothing": {
		"input": says(["windows"], []),
		"want": {"claims": [[]], "proof": set()},
	},
	"ships a driver that it does not name": {
		"input": fixture.changed(ships(fixture.digest)),
		"want": {"deny": {{"at": ["artifacts", 1, "digest"]}}},
	},
	"ships the driver that it names": {"input": fixture.changed(ships(fixture.last_digest)), "want": {}},
	"ships a driver and names nothing": {
		"input": object.union(says(["windows"], []), ships(fixture.digest)),
		"want": {"claims": [[]], "proof": set()},
	},
	"a review that read another signature contradicts": {
		"input": read({"predicate": {"signing": "cross-signed"}}),
		"want": {"deny": {{"at": ["kernel", "components", 0, "signing"], "by": "review"}}, "proof": set()},
	},
	"a review that does not say": {
		"input": fixture.only([json.remove(fixture.review, ["predicate/signing"])]),
		"want": {"proof": set()},
	},
	"a review of other bits": {
		"input": read({"predicate": {"component": {"sha256": fixture.digest}, "signing": "self"}}),
		"want": {"proof": set()},
	},
	"the same bits under another name": {"input": read({"predicate": {"component": {"name": "renamed.sys"}}}), "want": {}},
	"a review by the vendor's own people": {"input": read({"grade": "signed"}), "want": {"proof": set()}},
	"a review by a system": {"input": read({"grade": "attested"}), "want": {}},
	"said elsewhere than in a review": {"input": read({"type": "approval/v1"}), "want": {"proof": set()}},
	"no review": {"input": fixture.only([fixture.tests]), "want": {"proof": set()}},
	"one review for two": {"input": two([fixture.review]), "want": {"claims": [["whcp", "whcp"]], "proof": set()}},
	"a review for each": {
		"input": two([fixture.review, second_review]),
		"want": {"claims": [["whcp", "whcp"]], "proof": {"review", "second"}},
	},
	"the weaker review of two gives the grade": {
		"input": two([fixture.review, object.union(second_review, {"grade": "attested"})]),
		"want": {"claims": [["whcp", "whcp"]], "proof": {"second"}},
	},
	"a second component that is signed otherwise": {
		"input": says(["windows"], [fixture.component, object.union(second, {"signing": "self"})]),
		"want": {
			"claims": [["whcp", "self"]],
			"deny": {{"at": ["kernel", "components", 1, "signing"]}},
			"proof": set(),
		},
	},
}

test_platform_signing[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
