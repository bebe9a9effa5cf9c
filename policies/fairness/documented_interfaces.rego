# METADATA
# title: Documented interfaces only
# description: The product uses no interface of the platform that is not documented for everybody, and somebody else than its vendor has looked.
# related_resources:
#   - ref: https://www.theregister.co.uk/2009/10/07/interop_microsoft_commission/
#     description: Microsoft's undertaking of 2009 before the European Commission, other products work with Windows by the same information as its own
# custom:
#   id: FP-01
#   severity: {default: medium}
#   applies_to: [{kind: driver}, {kind: agent}, {kind: platform}]
#   claim: parity
#   proof:
#     gate: [["https://in-toto.io/attestation/test-result/v0.1#fp/documented-interfaces"]]
#     audit: [["https://in-toto.io/attestation/test-result/v0.1#fp/documented-interfaces"]]
#   crosswalk: {EC-2009: [interoperability]}
#   firmness: [promise]
#   fix: Move to documented interfaces, state the rest in undocumented_apis, and attach a test result of the platform or of somebody independent in which fp/documented-interfaces passed.
package belay.fairness.documented_interfaces

import data.belay.lib

claim := input.manifest.parity

deny contains {"at": ["parity", "undocumented_apis", i]} if some i, _ in claim.undocumented_apis

deny contains {"at": ["parity", "undocumented_apis"], "by": id} if some id in lib.failed["fp/documented-interfaces"]

# What a vendor finds in its own product is no witness for others.
proof contains e.id if {
	some e in lib.tests
	e.grade == "independent"
	e.id in lib.passed["fp/documented-interfaces"]
}
