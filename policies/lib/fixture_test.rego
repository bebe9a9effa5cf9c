# A complete input in which every commitment passes: content that the kernel parses, with all the evidence it could
# have. Tests start from it and change one thing.
package belay.fixture

release := {
	"phase": "gate",
	"now": "2026-11-28T00:00:00Z",
	"class": {"kind": "content", "kernel": true, "boot": true},
	"manifest": manifest,
	"artifacts": [{"name": "channel", "kind": "content", "digest": {"sha256": digest}, "file": "matches"}],
	"exposure": exposure,
	"evidence": [
		plan, record, provenance, published, target, tests, validation, review, drill,
		first_approval, second_approval,
		rehearsal, account, notes, witness, summary,
		checks, reviewed_source, spdx, scan, vex,
	],
	"history": [],
	"parameters": parameters,
}

digest := "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

last_digest := "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"

contract_digest := "6b23c0d5f35d1b11f9b683f0b0a617355deb11277d91ae091d399c655b87940d"

clean_digest := "4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce"

commit := "2f5e0a1b6c7d8e9f2f5e0a1b6c7d8e9f2f5e0a1b"

name := {"vendor": "Example Endpoint Security", "product": "Example Sensor", "version": "2026.11.22-1"}

builds := ["win11-24h2-x64", "win11-24h2-arm64", "server-2025-x64"]

manifest := {
	"schema": "belay/manifest/v1",
	"release": object.union(name, {
		"kind": "content",
		"consumed_by": "kernel",
		"load_phase": "boot",
		"platforms": ["windows"],
		"urgency": "routine",
		"created": "2026-11-22T04:09:00Z",
		"supersedes": "2026.11.21-3",
	}),
	"artifacts": [{"name": "channel", "kind": "content", "digest": {"sha256": digest}}],
	"rollout": rollout,
	"gates": gates,
	"kill_switch": {"scopes": ["customer", "version", "global"], "latency": 600},
	"rollback": {
		"target": {"version": "2026.11.21-3", "sha256": last_digest},
		"path": "boot",
		"rto": 1800,
		"boot_recovery": {"after_failed_boots": 3, "action": "last-known-good"},
	},
	"validation": {
		"contract": {
			"schema_sha256": contract_digest, "consumer_versions": ["7.16", "7.15"],
			"fields_defined": 21, "fields_supplied": 21,
		},
		"fuzzing": {"hours": 48},
		"clean_set": {"sha256": clean_digest, "builds": builds, "locales": ["en", "ja"], "detections": 0},
		"matrix": {
			"supported": builds, "tested": array.concat(builds, ["win11-preview-x64"]),
			"preview": "win11-preview-x64", "locales": ["en", "ja"],
		},
		"interpreter": {"supported_builds": builds, "builds_run": builds, "wildcard_fields": []},
		"validator": {"known_bad_corpus": corpus, "mutation_percent": 91},
	},
	"kernel": kernel,
	"distribution": distribution,
	"customer_control": {
		"content_rings": ["early", "general", "paused"], "delay_max": 259200, "pin": true, "versions_behind": 2,
		"auto_update": {"default": true, "opt_out": true, "postpone": true, "notify": true},
	},
	"incident": {
		"contact": "+49 30 5550100",
		"status_feed": "https://status.vendor.example/feed.json",
		"notes_url": "https://vendor.example/notes/2026.11.22-1",
		"notes_feed": "https://vendor.example/notes/feed.json",
		"health_feed": "https://vendor.example/health/feed.json",
		"last_drill": "2026-07-01",
		"reporting": {"preliminary": 432000, "root_cause": 1728000},
	},
	"parity": {"undocumented_apis": [], "policy": {"name": "summit", "sha256": rules_digest}},
	"supply_chain": supply_chain,
	"lifecycle": lifecycle,
	"unknown": [],
}

corpus := {"sha256": last_digest, "size": 220, "rejected": 220}

rollout := {
	"model": "stages",
	"fleet_size": 8500000,
	"coverage": "24x7",
	"starts": "2026-11-22T05:00:00Z",
	"cohorts": [
		{"name": builds[0], "role": "client"},
		{"name": builds[1], "role": "client"},
		{"name": builds[2], "role": "server"},
	],
	"stages": [
		{"name": "internal", "audience": "internal", "max_percent": 0.01, "soak": 86400, "cohorts": builds},
		{"name": "canary", "audience": "external", "max_percent": 0.1, "soak": 86400, "cohorts": builds},
		{"name": "early", "audience": "external", "max_percent": 1, "soak": 86400, "cohorts": builds},
		{"name": "broad", "audience": "external", "max_percent": 10, "soak": 86400, "cohorts": builds},
		{"name": "all", "audience": "external", "max_percent": 100, "soak": 0, "cohorts": builds},
	],
	"channels": [],
	"freezes": [],
}

gates := [
	object.union(gate, {"name": "health", "metric": "boot_failure_percent", "max": 0.1, "action": "rollback"}),
	object.union(gate, {
		"name": "kernel-crash", "metric": "kernel_crash_percent", "max": 0.1,
		"min_population": 500, "scope": "cohort",
	}),
]

gate := {
	"stages": ["internal", "canary", "early", "broad"],
	"window": 86400,
	"min_population": 100,
	"scope": "fleet",
	"action": "halt",
	"automatic": true,
}

points := [point |
	some i, stage in rollout.stages
	point := {
		"name": stage.name, "at": i * 86400, "percent": stage.max_percent, "audience": stage.audience,
		"soak": stage.soak, "cohorts": stage.cohorts, "from": ["rollout", "stages", i],
	}
]

exposure := {
	"points": points,
	"internal_percent": 0.01,
	"first_external": {
		"percent": 0.1, "soak": 86400, "from": ["rollout", "stages", 1], "at": 86400,
		"starts": "2026-11-23T05:00:00Z", "weekday": "monday",
	},
	"growth": 10,
	"growth_from": ["rollout", "stages", 2],
	"half": 259200,
	"duration": 345600,
	"shortest_soak": 86400,
	"shortest_from": ["rollout", "stages", 1],
}

said := {
	"signer": "release-pipeline", "vendor": "Example Endpoint Security", "role": "vendor-system",
	"grade": "attested", "artifacts": ["channel"], "covers_target": false, "covers_source": false, "age": 3600,
}

plan := object.union(said, {
	"id": "plan",
	"type": "rollout-plan/v1",
	"exposure": exposure,
	"predicate": {"release": name, "urgency": "routine", "rollout": rollout, "gates": gates},
})

record := object.union(said, {
	"id": "record",
	"type": "rollout-record/v1",
	"exposure": exposure,
	"predicate": {
		"release": name, "urgency": "routine", "fleet_size": 8500000, "state": "complete",
		"published": "https://vendor.example/health/2026.11.22-1.json",
		"stages": [stage |
			some i, declared in rollout.stages
			stage := {
				"name": declared.name, "audience": declared.audience, "exposed_percent": declared.max_percent,
				"cohorts": declared.cohorts, "gates": values, "decision": "promote", "actor": "automatic",
				"started": sprintf("2026-11-2%dT05:00:00Z", [i + 2]), "ended": sprintf("2026-11-2%dT05:00:00Z", [i + 3]),
			}
		],
	},
})

values := [
	{"metric": "boot_failure_percent", "value": 0.02, "population": 800, "scope": "fleet", "breached": false},
	{"metric": "kernel_crash_percent", "value": 0, "population": 600, "scope": "cohort", "breached": false},
]

provenance := object.union(said, {
	"id": "provenance",
	"type": "https://slsa.dev/provenance/v1",
	"predicate": {
		"buildDefinition": {
			"buildType": "https://git.vendor.example/build/v1",
			"externalParameters": {"workflow": {"repository": "https://git.vendor.example/sensor-content"}},
			"resolvedDependencies": [{
				"uri": "git+https://git.vendor.example/sensor-content@refs/tags/v1",
				"digest": {"gitCommit": commit},
			}],
		},
		"runDetails": {"builder": {"id": "https://git.vendor.example/release.yml"}},
	},
})

published := object.union(said, {
	"id": "published",
	"type": "https://in-toto.io/attestation/release/v0.1",
	"predicate": {"purl": "pkg:generic/example-sensor@2026.11.22-1"},
})

target := object.union(said, {
	"id": "target",
	"type": "https://in-toto.io/attestation/release/v0.1",
	"artifacts": [],
	"covers_target": true,
	"age": 600000,
	"predicate": {"purl": "pkg:generic/example-sensor@2026.11.21-3"},
})

tests := object.union(said, {
	"id": "tests",
	"type": "https://in-toto.io/attestation/test-result/v0.1",
	"predicate": {
		"result": "PASSED", "configuration": [{"name": "clean set", "digest": {"sha256": clean_digest}}], "warnedTests": [], "failedTests": [],
		"passedTests": [
			"hg/auto-halt", "hg/kill-switch", "cv/interpreter-load", "cv/fuzz", "cv/containment", "cv/clean-set",
			"cv/matrix", "cv/perf", "rb/boot-loop", "cc/delay-and-pin", "cc/ring-assignment", "cc/auto-update", "ir/health-feed",
		],
	},
})

validation := object.union(said, {
	"id": "validation",
	"type": "content-validation/v1",
	"predicate": {
		"consumer": "sensor.sys", "consumed_by": "kernel",
		"consumer_versions": ["7.16", "7.15"], "schema_sha256": contract_digest, "fields_defined": 21, "fields_supplied": 21,
		"supported_builds": builds, "builds_run": builds, "wildcard_fields": [],
		"known_bad_corpus": corpus, "mutation_percent": 91,
	},
})

review := object.union(said, {
	"id": "review",
	"type": "kernel-review/v1",
	"signer": "lab",
	"role": "independent",
	"grade": "independent",
	"artifacts": [],
	"age": 8640000,
	"predicate": {
		"vendor": name.vendor, "product": name.product,
		"component": {"name": "sensor.sys", "sha256": last_digest},
		"method": "source review and fuzzing", "findings_open": 0, "findings_closed": 7,
		"reviewed": "2026-08-20T00:00:00Z",
		"content_changes_behaviour": false, "survives_malformed_content": true,
		"signing": "whcp", "load_phase": "boot", "parses": ["content"], "platform_api_considered": ["wesp", "etw"],
	},
})

drill := object.union(said, {
	"id": "drill",
	"type": "rollback-drill/v1",
	"artifacts": [],
	"age": 864000,
	"predicate": {
		"vendor": name.vendor, "product": name.product, "from": "2026.11.17-1", "to": "2026.11.16-2",
		"path": "boot", "devices": 120, "started": "2026-11-18T09:00:00Z", "finished": "2026-11-18T09:20:00Z",
		"healthy_percent": 100, "after_failed_boots": 3,
		"kill_switch": {"scopes": ["customer", "version", "global"], "latency": 300},
	},
})

first_approval := object.union(said, {
	"id": "first-approval",
	"type": "approval/v1",
	"signer": "ada", "role": "vendor", "grade": "signed",
	"predicate": {
		"release": name, "approver": "Ada", "decision": "approve", "reason": "active attack",
		"approved": "2026-11-22T05:00:00Z",
	},
})

second_approval := object.union(first_approval, {
	"id": "second-approval", "signer": "grace", "predicate": {"approver": "Grace"},
})

# The defaults for content that the kernel parses; a Go test holds them against METADATA.
parameters := {
	"SD-01": {"internal_min_devices": 100},
	"SD-02": {"first_external_percent": 1},
	"SD-03": {"max_growth_factor": 10},
	"SD-04": {"min_stages": 4},
	"SD-05": {"soak": 86400, "half_fleet": 259200, "emergency_soak_factor": 0.25},
	"SD-06": {"cohort_coverage": 90},
	"SD-07": {"soak": 86400, "emergency_soak_factor": 0.25, "approvers": 2, "emergency_review": 432000},
	"HG-01": {"min_population": 100, "cohort_population": 500},
	"HG-02": {},
	"HG-03": {"kernel_crash_percent": 1, "kernel_crash_delta_percent": 0.1},
	"HG-04": {"halt_latency": 900, "drill_age": 2592000, "drill_devices": 100},
	"CV-01": {},
	"CV-02": {"build_coverage": 100},
	"CV-03": {"fuzz_hours": 24},
	"CV-04": {"bad_corpus": 50, "mutation_percent": 80},
	"CV-05": {},
	"CV-06": {},
	"SG-01": {},
	"SG-02": {},
	"SG-03": {"metadata_age": 604800},
	"RB-01": {},
	"RB-02": {"drill_age": 2592000, "drill_devices": 100, "drill_healthy": 99},
	"RB-03": {"failed_boots": 3, "drill_age": 7776000, "drill_devices": 100, "drill_healthy": 99},
	"RB-04": {"rto": 3600, "drill_age": 2592000, "drill_devices": 100, "drill_healthy": 99},
	"KP-01": {},
	"KP-02": {"kernel_content": true, "review_age": 31536000},
	"KP-03": {"review_within": 31536000},
	"KP-04": {},
	"KP-05": {"review_age": 31536000},
	"CC-01": {"reason_suffices": true},
	"CC-02": {"delay": 172800, "versions_behind": 0},
	"CC-03": {},
	"CC-04": {"exposed_before": 1},
	"IR-01": {"quiet_days": []},
	"IR-02": {"drill_age": 31536000},
	"IR-03": {"preliminary": 604800, "root_cause": 2592000, "report_age": 7776000, "period": 31536000},
	"IR-04": {},
	"FP-01": {},
	"FP-02": {},
	"PS-01": {"build_level": 3},
	"PS-02": {},
	"PS-03": {},
	"PS-04": {"scan_age": 604800},
	"LC-01": {"last_known_good_kept": 15552000},
	"LC-02": {},
}

# changed is the release with over laid upon it: objects are merged, everything else is replaced.
changed(over) := object.union(release, over)

# along is the release with over laid upon its exposure and its plan's alike: what was planned is what is promised.
along(over) := object.union(release, {
	"exposure": over,
	"evidence": [said_by(plan, {"exposure": over}), record],
})

# without is the release lacking the values at paths such as "manifest/gates".
without(paths) := json.remove(release, paths)

# only is the release with just these pieces of evidence, each given whole.
only(evidence) := object.union(release, {"evidence": evidence})

# said_by is one piece of evidence with over laid upon it.
said_by(piece, over) := object.union(piece, over)
