package belay.signed_content.fresh_metadata_test

import data.belay.fixture
import data.belay.signed_content.fresh_metadata as commitment

verdict := {"claimed": claimed, "deny": commitment.deny, "proof": commitment.proof}

default claimed := false

claimed if commitment.claim

passes := {"claimed": true, "deny": set(), "proof": {"checks"}}

says(over) := fixture.changed({"manifest": {"distribution": over}})

expires(when) := says({"expires": when})

stale := {"deny": {{"at": ["distribution", "expires"]}}}

# Judged a year later: the rollout began on 22 November at 05:00, the release was made at 04:09.
audited(over) := fixture.changed({
	"phase": "audit", "now": "2027-11-28T00:00:00Z", "evidence": [fixture.checks],
	"manifest": over,
})

# The same with a record of a rollout that began on 22 November at 05:00, whatever the manifest says.
recorded(over) := object.union(audited(over), {"evidence": [fixture.checks, fixture.record]})

failing(test) := fixture.only([
	fixture.checks,
	fixture.said_by(fixture.checks, {"id": "later", "age": 60, "predicate": {
		"result": "FAILED", "passedTests": [],
		"failedTests": [test],
	}}),
])

failed := {"deny": {{"at": ["distribution"], "by": "later"}}, "proof": set()}

unstarted(when) := json.remove(
	fixture.changed({"phase": "audit", "evidence": [fixture.checks], "manifest": {"distribution": {"expires": when}}}),
	["manifest/rollout/starts"],
)

shown(over) := fixture.only([fixture.said_by(fixture.checks, {"predicate": over})])

freshness := {"passedTests": ["sg/freshness"]}

rollback := {"passedTests": ["sg/anti-rollback"]}

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"no start said": {"input": fixture.without(["manifest/rollout/starts"]), "want": {}},
	"the longest life": {"input": expires("2026-12-05T00:00:00Z"), "want": {}},
	"too long a life": {"input": expires("2026-12-05T00:00:01Z"), "want": stale},
	"the shortest life": {"input": expires("2026-11-28T00:00:01Z"), "want": {}},
	"stale already": {"input": expires("2026-11-28T00:00:00Z"), "want": stale},
	"stale for long": {"input": expires("2026-11-20T00:00:00Z"), "want": stale},
	"a start to come does not lengthen it": {
		"input": fixture.changed({"manifest": {
			"rollout": {"starts": "2026-12-20T00:00:00Z"},
			"distribution": {"expires": "2026-12-22T00:00:00Z"},
		}}),
		"want": stale,
	},
	"does not say when": {"input": fixture.without(["manifest/distribution/expires"]), "want": stale},
	"no number": {"input": says({"version": 0}), "want": {"deny": {{"at": ["distribution", "version"]}}}},
	"less than no number": {"input": says({"version": -1}), "want": {"deny": {{"at": ["distribution", "version"]}}}},
	"the first number": {"input": says({"version": 1}), "want": {}},
	"does not say the number": {
		"input": fixture.without(["manifest/distribution/version"]),
		"want": {"deny": {{"at": ["distribution", "version"]}}},
	},
	"says nothing": {"input": fixture.without(["manifest/distribution"]), "want": {"claimed": false}},
	"stale long after the rollout": {
		"input": audited({"distribution": {"expires": "2026-11-29T05:00:00Z"}}),
		"want": {},
	},
	"too long a life at the rollout": {
		"input": audited({"distribution": {"expires": "2026-11-29T05:00:01Z"}}),
		"want": stale,
	},
	"stale when the rollout began": {
		"input": audited({"distribution": {"expires": "2026-11-22T05:00:00Z"}}),
		"want": stale,
	},
	"begun this moment": {
		"input": audited({
			"rollout": {"starts": "2027-11-28T00:00:00Z"},
			"distribution": {"expires": "2027-12-05T00:00:00Z"},
		}),
		"want": {},
	},
	"not yet begun counts from when it was made": {
		"input": audited({
			"rollout": {"starts": "2027-11-28T00:00:01Z"},
			"distribution": {"expires": "2027-12-05T00:00:00Z"},
		}),
		"want": stale,
	},
	"no start, from when it was made": {"input": unstarted("2026-11-29T04:09:00Z"), "want": {}},
	"no rollout, from when it was made": {
		"input": json.remove(unstarted("2026-11-29T04:09:00Z"), ["manifest/rollout"]),
		"want": {},
	},
	"no start, too long": {"input": unstarted("2026-11-29T04:09:01Z"), "want": stale},
	"a record of a rollout that began as said": {
		"input": recorded({"distribution": {"expires": "2026-11-29T05:00:00Z"}}),
		"want": {},
	},
	"a record, and a shorter life than the longest": {
		"input": recorded({"distribution": {"expires": "2026-11-28T05:00:00Z"}}),
		"want": {},
	},
	"a record of a rollout that began before the start that is said": {
		"input": recorded({
			"rollout": {"starts": "2026-11-22T05:00:01Z"},
			"distribution": {"expires": "2026-11-29T05:00:01Z"},
		}),
		"want": {"deny": {{"at": ["distribution", "expires"], "by": "record"}}},
	},
	"sg/freshness failed": {"input": failing("sg/freshness"), "want": failed},
	"sg/anti-rollback failed": {"input": failing("sg/anti-rollback"), "want": failed},
	"one test only": {"input": shown(freshness), "want": {"proof": set()}},
	"the other test only": {"input": shown(rollback), "want": {"proof": set()}},
	"each in a result of its own": {
		"input": fixture.only([
			fixture.said_by(fixture.checks, {"predicate": freshness}),
			fixture.said_by(fixture.checks, {"id": "more", "predicate": rollback}),
		]),
		"want": {"proof": set()},
	},
	"a run that failed": {"input": shown({"result": "FAILED"}), "want": {"proof": set()}},
}

test_fresh_metadata[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
