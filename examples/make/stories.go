package main

// The predicate types that the stories use.
const (
	release           = "https://in-toto.io/attestation/release/v0.1"
	provenance        = "https://slsa.dev/provenance/v1"
	summary           = "https://slsa.dev/verification_summary/v1"
	testResult        = "https://in-toto.io/attestation/test-result/v0.1"
	vulns             = "https://in-toto.io/attestation/vulns/v0.2"
	spdx              = "https://spdx.dev/Document"
	rolloutPlan       = "rollout-plan/v1"
	rolloutRecord     = "rollout-record/v1"
	contentValidation = "content-validation/v1"
	kernelReview      = "kernel-review/v1"
	rollbackDrill     = "rollback-drill/v1"
	incidentDrill     = "incident-drill/v1"
	incidentReport    = "incident-report/v1"
)

func trustFolders() []trustFolder {
	return []trustFolder{
		{dir: "july-19", keys: map[string]string{"review-lab.pub": "review lab", "auditor.pub": "auditor"}},
		{dir: "untrusted-signer"},
		{dir: "waiver"},
		{dir: "tampered-artifact"},
	}
}

// stories maps a folder with a manifest to what is signed about its release.
func stories() map[string][]attestation {
	const ci, git, gate, platform = "https://ci.vendor.test", "https://git.vendor.test", "https://gate.vendor.test", "https://platform.test"
	releaseSystem := signer{issuer: ci, subject: ci + "/rapid-response-content/release@refs/heads/main"}
	testSystem := signer{issuer: ci, subject: ci + "/rapid-response-content/tests@refs/heads/main"}
	sourceControl := signer{issuer: git, subject: git + "/source-verifier"}
	releaseGate := signer{issuer: gate, subject: gate + "/releases"}
	platformOwner := signer{issuer: platform, subject: platform + "/incident-response"}
	lab := signer{key: "review lab"}
	auditor := signer{key: "auditor"}
	file := []string{"channel-file-291.txt"}
	driver := []string{"sensor-driver.txt"}

	pipeline := signer{issuer: ci, subject: ci + "/sensor/release@refs/heads/main"}
	fork := signer{issuer: ci, subject: ci + "/sensor-fork/release@refs/heads/main"}
	sensor := []string{"sensor.txt"}
	return map[string][]attestation{
		"july-19/as-it-was": {
			{predicate: "release", typ: release, about: file, by: releaseSystem, at: "2024-07-19T04:09:00Z"},
		},
		"july-19/as-promised": {
			{predicate: "kernel-review", typ: kernelReview, about: driver, by: lab, at: "2024-05-07T09:00:00Z"},
			{predicate: "incident-drill", typ: incidentDrill, about: driver, by: platformOwner, at: "2024-05-24T15:00:00Z"},
			{predicate: "incident-report", typ: incidentReport, about: driver, by: auditor, at: "2024-07-03T10:00:00Z"},
			{predicate: "rollback-drill", typ: rollbackDrill, about: driver, by: testSystem, at: "2024-07-10T10:05:00Z"},
			{predicate: "last-known-good", typ: release, about: []string{"last-known-good.txt"}, by: releaseSystem, at: "2024-07-18T08:00:00Z"},
			{predicate: "reviewed-source", typ: summary, commit: "2f5e0a1b6c7d8e9f2f5e0a1b6c7d8e9f2f5e0a1b", by: sourceControl, at: "2024-07-19T03:55:00Z"},
			{predicate: "provenance", typ: provenance, about: file, by: releaseSystem, at: "2024-07-19T04:10:00Z"},
			{predicate: "release", typ: release, about: file, by: releaseSystem, at: "2024-07-19T04:11:00Z"},
			{predicate: "sbom", typ: spdx, about: file, by: releaseSystem, at: "2024-07-19T04:12:00Z"},
			{predicate: "scan", typ: vulns, about: file, by: testSystem, at: "2024-07-19T04:32:00Z"},
			{predicate: "content-validation", typ: contentValidation, about: file, by: testSystem, at: "2024-07-19T05:10:00Z"},
			{predicate: "tests", typ: testResult, about: file, by: testSystem, at: "2024-07-19T05:20:00Z"},
			{predicate: "rollout-plan", typ: rolloutPlan, about: file, by: releaseSystem, at: "2024-07-19T05:30:00Z"},
			{predicate: "seen-from-outside", typ: testResult, about: file, by: auditor, at: "2024-07-19T05:35:00Z"},
			{predicate: "release-gate", typ: summary, about: file, by: releaseGate, at: "2024-07-19T05:40:00Z"},
			{predicate: "rollout-record", typ: rolloutRecord, about: file, by: releaseSystem, at: "2024-07-24T06:35:00Z", out: "afterwards"},
		},
		"untrusted-signer": {
			{predicate: "provenance", typ: provenance, about: sensor, by: fork, at: "2026-11-22T04:10:00Z"},
		},
		"tampered-artifact": {
			{predicate: "provenance", typ: provenance, about: []string{"as-built/sensor.txt"}, by: pipeline, at: "2026-11-22T04:10:00Z"},
		},
		"waiver": {
			{predicate: "release", typ: release, about: sensor, by: pipeline, at: "2026-11-22T04:10:00Z"},
			{predicate: "rollout-plan", typ: rolloutPlan, about: sensor, by: pipeline, at: "2026-11-22T04:20:00Z"},
		},
	}
}
