# METADATA
# title: Platform signing for kernel code
# description: Every component of the kernel says who signed it for the platform; on Windows, drivers are signed by the Windows Hardware Compatibility Program, however they are shipped, and a review of the same bits says so too.
# related_resources:
#   - ref: https://learn.microsoft.com/windows-hardware/drivers/develop/safe-deployment-best-practices-for-drivers
#     description: Safe deployment best practices for drivers, which must have the programme's signature whatever way they are shipped
#   - ref: https://learn.microsoft.com/unified-secops-platform/virus-initiative-criteria
#     description: Microsoft's criteria for antimalware vendors, item 7, signing through the platform's service
# custom:
#   id: SG-02
#   severity: {default: critical}
#   applies_to: [{kernel: true}, {kind: driver}]
#   claim: kernel.components
#   proof:
#     gate: [[kernel-review/v1]]
#     audit: [[kernel-review/v1]]
#   crosswalk: {WHCP: [signing], MVI: ["7"]}
#   firmness: [programme, programme]
#   fix: Have each driver signed by the hardware programme, state signing and sha256 of each component, and attach a kernel-review of those bits that read the same signature off them.
package belay.signed_content.platform_signing

import data.belay.lib

claim := [component.signing | some component in input.manifest.kernel.components]

platform_signed contains i if {
	some i, component in input.manifest.kernel.components
	lower(component.signing) == "whcp"
}

# What another system loads as a module or checks as a program bears the signature of that system.
platform_signed contains i if {
	some i, component in input.manifest.kernel.components
	component.type in lib.loaded_elsewhere
	component.signing
}

deny contains {"at": ["kernel", "components", i, "signing"]} if {
	some i, _ in input.manifest.kernel.components
	not i in platform_signed
}

deny contains {"at": ["kernel", "components", i, "sha256"]} if {
	some i, component in input.manifest.kernel.components
	not component.sha256
}

deny contains {"at": at} if {
	claim != []
	some at in lib.undeclared
}

# Reviews of the very bits that are named, which read the same signature off them.
agrees contains [component.name, e.id, lib.weight[e.grade]] if {
	some component in input.manifest.kernel.components
	some e in lib.reviews
	e.predicate.component.sha256 == component.sha256
	lower(e.predicate.signing) == lower(component.signing)
}

deny contains {"at": ["kernel", "components", i, "signing"], "by": e.id} if {
	some i, component in input.manifest.kernel.components
	some e in lib.reviews
	e.predicate.component.sha256 == component.sha256
	e.predicate.signing
	component.signing
	not [component.name, e.id, lib.weight[e.grade]] in agrees
}

proof contains id if some id in lib.complete(agrees)
