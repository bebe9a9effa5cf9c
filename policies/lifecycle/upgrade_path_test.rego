package belay.lifecycle.upgrade_path_test

import data.belay.fixture
import data.belay.lifecycle.upgrade_path as commitment

verdict := {"claimed": claimed, "deny": commitment.deny, "proof": commitment.proof}

default claimed := false

claimed if commitment.claim

passes := {"claimed": true, "deny": set(), "proof": {"checks"}}

says(over) := fixture.changed({"manifest": {"lifecycle": over}})

requires(range) := json.patch(
	fixture.release,
	[{"op": "replace", "path": "manifest/lifecycle/requires", "value": {"sensor": range}}],
)

pinned := {"deny": {{"at": ["lifecycle", "requires", "sensor"]}}}

# A release that replaces another, with nothing else on its way.
replaces(version, old) := json.remove(
	fixture.changed({"manifest": {
		"release": {"version": version, "supersedes": old},
		"lifecycle": {"barriers": []},
	}}),
	["manifest/rollback"],
)

falls := {"deny": {{"at": ["release", "supersedes"]}}}

back_to(version) := fixture.changed({"manifest": {"rollback": {"target": {"version": version}}}})

no_way_back := {"deny": {{"at": ["rollback", "target", "version"]}}}

dead_end := {"deny": {{"at": ["lifecycle", "dead_ends", 1]}}}

shown(over) := fixture.only([fixture.said_by(fixture.checks, {"predicate": over})])

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"replaces nothing": {"input": fixture.without(["manifest/release/supersedes"]), "want": falls},
	"replaces itself": {"input": replaces("2.1.0", "2.1.0"), "want": falls},
	"replaces a later one": {"input": replaces("2.1.0", "2.1.1"), "want": falls},
	"by its value, not as text": {"input": replaces("2.10.0", "2.9.0"), "want": {}},
	"as text it would rise": {"input": replaces("2.9.0", "2.10.0"), "want": falls},
	"leading zeros are nothing": {"input": replaces("2.09", "2.9"), "want": falls},
	"the end of a series": {"input": replaces("10.0", "9.99"), "want": {}},
	"one part more": {"input": replaces("2.1.0", "2.1"), "want": {}},
	"one part less": {"input": replaces("2.1", "2.1.0"), "want": falls},
	"a count after a dash": {"input": replaces("2.1-2", "2.1-1"), "want": {}},
	"a count after a line": {"input": replaces("2.1_10", "2.1_9"), "want": {}},
	"a count after a plus": {"input": replaces("2.1+10", "2.1+9"), "want": {}},
	"the end of its candidates": {"input": replaces("2.1", "2.1-rc.9"), "want": {}},
	"a candidate of what is there": {"input": replaces("2.1-rc.9", "2.1"), "want": falls},
	"the next candidate": {"input": replaces("2.1-rc.10", "2.1-rc.9"), "want": {}},
	"from beta to candidate": {"input": replaces("2.1-rc.1", "2.1-beta.9"), "want": {}},
	"a tilde comes before": {"input": replaces("2.1", "2.1~1"), "want": {}},
	"a tilde after what is earlier": {"input": replaces("1.2~rc1", "1.1"), "want": {}},
	"a tilde before any word": {"input": replaces("1.2-alpha", "1.2~rc1"), "want": {}},
	"back to a tilde": {"input": replaces("1.1", "1.2~rc1"), "want": falls},
	"a letter after a number": {"input": replaces("3.0.2k", "3.0.1"), "want": {}},
	"the next letter": {"input": replaces("3.0.2b", "3.0.2a"), "want": {}},
	"back over a letter": {"input": replaces("3.0.1", "3.0.2k"), "want": falls},
	"a numbered word": {"input": replaces("2.1-rc10", "2.1-rc9"), "want": {}},
	"back to a numbered word": {"input": replaces("2.1-rc9", "2.1-rc10"), "want": falls},
	"a numbered word with zeros": {"input": replaces("2.1-rc010", "2.1-rc9"), "want": {}},
	"the same word in capitals": {"input": replaces("2.1-RC1", "2.1-rc1"), "want": falls},
	"goes back to itself": {"input": back_to("2026.11.22-1"), "want": no_way_back},
	"goes back to a later one": {"input": back_to("2026.11.23-1"), "want": no_way_back},
	"goes back to nothing": {"input": fixture.without(["manifest/rollback"]), "want": {}},
	"requires nothing": {"input": fixture.without(["manifest/lifecycle/requires"]), "want": {}},
	"requires nothing by name": {
		"input": json.patch(fixture.release, [{"op": "replace", "path": "manifest/lifecycle/requires", "value": {}}]),
		"want": {},
	},
	"an exact version": {"input": requires("7.11.3"), "want": pinned},
	"an exact version with a sign": {"input": requires("=7.11.3"), "want": pinned},
	"from and until the same": {"input": requires(">=7.11 <=7.11"), "want": pinned},
	"words": {"input": requires("the latest"), "want": pinned},
	"one bound is no version": {"input": requires(">=7.11 and <8"), "want": pinned},
	"a bound without a number": {"input": requires(">="), "want": pinned},
	"a lower bound": {"input": requires(">7"), "want": {}},
	"an upper bound": {"input": requires("<=8.2-rc1"), "want": {}},
	"the same series": {"input": requires("^7.11"), "want": {}},
	"about the same": {"input": requires("~7.11"), "want": {}},
	"one of two is exact": {
		"input": says({"requires": {"platform": "10.0.26100"}}),
		"want": {"deny": {{"at": ["lifecycle", "requires", "platform"]}}},
	},
	"no dead ends": {"input": fixture.without(["manifest/lifecycle/dead_ends"]), "want": {}},
	"a dead end itself": {"input": says({"dead_ends": ["1.0", "2026.11.22-1"]}), "want": dead_end},
	"replaces a dead end": {
		"input": json.remove(says({"dead_ends": ["1.0", "2026.11.21-3"]}), ["manifest/rollback"]),
		"want": dead_end,
	},
	"goes back to a dead end": {
		"input": object.union(
			back_to("2026.11.20-1"),
			{"manifest": object.union(back_to("2026.11.20-1").manifest, {"lifecycle": object.union(
				fixture.lifecycle,
				{"dead_ends": ["1.0", "2026.11.20-1"]},
			)})},
		),
		"want": dead_end,
	},
	"replaces a dead end that is written otherwise": {
		"input": json.remove(says({"dead_ends": ["1.0", "2026.11.21.03"]}), ["manifest/rollback"]),
		"want": dead_end,
	},
	"no barriers": {"input": fixture.without(["manifest/lifecycle/barriers"]), "want": {}},
	"a barrier behind it": {
		"input": says({"barriers": ["1.0", "2026.11.22-2"]}),
		"want": {"deny": {{"at": ["lifecycle", "barriers", 1]}}},
	},
	"a barrier between it and what it replaces": {
		"input": json.remove(
			object.union(replaces("3.1", "2.1"), {"manifest": object.union(
				replaces("3.1", "2.1").manifest,
				{"lifecycle": object.union(fixture.lifecycle, {"barriers": ["1.0", "2.9"]})},
			)}),
			["manifest/rollback"],
		),
		"want": {"deny": {{"at": ["lifecycle", "barriers", 1]}}},
	},
	"what it replaces is a barrier": {"input": says({"barriers": ["2026.11.21-3"]}), "want": {}},
	"a barrier itself": {"input": says({"barriers": ["2026.11.22-1"]}), "want": {}},
	"says nothing": {"input": fixture.without(["manifest/lifecycle"]), "want": {"claimed": false}},
	"says nothing, falling": {
		"input": json.remove(replaces("1", "2"), ["manifest/lifecycle"]),
		"want": {"claimed": false},
	},
	"says nothing, and goes back to itself": {
		"input": json.remove(back_to("2026.11.22-1"), ["manifest/lifecycle"]),
		"want": {"claimed": false},
	},
	"another test": {"input": shown({"passedTests": ["lc/support-window"]}), "want": {"proof": set()}},
	"a run that failed": {"input": shown({"result": "FAILED"}), "want": {"proof": set()}},
}

test_upgrade_path[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
