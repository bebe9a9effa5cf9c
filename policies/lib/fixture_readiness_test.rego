# Evidence of what a vendor is ready for, and of what others have seen: the rest of the fixture's.
package belay.fixture

rehearsal := object.union(said, {
	"id": "rehearsal",
	"type": "incident-drill/v1",
	"artifacts": [],
	"age": 12906000,
	"predicate": {
		"vendor": name.vendor, "product": name.product, "scenario": "bad-update",
		"participants": ["vendor", "customer"], "held": "2026-07-01T15:00:00Z",
		"detected": 300, "halted": 900, "notified": 3600, "actions_open": 1, "actions_closed": 4,
	},
})

account := object.union(said, {
	"id": "account",
	"type": "incident-report/v1",
	"artifacts": [],
	"age": 2592000,
	"predicate": {
		"vendor": name.vendor, "product": name.product,
		"from": "2025-10-29T00:00:00Z", "until": "2026-10-29T00:00:00Z", "incidents": [incident],
	},
})

incident := {
	"name": "INC-7", "occurred": "2026-03-02T10:00:00Z", "report_sha256": last_digest,
	"preliminary": "2026-03-05T10:00:00Z", "root_cause": "2026-03-20T10:00:00Z",
}

# The notes were seen in the feed just after the first devices had the release.
notes := object.union(tests, {
	"id": "notes",
	"age": 500000,
	"predicate": {"passedTests": ["cc/notes-feed"]},
})

witness := object.union(tests, {
	"id": "witness",
	"signer": "lab", "role": "independent", "grade": "independent",
	"predicate": {"passedTests": ["fp/documented-interfaces"]},
})

summary := object.union(said, {
	"id": "summary",
	"type": "https://slsa.dev/verification_summary/v1",
	"predicate": {
		"verifier": {"id": "https://judge.vendor.example"},
		"timeVerified": "2026-11-22T04:30:00Z",
		"resourceUri": "pkg:generic/example-sensor@2026.11.22-1",
		"policy": {"uri": "https://judge.vendor.example/rules", "digest": {"sha256": rules_digest}},
		"verificationResult": "PASSED",
		"verifiedLevels": ["SLSA_BUILD_LEVEL_3"],
	},
})

rules_digest := "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9"
