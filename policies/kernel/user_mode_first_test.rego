package belay.kernel.user_mode_first_test

import data.belay.fixture
import data.belay.kernel.user_mode_first as commitment

verdict := {"claims": [x | x := commitment.claim], "deny": commitment.deny, "proof": commitment.proof}

passes := {"claims": [["sensor.sys"]], "deny": set(), "proof": {"review"}}

lists(components) := fixture.changed({"manifest": {"kernel": {"components": components}}})

says(over) := lists([object.union(fixture.component, over)])

lacking(field) := lists([object.remove(fixture.component, [field])])

without_any(interface) := fixture.changed({"manifest": {"kernel": {"platform_api": interface, "components": []}}})

shown(over) := fixture.only([fixture.said_by(fixture.review, over)])

at(field) := {"deny": {{"at": ["kernel", "components", 0, field]}}}

second := object.union(fixture.component, {"name": "second.sys"})

second_review := fixture.said_by(fixture.review, {"id": "second", "predicate": {"component": {"name": "second.sys"}}})

two(evidence) := object.union(lists([fixture.component, second]), {"evidence": evidence})

both(proof) := {"claims": [["sensor.sys", "second.sys"]], "proof": proof}

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"no justification": {"input": lacking("justification"), "want": at("justification")},
	"no day": {"input": lacking("review_by"), "want": at("review_by")},
	"the last day that will do": {"input": says({"review_by": "2027-11-28"}), "want": {}},
	"a day too far": {"input": says({"review_by": "2027-11-29"}), "want": at("review_by")},
	"tomorrow": {"input": says({"review_by": "2026-11-29"}), "want": {}},
	"a second before tomorrow": {
		"input": object.union(says({"review_by": "2026-11-29"}), {"now": "2026-11-28T23:59:59Z"}),
		"want": {},
	},
	"due today": {"input": says({"review_by": "2026-11-28"}), "want": at("review_by")},
	"long past": {"input": says({"review_by": "2025-11-28"}), "want": at("review_by")},
	"the second of two": {
		"input": object.union(
			lists([fixture.component, object.remove(second, ["justification", "review_by"])]),
			{"evidence": []},
		),
		"want": {
			"claims": [["sensor.sys", "second.sys"]],
			"deny": {
				{"at": ["kernel", "components", 1, "justification"]},
				{"at": ["kernel", "components", 1, "review_by"]},
			},
			"proof": set(),
		},
	},
	"no component, by another interface": {"input": without_any("wesp"), "want": {"claims": ["wesp"]}},
	"no component, and a review of another interface": {
		"input": without_any("ebpf"),
		"want": {"claims": ["ebpf"], "proof": set()},
	},
	"no component, and a review too long ago": {
		"input": object.union(without_any("wesp"), {"evidence": [object.union(fixture.review, {"age": 31536001})]}),
		"want": {"claims": ["wesp"], "proof": set()},
	},
	"no component, and a review just young enough": {
		"input": object.union(without_any("wesp"), {"evidence": [object.union(fixture.review, {"age": 31536000})]}),
		"want": {"claims": ["wesp"]},
	},
	"no component, and the word of a system": {
		"input": object.union(without_any("wesp"), {"evidence": [object.union(fixture.review, {"grade": "attested"})]}),
		"want": {"claims": ["wesp"]},
	},
	"no component and no interface": {"input": without_any("none"), "want": {"claims": [], "proof": set()}},
	"says nothing": {"input": fixture.without(["manifest/kernel"]), "want": {"claims": [], "proof": set()}},
	"a component beside the interface": {
		"input": fixture.changed({"manifest": {"kernel": {"platform_api": "wesp"}}}),
		"want": {},
	},
	"no word on the interface": {"input": fixture.without(["manifest/kernel/platform_api"]), "want": {}},
	"a review that weighed nothing": {"input": shown({"predicate": {"platform_api_considered": []}}), "want": {"proof": set()}},
	"a review that says it weighed none": {
		"input": shown({"predicate": {"platform_api_considered": ["None"]}}),
		"want": {"proof": set()},
	},
	"a review that weighed one": {"input": shown({"predicate": {"platform_api_considered": ["etw"]}}), "want": {}},
	"a review just young enough": {"input": shown({"age": 31536000}), "want": {}},
	"a review too long ago": {"input": shown({"age": 31536001}), "want": {"proof": set()}},
	"a review at no trusted time": {
		"input": fixture.only([object.remove(fixture.review, ["age"])]),
		"want": {"proof": set()},
	},
	"a review of another component": {"input": shown({"predicate": {"component": {"name": "other.sys"}}}), "want": {"proof": set()}},
	"a review by the vendor's own people": {"input": shown({"grade": "signed"}), "want": {"proof": set()}},
	"the vendor's own people, of the interface": {
		"input": object.union(without_any("wesp"), {"evidence": [object.union(fixture.review, {"grade": "signed"})]}),
		"want": {"claims": ["wesp"], "proof": set()},
	},
	"one review for two": {"input": two([fixture.review]), "want": both(set())},
	"a review for each": {"input": two([fixture.review, second_review]), "want": both({"review", "second"})},
	"the weaker review of two gives the grade": {
		"input": two([object.union(fixture.review, {"grade": "attested"}), second_review]),
		"want": both({"review"}),
	},
}

test_user_mode_first[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
