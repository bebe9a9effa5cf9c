# METADATA
# title: Compatibility matrix and performance budget
# description: Tests cover every build of a platform that the vendor supports and its current preview build, and the budgets of processor and boot time hold on them.
# related_resources:
#   - ref: https://learn.microsoft.com/unified-secops-platform/virus-initiative-criteria
#     description: Microsoft's criteria for antimalware vendors, item 2, updates that stay compatible with Windows
#   - ref: https://learn.microsoft.com/windows-hardware/drivers/develop/safe-deployment-best-practices-for-drivers
#     description: Safe deployment best practices for drivers
# custom:
#   id: CV-06
#   severity: {default: high}
#   applies_to: [{kernel: true}, {kind: agent}, {kind: platform}]
#   claim: validation.matrix
#   proof:
#     gate: [["https://in-toto.io/attestation/test-result/v0.1#cv/matrix", "https://in-toto.io/attestation/test-result/v0.1#cv/perf"]]
#     audit: [["https://in-toto.io/attestation/test-result/v0.1#cv/matrix", "https://in-toto.io/attestation/test-result/v0.1#cv/perf"]]
#   crosswalk: {MVI: ["2"], WHCP: [HLK]}
#   firmness: [programme, guidance]
#   fix: Test on every supported build and on the current preview build, and attach one test result in which both cv/matrix and cv/perf passed.
package belay.content_validation.compatibility_matrix

import data.belay.lib

claim := input.manifest.validation.matrix

tested := {build | some build in claim.tested}

deny contains {"at": ["validation", "matrix", "supported"]} if {
	claim
	count({build | some build in claim.supported}) == 0
}

deny contains {"at": ["validation", "matrix", "tested"]} if {
	claim
	count(lib.supported - tested) > 0
}

# A preview is ahead of what is supported: one of those builds under that name was tested already.
ahead if {
	claim.preview in tested
	not claim.preview in lib.supported
}

deny contains {"at": ["validation", "matrix", "preview"]} if {
	claim
	not ahead
}

# Both in one result: of two, the better would speak for the weaker.
proof contains id if some id in (lib.passed["cv/matrix"] & lib.passed["cv/perf"])

deny contains {"at": ["validation", "matrix"], "by": id} if some id in lib.failed["cv/matrix"]

deny contains {"at": ["validation", "matrix"], "by": id} if some id in lib.failed["cv/perf"]
