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
	],
	"history": [],
	"parameters": parameters,
}

digest := "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

last_digest := "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"

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
	}),
	"artifacts": [{"name": "channel", "kind": "content", "digest": {"sha256": digest}}],
	"rollout": rollout,
	"gates": gates,
	"rollback": {
		"target": {"version": "2026.11.21-3", "sha256": last_digest},
		"rto": 1800,
		"boot_recovery": {"after_failed_boots": 3, "action": "last-known-good"},
	},
	"validation": {
		"interpreter": {"supported_builds": builds, "builds_run": builds, "wildcard_fields": []},
		"validator": {"known_bad_corpus": corpus, "mutation_percent": 91},
	},
	"kernel": {"platform_api": "none", "components": [{"name": "sensor.sys", "type": "driver", "parses": ["content"]}]},
	"customer_control": {"content_rings": [], "delay_max": 259200, "pin": true, "versions_behind": 2},
	"supply_chain": {
		"source": {"repository": "https://git.vendor.example/sensor-content", "revision": commit},
		"builder": "https://git.vendor.example/release.yml",
		"slsa_build_level": 3,
	},
	"unknown": [],
}

corpus := {"sha256": last_digest, "size": 220, "rejected": 220}

rollout := {
	"model": "stages",
	"fleet_size": 8500000,
	"stages": [
		{"name": "internal", "audience": "internal", "max_percent": 0.01, "soak": 86400, "cohorts": builds},
		{"name": "canary", "audience": "external", "max_percent": 0.1, "soak": 86400, "cohorts": []},
		{"name": "early", "audience": "external", "max_percent": 1, "soak": 86400, "cohorts": []},
		{"name": "broad", "audience": "external", "max_percent": 10, "soak": 86400, "cohorts": []},
		{"name": "all", "audience": "external", "max_percent": 100, "soak": 0, "cohorts": []},
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
	"first_external": {"percent": 0.1, "soak": 86400, "from": ["rollout", "stages", 1], "at": 86400},
	"growth": 10,
	"growth_from": ["rollout", "stages", 2],
	"half": 259200,
	"duration": 345600,
	"shortest_soak": 86400,
	"shortest_from": ["rollout", "stages", 1],
}

said := {
	"signer": "release-pipeline", "vendor": "Example Endpoint Security", "role": "vendor-system",
	"grade": "attested", "artifacts": ["channel"], "covers_target": false, "age": 3600,
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
		"stages": [stage |
			some i, declared in rollout.stages
			stage := {
				"name": declared.name, "audience": declared.audience, "exposed_percent": declared.max_percent,
				"cohorts": [], "gates": values, "decision": "promote", "actor": "automatic",
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
		"result": "PASSED", "configuration": [], "warnedTests": [], "failedTests": [],
		"passedTests": ["hg/auto-halt", "cv/interpreter-load", "rb/boot-loop", "cc/delay-and-pin"],
	},
})

validation := object.union(said, {
	"id": "validation",
	"type": "content-validation/v1",
	"predicate": {
		"consumer": "sensor.sys", "consumed_by": "kernel", "consumer_versions": [],
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
	},
})

drill := object.union(said, {
	"id": "drill",
	"type": "rollback-drill/v1",
	"artifacts": [],
	"age": 864000,
	"predicate": {
		"vendor": name.vendor, "product": name.product, "from": "2026.11.17-1", "to": "2026.11.16-2",
		"path": "boot", "devices": 120, "started": "2026-11-18T09:00:00Z", "finished": "2026-11-18T10:00:00Z",
		"healthy_percent": 100, "after_failed_boots": 3,
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
	"SD-05": {"soak": 86400, "half_fleet": 259200, "emergency_soak_factor": 0.25},
	"SD-07": {"soak": 86400, "emergency_soak_factor": 0.25, "approvers": 2, "emergency_review": 432000},
	"HG-01": {"min_population": 100, "cohort_population": 500},
	"HG-02": {},
	"HG-03": {"kernel_crash_percent": 1, "kernel_crash_delta_percent": 0.1},
	"CV-02": {"build_coverage": 100},
	"CV-04": {"bad_corpus": 50, "mutation_percent": 80},
	"SG-01": {},
	"RB-01": {},
	"RB-03": {"failed_boots": 3, "drill_age": 7776000, "drill_devices": 100, "drill_healthy": 99},
	"KP-02": {"kernel_content": true, "review_age": 31536000},
	"CC-02": {"delay": 172800, "versions_behind": 0},
	"PS-01": {"build_level": 3},
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
