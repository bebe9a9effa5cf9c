package belay.kernel.declared_footprint_test

import data.belay.fixture
import data.belay.kernel.declared_footprint as commitment

verdict := {"claimed": claimed, "deny": commitment.deny, "proof": commitment.proof}

default claimed := false

claimed if commitment.claim

passes := {"claimed": true, "deny": set(), "proof": {"review", "spdx"}}

lists(components) := fixture.changed({"manifest": {"kernel": {"components": components}}})

says(over) := lists([object.union(fixture.component, over)])

lacking(field) := lists([object.remove(fixture.component, [field])])

shown(over) := fixture.only([fixture.said_by(fixture.review, {"predicate": over}), fixture.spdx])

at(field) := {"deny": {{"at": ["kernel", "components", 0, field]}}}

unlisted := {{"at": ["kernel", "components"]}}

contradicted := {"deny": {{"at": ["kernel", "components", 0], "by": "review"}}, "proof": set()}

second := object.union(fixture.component, {"name": "second.sys", "sha256": fixture.digest, "parses": []})

second_review := fixture.said_by(fixture.review, {
	"id": "second", "predicate": {"component": {"name": "second.sys", "sha256": fixture.digest}, "parses": []},
})

two(evidence) := object.union(lists([fixture.component, second]), {"evidence": array.concat(evidence, [fixture.spdx])})

# Another class of release, over components.
class(kind, kernel, components) := object.union(
	lists(components),
	{"class": {"kind": kind, "kernel": kernel}, "evidence": [fixture.review, fixture.spdx]},
)

cyclonedx(components) := fixture.only([fixture.review, object.union(fixture.spdx, {
	"id": "cyclonedx", "type": "https://cyclonedx.org/bom", "predicate": {"components": components},
})])

# A validation that ran the content in this parser, which runs where it says.
parser(name, where) := fixture.said_by(fixture.validation, {"predicate": {"consumer": name, "consumed_by": where}})

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"no purpose": {"input": lacking("purpose"), "want": at("purpose")},
	"no load phase": {"input": lacking("load_phase"), "want": {
		"deny": {{"at": ["kernel", "components", 0, "load_phase"]}, {"at": ["kernel", "components", 0], "by": "review"}},
		"proof": set(),
	}},
	"another load phase than was seen": {"input": says({"load_phase": "runtime"}), "want": contradicted},
	"a review of another load phase contradicts": {"input": shown({"load_phase": "runtime"}), "want": contradicted},
	"parses more than was seen": {"input": says({"parses": ["content", "configuration"]}), "want": contradicted},
	"a review that saw more being parsed contradicts": {
		"input": shown({"parses": ["configuration", "content"]}),
		"want": contradicted,
	},
	"the order is nothing": {
		"input": object.union(
			says({"parses": ["content", "configuration"]}),
			{"evidence": [fixture.said_by(fixture.review, {"predicate": {"parses": ["configuration", "content"]}}), fixture.spdx]},
		),
		"want": {},
	},
	"nothing that parses the content": {"input": object.union(says({"parses": []}), {"evidence": []}), "want": {
		"deny": unlisted,
		"proof": set(),
	}},
	"nothing in the kernel": {"input": object.union(lists([]), {"evidence": []}), "want": {"deny": unlisted, "proof": set()}},
	"a driver lists itself": {"input": class("driver", true, [second]), "want": {"proof": set()}},
	"a driver that lists nothing": {"input": class("driver", true, []), "want": {"deny": unlisted, "proof": {"spdx"}}},
	"configuration that nothing parses": {
		"input": class("configuration", true, [fixture.component]),
		"want": {"deny": unlisted},
	},
	"an agent outside of the kernel": {"input": class("agent", false, []), "want": {"proof": {"spdx"}}},
	"says nothing": {
		"input": object.union(fixture.without(["manifest/kernel"]), {"evidence": []}),
		"want": {"claimed": false, "proof": set()},
	},
	"no word on the interface": {"input": fixture.without(["manifest/kernel/platform_api"]), "want": {}},
	"ships a driver that it does not list": {
		"input": fixture.changed({"artifacts": [{"name": "x.sys", "kind": "driver", "digest": {"sha256": fixture.digest}}]}),
		"want": {"deny": {{"at": ["artifacts", 0, "digest"]}}},
	},
	"ships a driver and says nothing": {
		"input": object.union(
			fixture.without(["manifest/kernel"]),
			{"evidence": [], "artifacts": [{"name": "x.sys", "kind": "driver", "digest": {"sha256": fixture.digest}}]},
		),
		"want": {"claimed": false, "proof": set()},
	},
	"a parser that the list leaves out": {
		"input": fixture.only([fixture.review, fixture.spdx, parser("parser.sys", "kernel")]),
		"want": {"deny": {{"at": ["kernel", "components"], "by": "validation"}}},
	},
	"a parser, where nothing is said": {
		"input": object.union(
			fixture.without(["manifest/kernel"]),
			{"evidence": [parser("parser.sys", "kernel")]},
		),
		"want": {"claimed": false, "proof": set()},
	},
	"the parser, written otherwise": {
		"input": fixture.only([fixture.review, fixture.spdx, parser("Sensor.SYS", "kernel")]),
		"want": {},
	},
	"a parser outside of the kernel": {
		"input": fixture.only([fixture.review, fixture.spdx, parser("parser.exe", "user")]),
		"want": {},
	},
	"a review of other bits": {
		"input": shown({"component": {"sha256": fixture.digest}, "load_phase": "runtime"}),
		"want": {"proof": set()},
	},
	"the component's bits are not named": {"input": lacking("sha256"), "want": {"proof": set()}},
	"a review that does not speak of it": {
		"input": fixture.only([json.remove(fixture.review, ["predicate/load_phase", "predicate/parses"]), fixture.spdx]),
		"want": {"proof": set()},
	},
	"a review by the vendor's own people": {
		"input": fixture.only([object.union(fixture.review, {"grade": "signed"}), fixture.spdx]),
		"want": {"proof": set()},
	},
	"no review": {"input": fixture.only([fixture.spdx]), "want": {"proof": set()}},
	"no bill of materials": {"input": fixture.only([fixture.review]), "want": {"proof": {"review"}}},
	"one review for two": {"input": two([fixture.review]), "want": {"proof": set()}},
	"a review for each": {"input": two([fixture.review, second_review]), "want": {"proof": {"review", "second", "spdx"}}},
	"the weaker review of two gives the grade": {
		"input": two([object.union(fixture.review, {"grade": "attested"}), second_review]),
		"want": {"proof": {"review", "spdx"}},
	},
	"CycloneDX will do": {
		"input": cyclonedx([{"name": "channel", "version": "1"}]),
		"want": {"proof": {"review", "cyclonedx"}},
	},
	"a bill that lists nothing": {"input": cyclonedx([]), "want": {"proof": {"review"}}},
}

test_declared_footprint[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
