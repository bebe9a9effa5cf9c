package belay.content_validation.contract_test

import data.belay.content_validation.contract as commitment
import data.belay.fixture

verdict := {"claimed": claimed, "deny": commitment.deny, "proof": commitment.proof}

default claimed := false

claimed if commitment.claim

passes := {"claimed": true, "deny": set(), "proof": {"validation"}}

says(over) := fixture.changed({"manifest": {"validation": {"contract": over}}, "evidence": []})

silent(field) := object.union(
	fixture.without([concat("/", ["manifest/validation/contract", field])]),
	{"evidence": [fixture.validation]},
)

shown(over) := fixture.only([fixture.said_by(fixture.validation, {"predicate": over})])

unsaid(field) := fixture.only([json.remove(fixture.validation, [concat("/", ["predicate", field])])])

at(field) := {"at": ["validation", "contract", field]}

unequal := {at("fields_defined"), at("fields_supplied")}

contradicted := {"deny": {{"at": ["validation", "contract"], "by": "validation"}}, "proof": set()}

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"one field fewer than defined": {
		"input": says({"fields_supplied": 20}),
		"want": {"deny": unequal, "proof": set()},
	},
	"one field more than defined": {
		"input": says({"fields_supplied": 22}),
		"want": {"deny": unequal, "proof": set()},
	},
	"no fields at all": {
		"input": says({"fields_defined": 0, "fields_supplied": 0}),
		"want": {"deny": unequal, "proof": set()},
	},
	"one field": {"input": says({"fields_defined": 1, "fields_supplied": 1}), "want": {"proof": set()}},
	"does not say how many are defined": {
		"input": silent("fields_defined"),
		"want": {"deny": unequal, "proof": set()},
	},
	"does not say how many are supplied": {
		"input": silent("fields_supplied"),
		"want": {"deny": unequal, "proof": set()},
	},
	"does not say which schema": {
		"input": silent("schema_sha256"),
		"want": {"deny": {at("schema_sha256")}, "proof": set()},
	},
	"no consumer": {
		"input": says({"consumer_versions": []}),
		"want": {"deny": {at("consumer_versions")}, "proof": set()},
	},
	"does not say which consumer": {
		"input": object.union(silent("consumer_versions"), {"evidence": []}),
		"want": {"deny": {at("consumer_versions")}, "proof": set()},
	},
	"says nothing": {
		"input": object.union(fixture.without(["manifest/validation"]), {"evidence": []}),
		"want": {"claimed": false, "proof": set()},
	},
	"says nothing, with a validation": {
		"input": object.union(fixture.without(["manifest/validation"]), {"evidence": [fixture.validation]}),
		"want": {"claimed": false, "proof": set()},
	},
	"a validation against another schema contradicts": {
		"input": shown({"schema_sha256": fixture.digest}),
		"want": contradicted,
	},
	"a validation of fewer fields defined contradicts": {"input": shown({"fields_defined": 20}), "want": contradicted},
	"a validation of fewer fields supplied contradicts": {"input": shown({"fields_supplied": 20}), "want": contradicted},
	"a validation that names no schema": {"input": unsaid("schema_sha256"), "want": {"proof": set()}},
	"a validation that does not say how many are defined": {"input": unsaid("fields_defined"), "want": {"proof": set()}},
	"a validation that does not say how many are supplied": {"input": unsaid("fields_supplied"), "want": {"proof": set()}},
	"a validation with more versions of the consumer": {
		"input": shown({"consumer_versions": ["7.14", "7.15", "7.16"]}),
		"want": {},
	},
	"a validation with fewer versions of the consumer": {
		"input": shown({"consumer_versions": ["7.16"]}),
		"want": {"proof": set()},
	},
	"a validation with no version of the consumer": {
		"input": shown({"consumer_versions": []}),
		"want": {"proof": set()},
	},
	"a validation in another place": {"input": shown({"consumed_by": "user"}), "want": {"proof": set()}},
	"a validation of the rollback target": {
		"input": fixture.only([fixture.validation, fixture.said_by(
			fixture.validation,
			{"id": "old", "artifacts": [], "covers_target": true, "predicate": {"fields_supplied": 20}},
		)]),
		"want": {},
	},
	"a good validation does not make up for another": {
		"input": fixture.only([fixture.validation, fixture.said_by(
			fixture.validation,
			{"id": "other", "predicate": {"fields_supplied": 20}},
		)]),
		"want": {"deny": {{"at": ["validation", "contract"], "by": "other"}}},
	},
}

test_contract[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
