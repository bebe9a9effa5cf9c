package belay.kernel.independent_review_test

import data.belay.fixture
import data.belay.kernel.independent_review as commitment

verdict := {"claims": [x | x := commitment.claim], "deny": commitment.deny, "proof": commitment.proof}

passes := {"claims": [["sensor.sys"]], "deny": set(), "proof": {"review"}}

shown(over) := fixture.only([fixture.said_by(fixture.review, over)])

# The fixture's review and a second one, which is the same with over laid upon it.
reviews(over) := fixture.only([fixture.review, open(over)])

open(over) := fixture.said_by(fixture.review, object.union({"id": "second", "predicate": {"findings_open": 1}}, over))

stands := {"deny": {{"at": ["kernel", "components"], "by": "second"}}}

lists(components, evidence) := fixture.changed({"manifest": {"kernel": {"components": components}}, "evidence": evidence})

second := object.union(fixture.component, {"name": "second.sys"})

second_review := fixture.said_by(fixture.review, {"id": "second", "predicate": {"component": {"name": "second.sys"}}})

both := {"claims": [["sensor.sys", "second.sys"]]}

# A validation that ran the content in another parser, which runs where it says.
parser(where) := fixture.said_by(fixture.validation, {"predicate": {"consumer": "parser.sys", "consumed_by": where}})

parser_review := fixture.said_by(fixture.review, {"id": "second", "predicate": {"component": {"name": "parser.sys"}}})

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"a review just young enough": {"input": shown({"age": 31536000}), "want": {}},
	"a review too long ago": {"input": shown({"age": 31536001}), "want": {"proof": set()}},
	"a review at no trusted time": {
		"input": fixture.only([object.remove(fixture.review, ["age"])]),
		"want": {"proof": set()},
	},
	"a review by a system of the vendor": {"input": shown({"grade": "attested"}), "want": {"proof": set()}},
	"a review of another component": {"input": shown({"predicate": {"component": {"name": "other.sys"}}}), "want": {"proof": set()}},
	"a review with an open finding contradicts": {
		"input": shown({"predicate": {"findings_open": 1}}),
		"want": {"deny": {{"at": ["kernel", "components"], "by": "review"}}, "proof": set()},
	},
	"no review": {"input": fixture.only([fixture.tests]), "want": {"proof": set()}},
	"a newer review with an open finding": {"input": reviews({"age": 8639999}), "want": stands},
	"one at the same moment": {"input": reviews({}), "want": stands},
	"an older one": {"input": reviews({"age": 8640001}), "want": {}},
	"one at no trusted time": {
		"input": fixture.only([fixture.review, object.remove(open({}), ["age"])]),
		"want": stands,
	},
	"a newer one by the vendor's own people": {"input": reviews({"age": 1, "grade": "signed"}), "want": stands},
	"a newer one of something that nobody lists": {
		"input": reviews({"age": 1, "predicate": {
			"findings_open": 1,
			"component": {"name": "other.sys", "sha256": fixture.digest},
		}}),
		"want": {},
	},
	"a newer one of the same bits under another name": {
		"input": reviews({"age": 1, "predicate": {"findings_open": 1, "component": {"name": "other.sys"}}}),
		"want": stands,
	},
	"a newer one that writes the name otherwise": {
		"input": reviews({"age": 1, "predicate": {
			"findings_open": 1,
			"component": {"name": "Sensor.SYS", "sha256": fixture.digest},
		}}),
		"want": stands,
	},
	"an older one that writes the name otherwise": {
		"input": reviews({"age": 9000000, "predicate": {"findings_open": 1, "component": {"name": "Sensor.SYS"}}}),
		"want": {},
	},
	"a name that is written otherwise": {
		"input": shown({"predicate": {"component": {"name": "Sensor.SYS"}}}),
		"want": {},
	},
	"an older one that only a review of another component follows": {
		"input": lists([fixture.component, second], [
			object.union(second_review, {"id": "review"}),
			open({"age": 9000000}),
		]),
		"want": object.union(both, {"deny": stands.deny, "proof": set()}),
	},
	"an older one that only the vendor has closed": {
		"input": fixture.only([object.union(fixture.review, {"grade": "attested"}), open({"age": 9000000})]),
		"want": {"deny": stands.deny, "proof": set()},
	},
	"one review for two": {
		"input": lists([fixture.component, second], [fixture.review]),
		"want": object.union(both, {"proof": set()}),
	},
	"a review for each": {
		"input": lists([fixture.component, second], [fixture.review, second_review]),
		"want": object.union(both, {"proof": {"review", "second"}}),
	},
	"a parser that the list leaves out": {
		"input": fixture.only([fixture.review, parser("kernel")]),
		"want": {"proof": set()},
	},
	"a parser that the list leaves out, reviewed": {
		"input": fixture.only([fixture.review, parser("kernel"), parser_review]),
		"want": {"proof": {"review", "second"}},
	},
	"a parser outside of the kernel": {"input": fixture.only([fixture.review, parser("user")]), "want": {}},
	"no validation": {"input": fixture.only([fixture.review]), "want": {}},
	"lists nothing": {"input": lists([], [fixture.review]), "want": {"claims": [[]], "proof": set()}},
}

test_independent_review[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
