# Where the fixture's release comes from, what is in it and what of it runs in the kernel, with the evidence of that.
package belay.fixture

kernel := {"platform_api": "none", "components": [component]}

component := {
	"name": "sensor.sys", "type": "driver", "sha256": last_digest, "parses": ["content"], "load_phase": "boot",
	"purpose": "Sees processes start before they run.", "signing": "whcp", "memory_safe": false,
	"justification": "The platform's interface does not see the loading of drivers.", "review_by": "2027-06-30",
}

distribution := {"metadata": "tuf", "version": 4711, "expires": "2026-12-01T00:00:00Z"}

supply_chain := {
	"source": {"repository": "https://git.vendor.example/sensor-content", "revision": commit},
	"builder": "https://git.vendor.example/release.yml",
	"slsa_build_level": 3,
	"sbom": "spdx",
	"vulnerabilities": {"exploited": 0, "critical": 1, "unhandled": 0},
}

lifecycle := {
	"supported_until": "2028-12-31", "security_updates_until": "2029-12-31", "last_known_good_kept": 31536000,
	"requires": {"sensor": ">=7.11 <8"}, "barriers": ["2026.10.1-1"], "dead_ends": ["2026.9.30-2"],
}

checks := object.union(tests, {
	"id": "checks",
	"predicate": {
		"configuration": [],
		"passedTests": [
			"sg/freshness", "sg/anti-rollback", "kp/codeql", "kp/driver-verifier", "kp/fuzz", "lc/support-window",
			"lc/upgrade-path",
		],
	},
})

reviewed_source := object.union(said, {
	"id": "reviewed-source",
	"type": "https://slsa.dev/verification_summary/v1",
	"artifacts": [],
	"covers_source": true,
	"predicate": {
		"verifier": {"id": "https://git.vendor.example/source-verifier"},
		"timeVerified": "2026-11-22T03:00:00Z",
		"resourceUri": "git+https://git.vendor.example/sensor-content",
		"verificationResult": "PASSED",
		"verifiedLevels": ["SLSA_SOURCE_LEVEL_4"],
	},
})

spdx := object.union(said, {
	"id": "spdx",
	"type": "https://spdx.dev/Document",
	"predicate": {"spdxVersion": "SPDX-2.3", "packages": [{"name": "channel", "versionInfo": "2026.11.22-1"}]},
})

# A scan of yesterday with the database of the day before; one finding, which the vendor has explained.
scan := object.union(said, {
	"id": "scan",
	"type": "https://in-toto.io/attestation/vulns/v0.2",
	"age": 86400,
	"predicate": {
		"scanner": {
			"uri": "pkg:generic/scanner@3",
			"db": {"lastUpdate": "2026-11-26T00:00:00Z"},
			"result": [finding, {"id": "CVE-2026-2", "severity": [{"method": "nvd", "score": "medium"}]}],
		},
		"metadata": {"scanStartedOn": "2026-11-26T22:00:00Z", "scanFinishedOn": "2026-11-26T23:00:00Z"},
	},
})

finding := {"id": "CVE-2026-1", "severity": [{"method": "cvss_v3", "score": "9.8"}]}

vex := object.union(said, {
	"id": "vex",
	"type": "https://openvex.dev/ns/v0.2.0",
	"predicate": {"author": "Example Endpoint Security", "statements": [explained]},
})

explained := {
	"vulnerability": {"name": "CVE-2026-1", "aliases": []},
	"status": "not_affected", "justification": "vulnerable_code_not_in_execute_path",
}
