package belay.content_validation.tested_validator_test

import data.belay.content_validation.tested_validator as commitment
import data.belay.fixture

verdict := {"claimed": claimed, "deny": commitment.deny, "proof": commitment.proof}

default claimed := false

claimed if commitment.claim

passes := {"claimed": true, "deny": set(), "proof": {"validation"}}

says(over) := fixture.changed({"manifest": {"validation": {"validator": over}}, "evidence": []})

shown(over) := fixture.only([fixture.said_by(fixture.validation, {"predicate": over})])

contradicted := {"deny": {{"at": ["validation", "validator"], "by": "validation"}}, "proof": set()}

at_size := {"at": ["validation", "validator", "known_bad_corpus", "size"]}

at_rejected := {"at": ["validation", "validator", "known_bad_corpus", "rejected"]}

at_mutation := {"at": ["validation", "validator", "mutation_percent"]}

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"too small a corpus": {
		"input": says({"known_bad_corpus": {"size": 49, "rejected": 49}}),
		"want": {"deny": {at_size}, "proof": set()},
	},
	"let one through": {
		"input": says({"known_bad_corpus": {"rejected": 219}}),
		"want": {"deny": {at_rejected}, "proof": set()},
	},
	"too few faults noticed": {
		"input": says({"mutation_percent": 79.9}),
		"want": {"deny": {at_mutation}, "proof": set()},
	},
	"does not say how many faults": {
		"input": object.union(fixture.without(["manifest/validation/validator/mutation_percent"]), {"evidence": []}),
		"want": {"deny": {at_mutation}, "proof": set()},
	},
	"no corpus": {
		"input": object.union(fixture.without(["manifest/validation/validator/known_bad_corpus"]), {"evidence": []}),
		"want": {"deny": {at_size, at_rejected}, "proof": set()},
	},
	"says nothing": {
		"input": object.union(fixture.without(["manifest/validation"]), {"evidence": []}),
		"want": {"claimed": false, "proof": set()},
	},
	"another corpus proves nothing": {
		"input": shown({"known_bad_corpus": {"sha256": fixture.digest}}),
		"want": {"proof": set()},
	},
	"a validation that let one through contradicts": {
		"input": shown({"known_bad_corpus": {"rejected": 219}}),
		"want": contradicted,
	},
	"a validation that noticed fewer faults contradicts": {"input": shown({"mutation_percent": 90}), "want": contradicted},
	"a validation of something else": {
		"input": fixture.only([json.remove(
			fixture.validation,
			["predicate/known_bad_corpus", "predicate/mutation_percent"],
		)]),
		"want": {"proof": set()},
	},
	"exactly at the limits": {
		"input": says({"known_bad_corpus": {"size": 50, "rejected": 50}, "mutation_percent": 80}),
		"want": {"proof": set()},
	},
	"a validation of the rollback target": {
		"input": fixture.only([fixture.validation, fixture.said_by(
			fixture.validation,
			{"id": "old", "artifacts": [], "covers_target": true, "predicate": {"mutation_percent": 1}},
		)]),
		"want": {},
	},
	"a validation that noticed more faults": {"input": shown({"mutation_percent": 92}), "want": {}},
	"a validation that rejected more than there is": {
		"input": shown({"known_bad_corpus": {"rejected": 221}}),
		"want": {"proof": set()},
	},
}

test_tested_validator[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
