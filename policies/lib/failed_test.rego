package belay.failed_test

import data.belay.fixture
import data.belay.lib

feed := "cc/notes-feed"

# A run of the test an hour ago, with over laid upon it.
run(over) := object.union(fixture.notes, object.union({"id": "run", "age": 3600}, over))

failing := {"predicate": {"result": "FAILED", "passedTests": [], "failedTests": [feed]}}

failure(over) := run(object.union(failing, object.union({"id": "failure"}, over)))

runs := {
	"passed": {"input": fixture.only([run({})]), "want": set()},
	"failed": {"input": fixture.only([failure({})]), "want": {"failure"}},
	"warned": {
		"input": fixture.only([run({"predicate": {"result": "WARNED", "passedTests": [], "warnedTests": [feed]}})]),
		"want": set(),
	},
	"another test failed": {"input": fixture.only([failure({"predicate": {"failedTests": ["cc/other"]}})]), "want": set()},
	"failed, and passed afterwards": {"input": fixture.only([failure({"age": 3601}), run({})]), "want": set()},
	"passed, and failed afterwards": {"input": fixture.only([failure({"age": 3599}), run({})]), "want": {"failure"}},
	"passed and failed at once": {"input": fixture.only([failure({}), run({})]), "want": {"failure"}},
	"passed afterwards in a run that failed elsewhere": {
		"input": fixture.only([failure({"age": 3601}), run({"predicate": {"result": "FAILED"}})]),
		"want": {"failure"},
	},
	"failed for somebody independent, and passed for the vendor": {
		"input": fixture.only([failure({"age": 3601, "grade": "independent"}), run({})]),
		"want": {"failure"},
	},
	"failed for somebody independent, and passed for another": {
		"input": fixture.only([failure({"age": 3601, "grade": "independent"}), run({"grade": "independent"})]),
		"want": set(),
	},
	"failed for the vendor, and passed for somebody independent": {
		"input": fixture.only([failure({"age": 3601}), run({"grade": "independent"})]),
		"want": set(),
	},
	"failed for the vendor's system, and passed for one of its people": {
		"input": fixture.only([failure({"age": 3601}), run({"grade": "signed"})]),
		"want": {"failure"},
	},
	"failed and passed for the vendor's people": {
		"input": fixture.only([failure({"age": 3601, "grade": "signed"}), run({"grade": "signed"})]),
		"want": set(),
	},
	"another test passed afterwards": {
		"input": fixture.only([failure({"age": 3601}), run({"predicate": {"passedTests": ["cc/other"]}})]),
		"want": {"failure"},
	},
	"another file passed afterwards": {
		"input": fixture.only([failure({"age": 3601}), run({"artifacts": ["schema"]})]),
		"want": {"failure"},
	},
	"one of two files passed afterwards": {
		"input": fixture.only([failure({"age": 3601, "artifacts": ["channel", "schema"]}), run({})]),
		"want": {"failure"},
	},
	"the rollback target failed": {
		"input": fixture.only([failure({"artifacts": [], "covers_target": true})]),
		"want": set(),
	},
}

test_failed[note] if {
	some note, case in runs
	got := {id | some id in lib.failed[feed]} with input as case.input
	case.want == got
}
