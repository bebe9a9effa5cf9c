package belay.kernel.content_in_the_kernel_test

import data.belay.fixture
import data.belay.kernel.content_in_the_kernel as commitment

verdict := {"claims": [x | x := commitment.claim], "deny": commitment.deny, "proof": commitment.proof}

passes := {"claims": ["kernel"], "deny": set(), "proof": {"validation", "review"}}

consumed_by(who, evidence) := fixture.changed({
	"manifest": {"release": {"consumed_by": who}},
	"class": {"kernel": false},
	"evidence": evidence,
})

reviewed(over) := fixture.only([fixture.validation, fixture.said_by(fixture.review, over)])

# The fixture's review and a second one, which is the same with over laid upon it.
reviews(over) := fixture.only([
	fixture.validation, fixture.review,
	fixture.said_by(fixture.review, object.union({"id": "second"}, over)),
])

allowed(yes) := {"parameters": {"KP-02": {"kernel_content": yes}}}

user := fixture.said_by(fixture.validation, {"predicate": {"consumed_by": "user"}})

other := {"at": ["release", "consumed_by"], "by": "validation"}

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"no content in the kernel": {
		"input": fixture.changed(allowed(false)),
		"want": {"deny": {{"at": ["release", "consumed_by"]}}},
	},
	"user mode needs no review": {
		"input": object.union(consumed_by("user", [user]), allowed(false)),
		"want": {"claims": ["user"], "proof": {"validation"}},
	},
	"says nothing": {
		"input": object.union(fixture.without(["manifest/release/consumed_by"]), {"evidence": []}),
		"want": {"claims": [], "proof": set()},
	},
	"said user, seen in the kernel": {
		"input": consumed_by("user", [fixture.validation]),
		"want": {"claims": ["user"], "deny": {other}, "proof": set()},
	},
	"said user, and a component of the kernel parses it": {
		"input": object.union(consumed_by("user", [user]), {"class": {"kernel": true}}),
		"want": {"claims": ["user"], "deny": {{"at": ["release", "consumed_by"]}}, "proof": {"validation"}},
	},
	"said kernel, seen in user mode": {"input": fixture.only([user]), "want": {"proof": set()}},
	"said service, seen in user mode": {
		"input": consumed_by("service", [user]),
		"want": {"claims": ["service"], "proof": {"validation"}},
	},
	"a newer review with open findings": {
		"input": reviews({"age": 8639999, "predicate": {"findings_open": 1}}),
		"want": {"proof": set()},
	},
	"an older review with open findings": {
		"input": reviews({"age": 8640001, "predicate": {"findings_open": 1}}),
		"want": {},
	},
	"a newer review by the vendor's own people with open findings": {
		"input": reviews({"age": 3600, "grade": "signed", "predicate": {"findings_open": 1}}),
		"want": {"proof": set()},
	},
	"a review with open findings at no trusted time": {
		"input": fixture.only([fixture.validation, fixture.review, object.remove(
			fixture.said_by(fixture.review, {"id": "second", "predicate": {"findings_open": 1}}),
			["age"],
		)]),
		"want": {"proof": set()},
	},
	"a review with open findings at the same moment": {
		"input": reviews({"predicate": {"findings_open": 1}}),
		"want": {"proof": set()},
	},
	"a newer review with open findings of another parser": {
		"input": reviews({"age": 3600, "predicate": {"findings_open": 1, "component": {"name": "other.sys"}}}),
		"want": {},
	},
	"a newer review as good": {"input": reviews({"age": 3600}), "want": {"proof": {"validation", "second"}}},
	"a review at no trusted time": {
		"input": fixture.only([fixture.validation, object.remove(fixture.review, ["age"])]),
		"want": {"proof": set()},
	},
	"parsed by a service": {
		"input": consumed_by("service", [fixture.said_by(user, {"predicate": {"consumed_by": "service"}})]),
		"want": {"claims": ["service"], "proof": {"validation"}},
	},
	"no review": {"input": fixture.only([fixture.validation]), "want": {"proof": set()}},
	"no validation": {"input": fixture.only([fixture.review]), "want": {"proof": set()}},
	"a review of another parser": {
		"input": reviewed({"predicate": {"component": {"name": "other.sys"}}}),
		"want": {"proof": set()},
	},
	"a review by the vendor's own people": {"input": reviewed({"grade": "signed"}), "want": {"proof": set()}},
	"a review too long ago": {"input": reviewed({"age": 31536001}), "want": {"proof": set()}},
	"a review with open findings": {"input": reviewed({"predicate": {"findings_open": 1}}), "want": {"proof": set()}},
	"a review that did not try malformed content": {
		"input": reviewed({"predicate": {"survives_malformed_content": false}}),
		"want": {"proof": set()},
	},
	"a review that found content can change the kernel contradicts": {
		"input": reviewed({"predicate": {"content_changes_behaviour": true}}),
		"want": {"deny": {{"at": ["release", "consumed_by"], "by": "review"}}, "proof": set()},
	},
	"a review that does not say": {
		"input": fixture.only([
			fixture.validation,
			json.remove(fixture.review, ["predicate/content_changes_behaviour"]),
		]),
		"want": {"proof": set()},
	},
	"a review just young enough": {"input": reviewed({"age": 31536000}), "want": {}},
	"says nothing where the kernel is forbidden": {
		"input": object.union(
			fixture.without(["manifest/release/consumed_by"]),
			object.union(allowed(false), {"evidence": []}),
		),
		"want": {"claims": [], "proof": set()},
	},
	"a service needs no review": {
		"input": object.union(consumed_by("service", [user]), allowed(false)),
		"want": {"claims": ["service"], "proof": {"validation"}},
	},
	"a review by the vendor's system": {"input": reviewed({"grade": "attested"}), "want": {}},
	"what only looks like a review": {"input": reviewed({"type": "rollback-drill/v1"}), "want": {"proof": set()}},
	"what only looks like a review, and found something": {
		"input": reviewed({"type": "rollback-drill/v1", "predicate": {"content_changes_behaviour": true}}),
		"want": {"proof": set()},
	},
	"what only looks like a newer review": {
		"input": reviews({"type": "rollback-drill/v1", "age": 3600, "predicate": {"findings_open": 1}}),
		"want": {},
	},
}

test_content_in_the_kernel[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
