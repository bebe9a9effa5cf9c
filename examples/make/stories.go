package main

// The predicate types that the stories use.
const (
	release           = "https://in-toto.io/attestation/release/v0.1"
	provenance        = "https://slsa.dev/provenance/v1"
	testResult        = "https://in-toto.io/attestation/test-result/v0.1"
	rolloutPlan       = "rollout-plan/v1"
	rolloutRecord     = "rollout-record/v1"
	contentValidation = "content-validation/v1"
	kernelReview      = "kernel-review/v1"
	rollbackDrill     = "rollback-drill/v1"
)

func trustFolders() []trustFolder {
	return []trustFolder{
		{dir: "july-19", keys: map[string]string{"review-lab.pub": "review lab"}},
		{dir: "untrusted-signer"},
		{dir: "waiver"},
		{dir: "tampered-artifact"},
	}
}

// stories maps a folder with a manifest to what is signed about its release.
func stories() map[string][]attestation {
	const ci = "https://ci.vendor.test"
	releaseSystem := signer{issuer: ci, subject: ci + "/rapid-response-content/release@refs/heads/main"}
	testSystem := signer{issuer: ci, subject: ci + "/rapid-response-content/tests@refs/heads/main"}
	lab := signer{key: "review lab"}
	file := []string{"channel-file-291.txt"}

	pipeline := signer{issuer: ci, subject: ci + "/sensor/release@refs/heads/main"}
	fork := signer{issuer: ci, subject: ci + "/sensor-fork/release@refs/heads/main"}
	sensor := []string{"sensor.txt"}
	return map[string][]attestation{
		"july-19/as-it-was": {
			{predicate: "release", typ: release, about: file, by: releaseSystem, at: "2024-07-19T04:09:00Z"},
		},
		"july-19/as-promised": {
			{predicate: "kernel-review", typ: kernelReview, about: []string{"sensor-driver.txt"}, by: lab, at: "2024-05-07T09:00:00Z"},
			{predicate: "rollback-drill", typ: rollbackDrill, about: []string{"sensor-driver.txt"}, by: testSystem, at: "2024-07-10T10:05:00Z"},
			{predicate: "last-known-good", typ: release, about: []string{"last-known-good.txt"}, by: releaseSystem, at: "2024-07-18T08:00:00Z"},
			{predicate: "provenance", typ: provenance, about: file, by: releaseSystem, at: "2024-07-19T04:10:00Z"},
			{predicate: "content-validation", typ: contentValidation, about: file, by: testSystem, at: "2024-07-19T05:10:00Z"},
			{predicate: "tests", typ: testResult, about: file, by: testSystem, at: "2024-07-19T05:20:00Z"},
			{predicate: "rollout-plan", typ: rolloutPlan, about: file, by: releaseSystem, at: "2024-07-19T05:30:00Z"},
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
