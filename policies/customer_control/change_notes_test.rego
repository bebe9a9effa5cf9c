package belay.customer_control.change_notes_test

import data.belay.customer_control.change_notes as commitment
import data.belay.fixture

verdict := {"claims": [x | x := commitment.claim], "deny": commitment.deny, "proof": commitment.proof}

passes := {
	"claims": ["https://vendor.example/notes/feed.json"],
	"deny": set(),
	"proof": {"published", "notes", "record"},
}

# The release, and the notes as over says they were seen.
seen(over) := fixture.only([fixture.published, fixture.said_by(fixture.notes, over), fixture.record])

# Stage early begins at 1 % two days after the rollout, stage broad at 10 % a day later, on 25 November at 05:00.
widened := 241200

reaching(percent) := fixture.said_by(fixture.record, {"predicate": {"stages": [object.union(
	fixture.record.predicate.stages[2],
	{"exposed_percent": percent},
)]}})

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"no page for people": {
		"input": fixture.without(["manifest/incident/notes_url"]),
		"want": {"deny": {{"at": ["incident", "notes_url"]}}},
	},
	"no feed for machines": {"input": fixture.without(["manifest/incident/notes_feed"]), "want": {"claims": []}},
	"says nothing": {"input": fixture.without(["manifest/incident"]), "want": {"claims": []}},
	"before anything was rolled out": {
		"input": fixture.only([fixture.published, fixture.notes]),
		"want": {"proof": {"published", "notes"}},
	},
	"a page in no feed": {"input": fixture.only([fixture.published, fixture.record]), "want": {"proof": {"published"}}},
	"another test": {
		"input": seen({"predicate": {"passedTests": ["cc/other"]}}),
		"want": {"proof": {"published"}},
	},
	"the feed did not hold them": {
		"input": seen({"predicate": {"passedTests": [], "failedTests": ["cc/notes-feed"]}}),
		"want": {"deny": {{"at": ["incident", "notes_feed"], "by": "notes"}}, "proof": {"published"}},
	},
	"just in time": {"input": seen({"age": widened}), "want": {}},
	"a second too late": {"input": seen({"age": widened - 1}), "want": {"proof": {"published"}}},
	"at no trusted time": {
		"input": fixture.only([fixture.published, object.remove(fixture.notes, ["age"]), fixture.record]),
		"want": {"proof": {"published"}},
	},
	"late, but for few": {
		"input": fixture.only([fixture.published, fixture.said_by(fixture.notes, {"age": 60}), reaching(1)]),
		"want": {},
	},
	"late for more than few": {
		"input": fixture.only([fixture.published, fixture.said_by(fixture.notes, {"age": 60}), reaching(1.1)]),
		"want": {"proof": {"published"}},
	},
	"late for a rollout that goes on": {
		"input": fixture.only([
			fixture.published, fixture.said_by(fixture.notes, {"age": 60}),
			fixture.said_by(fixture.record, {"predicate": {"state": "in-progress"}}),
		]),
		"want": {"proof": {"published"}},
	},
	"in time for a rollout that goes on": {
		"input": fixture.only([
			fixture.published, fixture.notes,
			fixture.said_by(fixture.record, {"predicate": {"state": "in-progress"}}),
		]),
		"want": {"proof": {"published", "notes"}},
	},
	"another version was published": {
		"input": fixture.only([
			fixture.said_by(fixture.published, {"predicate": {"purl": "pkg:generic/example-sensor@2026.11.21-3"}}),
			fixture.notes,
		]),
		"want": {"proof": {"notes"}},
	},
	"only the rollback target was published": {
		"input": fixture.only([
			fixture.said_by(fixture.target, {"predicate": {"purl": "pkg:generic/example-sensor@2026.11.22-1"}}),
			fixture.notes,
		]),
		"want": {"proof": {"notes"}},
	},
	"other evidence of the same version": {
		"input": fixture.only([fixture.said_by(fixture.published, {"type": "https://example.com/other/v1"}), fixture.notes]),
		"want": {"proof": {"notes"}},
	},
}

test_change_notes[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
