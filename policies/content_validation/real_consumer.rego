# METADATA
# title: Run in the real consumer
# description: Each release of content, configuration or kernel code is loaded by its real consumer on 100 % of the supported builds (`build_coverage`), with no field left as a wildcard in every test.
# related_resources:
#   - ref: https://www.crowdstrike.com/wp-content/uploads/2024/08/Channel-File-291-Incident-Root-Cause-Analysis-08.06.2024.pdf
#     description: Root cause analysis of the incident of July 2024, findings 3 and 5, test more matching criteria and inside the Content Interpreter
#   - ref: https://www.cisa.gov/resources-tools/resources/safe-software-deployment-how-software-manufacturers-can-ensure-reliability-customers
#     description: CISA, FBI and ACSC guide, phase 2, development and testing
# custom:
#   id: CV-02
#   severity: {default: critical}
#   applies_to: [{kind: content}, {kind: configuration}, {kernel: true}]
#   claim: validation.interpreter
#   parameters:
#     build_coverage:
#       default: 100
#       strict: 100
#       unit: percent
#       why: >-
#         The fault of July 2024 sat between content and the sensor that was to read it, and no test before had used
#         the field that mattered with anything but a wildcard. A build that is supported and never run is the next
#         such gap.
#   proof:
#     gate: [[content-validation/v1], ["https://in-toto.io/attestation/test-result/v0.1#cv/interpreter-load"]]
#     audit: [[content-validation/v1], ["https://in-toto.io/attestation/test-result/v0.1#cv/interpreter-load"]]
#   crosswalk: {CISA-SSD: ["2"]}
#   firmness: [promise, guidance]
#   fix: Run the release on every supported build with a real value in every field, and attach the content-validation attestation.
package belay.content_validation.real_consumer

import data.belay.lib

claim := input.manifest.validation.interpreter

supported := {build | some build in claim.supported_builds}

deny contains {"at": ["validation", "interpreter", "supported_builds"]} if {
	claim
	count(supported) == 0
}

covered if {
	run := {build | some build in claim.builds_run}
	count(supported & run) * 100 >= count(supported) * input.parameters["CV-02"].build_coverage
}

deny contains {"at": ["validation", "interpreter", "builds_run"]} if {
	claim
	not covered
}

deny contains {"at": ["validation", "interpreter", "wildcard_fields"]} if count(claim.wildcard_fields) > 0

# A validation that leaves a field a wildcard, or out a build that it or the manifest calls supported, says otherwise.
incomplete contains e.id if {
	some e in lib.validations
	count(e.predicate.wildcard_fields) > 0
}

incomplete contains e.id if {
	some e in lib.validations
	promised := {build | some build in claim.builds_run} | {build | some build in e.predicate.supported_builds}
	count(promised - {build | some build in e.predicate.builds_run}) > 0
}

deny contains {"at": ["validation", "interpreter"], "by": id} if some id in incomplete

proof contains e.id if {
	some e in lib.validations
	not e.id in incomplete
}

proof contains id if some id in lib.passed["cv/interpreter-load"]

deny contains {"at": ["validation", "interpreter"], "by": id} if some id in lib.failed["cv/interpreter-load"]
