package belay.incident_readiness.reachable_and_watched_test

import data.belay.fixture
import data.belay.incident_readiness.reachable_and_watched as commitment

verdict := {"claims": [x | x := commitment.claim], "deny": commitment.deny, "proof": commitment.proof}

passes := {"claims": ["+49 30 5550100"], "deny": set(), "proof": {"plan", "record"}}

begins := "2026-11-23T05:00:00Z"

promised(over) := object.union(fixture.changed(over), {"evidence": [fixture.plan]})

planned(over) := fixture.only([fixture.said_by(fixture.plan, over)])

done(over) := fixture.only([fixture.said_by(fixture.record, {"exposure": {"first_external": over}})])

# A freeze in the manifest, and in the rollout that the plan and the record are of.
frozen(from, until) := {"manifest": {"rollout": {"freezes": [freeze(from, until)]}}}

freeze(from, until) := {"name": "patch-tuesday", "from": from, "until": until}

in_a_freeze := {{"at": ["rollout", "freezes", 0]}}

starts := {{"at": ["rollout", "starts"]}}

quiet := {"parameters": {"IR-01": {"quiet_days": ["friday", "monday"]}}}

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"nobody to call": {"input": fixture.without(["manifest/incident/contact"]), "want": {"claims": []}},
	"says nothing": {
		"input": object.union(fixture.without(["manifest/incident", "manifest/rollout", "exposure/first_external"]), {"evidence": []}),
		"want": {"claims": [], "proof": set()},
	},
	"no status feed": {
		"input": fixture.without(["manifest/incident/status_feed"]),
		"want": {"deny": {{"at": ["incident", "status_feed"]}}},
	},
	"watched by day": {
		"input": promised({"manifest": {"rollout": {"coverage": "business-hours"}}}),
		"want": {"deny": {{"at": ["rollout", "coverage"]}}, "proof": {"plan"}},
	},
	"does not say who watches": {
		"input": fixture.without(["manifest/rollout/coverage"]),
		"want": {"deny": {{"at": ["rollout", "coverage"]}}},
	},
	"does not say when": {
		"input": fixture.without(["exposure/first_external/starts"]),
		"want": {"deny": starts, "proof": {"record"}},
	},
	"does not say on what day": {
		"input": fixture.without(["exposure/first_external/weekday"]),
		"want": {"deny": starts},
	},
	"nothing external": {
		"input": object.union(fixture.without(["exposure/first_external"]), {"evidence": []}),
		"want": {"deny": starts, "proof": set()},
	},
	"on a quiet day": {"input": object.union(promised({}), quiet), "want": {"deny": starts, "proof": {"plan"}}},
	"on another day": {
		"input": object.union(promised({"exposure": {"first_external": {"weekday": "tuesday"}}}), quiet),
		"want": {"proof": {"plan"}},
	},
	"a freeze begins with it": {
		"input": promised(frozen(begins, "2026-11-24T00:00:00Z")),
		"want": {"deny": in_a_freeze, "proof": {"plan"}},
	},
	"a freeze ends a second later": {
		"input": promised(frozen("2026-11-20T00:00:00Z", "2026-11-23T05:00:01Z")),
		"want": {"deny": in_a_freeze, "proof": {"plan"}},
	},
	"a freeze ends with it": {
		"input": promised(frozen("2026-11-20T00:00:00Z", begins)),
		"want": {"proof": {"plan"}},
	},
	"a freeze begins a second later": {
		"input": promised(frozen("2026-11-23T05:00:01Z", "2026-11-24T00:00:00Z")),
		"want": {"proof": {"plan"}},
	},
	"a freeze of another zone": {
		"input": promised(frozen("2026-11-22T21:00:00-08:00", "2026-11-23T00:00:00-08:00")),
		"want": {"deny": in_a_freeze, "proof": {"plan"}},
	},
	"a plan that nobody watches": {
		"input": planned({"predicate": {"rollout": {"coverage": "none"}}}),
		"want": {"proof": set()},
	},
	"a plan that does not say who watches": {
		"input": fixture.only([json.remove(fixture.plan, ["predicate/rollout/coverage"])]),
		"want": {"proof": set()},
	},
	"a plan of another time": {
		"input": planned({"exposure": {"first_external": {"starts": "2026-11-23T05:00:01Z"}}}),
		"want": {"proof": set()},
	},
	"a plan of the same time in another zone": {
		"input": planned({"exposure": {"first_external": {"starts": "2026-11-23T06:00:00+01:00"}}}),
		"want": {"proof": {"plan"}},
	},
	"a plan that does not say when": {
		"input": fixture.only([json.remove(fixture.plan, ["exposure/first_external/starts"])]),
		"want": {"proof": set()},
	},
	"a plan that knows of a freeze": {
		"input": planned({"predicate": {"rollout": {"freezes": [freeze(begins, "2026-11-24T00:00:00Z")]}}}),
		"want": {"proof": set()},
	},
	"a plan that knows of another freeze": {
		"input": planned({"predicate": {"rollout": {"freezes": [freeze("2026-12-20T00:00:00Z", "2027-01-02T00:00:00Z")]}}}),
		"want": {"proof": {"plan"}},
	},
	"a plan of another rollout": {
		"input": planned({"exposure": {"points": array.slice(fixture.points, 0, 4)}}),
		"want": {"proof": set()},
	},
	"a record in a freeze contradicts": {
		"input": object.union(
			fixture.changed(frozen("2026-12-08T00:00:00Z", "2026-12-10T00:00:00Z")),
			{"evidence": done({"starts": "2026-12-08T10:00:00Z"}).evidence},
		),
		"want": {"deny": {{"at": ["rollout", "freezes", 0], "by": "record"}}, "proof": set()},
	},
	"a record in a freeze of the plan's only contradicts": {
		"input": fixture.only([
			fixture.said_by(fixture.plan, {"predicate": {"rollout": {
				"freezes": [freeze("2026-12-08T00:00:00Z", "2026-12-10T00:00:00Z")],
			}}}),
			done({"starts": "2026-12-08T10:00:00Z"}).evidence[0],
		]),
		"want": {"deny": {{"at": ["rollout", "starts"], "by": "record"}}, "proof": {"plan"}},
	},
	"a record outside the freeze of the plan's": {
		"input": fixture.only([
			fixture.said_by(fixture.plan, {"predicate": {"rollout": {
				"freezes": [freeze("2026-12-08T00:00:00Z", "2026-12-10T00:00:00Z")],
			}}}),
			done({"starts": "2026-12-10T10:00:00Z"}).evidence[0],
		]),
		"want": {},
	},
	"a record outside all freezes": {
		"input": object.union(
			fixture.changed(frozen("2026-12-08T00:00:00Z", "2026-12-10T00:00:00Z")),
			{"evidence": done({"starts": "2026-12-10T10:00:00Z"}).evidence},
		),
		"want": {"proof": {"record"}},
	},
	"a record on a quiet day contradicts": {
		"input": object.union(done({"weekday": "friday"}), object.union(quiet, {"exposure": {"first_external": {"weekday": "tuesday"}}})),
		"want": {"deny": {{"at": ["rollout", "starts"], "by": "record"}}, "proof": set()},
	},
	"a record of internal devices only": {
		"input": fixture.only([json.remove(fixture.record, ["exposure/first_external"])]),
		"want": {"proof": set()},
	},
	"other evidence": {"input": fixture.only([fixture.tests]), "want": {"proof": set()}},
}

test_reachable_and_watched[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
