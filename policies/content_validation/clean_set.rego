# METADATA
# title: Clean set
# description: Content calls no file bad of a clean set, named by its digest, that holds every supported build of every platform in every supported language and the vendor's own files.
# related_resources:
#   - ref: https://www.cisa.gov/resources-tools/resources/safe-software-deployment-how-software-manufacturers-can-ensure-reliability-customers
#     description: CISA, FBI and ACSC guide, phase 2, development and testing
#   - ref: https://learn.microsoft.com/defender-endpoint/mde-sdp-strategy
#     description: Microsoft Defender watches false positives while its updates roll out
# custom:
#   id: CV-05
#   severity: {default: critical}
#   applies_to: [{kind: content}]
#   claim: validation.clean_set
#   proof:
#     gate: [["https://in-toto.io/attestation/test-result/v0.1#cv/clean-set"]]
#     audit: [["https://in-toto.io/attestation/test-result/v0.1#cv/clean-set"]]
#   crosswalk: {CISA-SSD: ["2"]}
#   firmness: [guidance, practice]
#   fix: Run the content over a clean set of all builds and languages in validation.matrix, and attach a test result in which cv/clean-set passed and whose configuration names the set by its digest.
package belay.content_validation.clean_set

import data.belay.lib

claim := input.manifest.validation.clean_set

locales := {locale | some locale in input.manifest.validation.matrix.locales}

# Nothing supported is covered by nothing.
deny contains {"at": ["validation", "matrix", "supported"]} if {
	claim
	count(lib.supported) == 0
}

deny contains {"at": ["validation", "matrix", "locales"]} if {
	claim
	count(locales) == 0
}

deny contains {"at": ["validation", "clean_set", "builds"]} if {
	claim
	count(lib.supported - {build | some build in claim.builds}) > 0
}

deny contains {"at": ["validation", "clean_set", "locales"]} if {
	claim
	count(locales - {locale | some locale in claim.locales}) > 0
}

clean if claim.detections == 0

deny contains {"at": ["validation", "clean_set", "detections"]} if {
	claim
	not clean
}

deny contains {"at": ["validation", "clean_set", "sha256"]} if {
	claim
	not claim.sha256
}

# A pass on another set, or on one that nobody can name, says nothing of this one.
proof contains e.id if {
	some e in lib.tests
	e.id in lib.passed["cv/clean-set"]
	some part in e.predicate.configuration
	part.digest.sha256 == claim.sha256
}

deny contains {"at": ["validation", "clean_set"], "by": id} if some id in lib.failed["cv/clean-set"]
