package belay.incident_readiness.incident_exercise_test

import data.belay.fixture
import data.belay.incident_readiness.incident_exercise as commitment

verdict := {"claims": [x | x := commitment.claim], "deny": commitment.deny, "proof": commitment.proof}

passes := {"claims": ["2026-07-01"], "deny": set(), "proof": {"rehearsal"}}

too_long_ago := {{"at": ["incident", "last_drill"]}}

says(day) := object.union(fixture.changed({"manifest": {"incident": {"last_drill": day}}}), {"evidence": []})

held(over) := fixture.only([fixture.said_by(fixture.rehearsal, over)])

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"a year ago": {"input": says("2025-11-28"), "want": {"claims": ["2025-11-28"], "proof": set()}},
	"a moment more than a year ago": {
		"input": object.union(says("2025-11-28"), {"now": "2026-11-28T00:00:00.02Z"}),
		"want": {"claims": ["2025-11-28"], "deny": too_long_ago, "proof": set()},
	},
	"a year and a day ago": {
		"input": says("2025-11-27"),
		"want": {"claims": ["2025-11-27"], "deny": too_long_ago, "proof": set()},
	},
	"today": {"input": says("2026-11-28"), "want": {"claims": ["2026-11-28"], "proof": set()}},
	"tomorrow": {
		"input": says("2026-11-29"),
		"want": {"claims": ["2026-11-29"], "deny": too_long_ago, "proof": set()},
	},
	"says nothing": {"input": fixture.without(["manifest/incident"]), "want": {"claims": [], "proof": set()}},
	"a drill just young enough": {"input": held({"age": 31536000}), "want": {}},
	"a drill too long ago": {"input": held({"age": 31536001}), "want": {"proof": set()}},
	"a drill at no trusted time": {
		"input": fixture.only([object.remove(fixture.rehearsal, ["age"])]),
		"want": {"proof": set()},
	},
	"a later drill than is claimed": {"input": held({"predicate": {"held": "2026-07-02T00:00:00Z"}}), "want": {}},
	"an earlier drill than is claimed": {
		"input": held({"predicate": {"held": "2026-06-30T23:59:59Z"}}),
		"want": {"proof": set()},
	},
	"with the owner of the platform": {"input": held({"predicate": {"participants": ["platform"]}}), "want": {}},
	"with customers alone": {"input": held({"predicate": {"participants": ["customer"]}}), "want": {}},
	"among themselves": {"input": held({"predicate": {"participants": ["vendor"]}}), "want": {"proof": set()}},
	"with an authority only": {
		"input": held({"predicate": {"participants": ["vendor", "authority", "other"]}}),
		"want": {"proof": set()},
	},
	"of something else": {"input": held({"predicate": {"scenario": "other"}}), "want": {"proof": set()}},
	"a drill of the way back": {"input": fixture.only([fixture.drill]), "want": {"proof": set()}},
	"evidence of another type": {"input": held({"type": "rollback-drill/v1"}), "want": {"proof": set()}},
}

test_incident_exercise[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
