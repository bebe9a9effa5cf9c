package belay.drills_test

import data.belay.fixture
import data.belay.lib

other(over) := fixture.only([fixture.drill, fixture.said_by(fixture.drill, object.union({"id": "other"}, over))])

answers := {
	"one drill": {"input": fixture.release, "drills": {"drill"}, "ways_back": {"drill"}, "followed": set()},
	"an older one": {
		"input": other({"age": 864001}),
		"drills": {"drill", "other"}, "ways_back": {"drill", "other"}, "followed": {["other", "drill"]},
	},
	"a younger one": {
		"input": other({"age": 863999}),
		"drills": {"drill", "other"}, "ways_back": {"drill", "other"}, "followed": {["drill", "other"]},
	},
	"one of the same age": {
		"input": other({}),
		"drills": {"drill", "other"}, "ways_back": {"drill", "other"}, "followed": set(),
	},
	"one at no trusted time": {
		"input": fixture.only([fixture.drill, object.remove(other({}).evidence[1], ["age"])]),
		"drills": {"drill", "other"}, "ways_back": {"drill", "other"}, "followed": set(),
	},
	"one of another way": {
		"input": other({"predicate": {"path": "network"}}),
		"drills": {"drill", "other"}, "ways_back": {"drill"}, "followed": set(),
	},
	"one from a release to itself": {
		"input": other({"predicate": {"to": "2026.11.17-1"}}),
		"drills": {"drill", "other"}, "ways_back": {"drill"}, "followed": set(),
	},
	"no way named": {
		"input": fixture.without(["manifest/rollback/path"]),
		"drills": {"drill"}, "ways_back": set(), "followed": set(),
	},
	"no drill": {"input": fixture.only([fixture.record]), "drills": set(), "ways_back": set(), "followed": set()},
}

test_drills[note] if {
	some note, want in answers
	got := {
		"drills": {e.id | some e in lib.drills},
		"ways_back": {e.id | some e in lib.ways_back},
		"followed": lib.followed,
	} with input as want.input
	got == object.remove(want, ["input"])
}

builds := {build | some build in fixture.builds}

supported := {
	"in both lists": {"input": fixture.release, "want": builds},
	"in the matrix": {"input": unvalidated(["manifest/validation/interpreter"]), "want": builds},
	"in the interpreter": {"input": unvalidated(["manifest/validation/matrix"]), "want": builds},
	"in the validation": {"input": fixture.without(["manifest/validation"]), "want": builds},
	"nowhere": {"input": unvalidated(["manifest/validation"]), "want": set()},
	"one in each": {
		"input": fixture.changed({
			"manifest": {"validation": {
				"interpreter": {"supported_builds": ["a"]},
				"matrix": {"supported": ["b"]},
			}},
			"evidence": [fixture.said_by(fixture.validation, {"predicate": {"supported_builds": ["c"]}})],
		}),
		"want": {"a", "b", "c"},
	},
	"in a validation of other files": {
		"input": object.union(unvalidated(["manifest/validation"]), {"evidence": [object.union(fixture.validation, {"artifacts": []})]}),
		"want": set(),
	},
}

# The release lacking the values at paths, and the evidence.
unvalidated(paths) := object.union(fixture.without(paths), {"evidence": []})

test_supported[note] if {
	some note, case in supported
	got := lib.supported with input as case.input
	case.want == got
}
