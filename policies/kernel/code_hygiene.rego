# METADATA
# title: Kernel code hygiene
# description: Drivers for Windows pass static analysis and Driver Verifier, eBPF programs the verifier of every supported kernel, and what is not written in a memory-safe language is fuzzed.
# related_resources:
#   - ref: https://learn.microsoft.com/windows-hardware/drivers/driversecurity/driver-security-checklist
#     description: Driver security checklist, CodeQL and Driver Verifier
#   - ref: https://csrc.nist.gov/pubs/sp/800/218/final
#     description: NIST SSDF 1.1, PW.7 and PW.8
# custom:
#   id: KP-04
#   severity: {default: high}
#   applies_to: [{kind: driver}, {kind: agent, kernel: true}, {kind: platform, kernel: true}, {kind: service, kernel: true}]
#   claim: kernel.components
#   proof:
#     gate: [["https://in-toto.io/attestation/test-result/v0.1#kp/codeql", "https://in-toto.io/attestation/test-result/v0.1#kp/driver-verifier"], ["https://in-toto.io/attestation/test-result/v0.1#kp/bpf-verifier-matrix"], ["https://in-toto.io/attestation/test-result/v0.1#kp/fuzz"], ["https://in-toto.io/attestation/test-result/v0.1#kp/memory-safe"]]
#     audit: [["https://in-toto.io/attestation/test-result/v0.1#kp/codeql", "https://in-toto.io/attestation/test-result/v0.1#kp/driver-verifier"], ["https://in-toto.io/attestation/test-result/v0.1#kp/bpf-verifier-matrix"], ["https://in-toto.io/attestation/test-result/v0.1#kp/fuzz"], ["https://in-toto.io/attestation/test-result/v0.1#kp/memory-safe"]]
#   concerns: [driver]
#   crosswalk: {SSDF: [PW.7, PW.8]}
#   firmness: [guidance, guidance]
#   fix: Attach one test result over the kernel's files in which kp/codeql and kp/driver-verifier passed for drivers, kp/bpf-verifier-matrix for eBPF, and kp/fuzz, or kp/memory-safe for components with memory_safe.
package belay.kernel.code_hygiene

import data.belay.lib

claim := [component.type | some component in input.manifest.kernel.components]

deny contains {"at": at} if {
	claim != []
	some at in lib.undeclared
}

# What Windows loads is a driver there, whatever it is called here.
asked contains test if {
	some component in input.manifest.kernel.components
	not component.type in lib.loaded_elsewhere
	some test in ["kp/codeql", "kp/driver-verifier"]
}

asked contains "kp/bpf-verifier-matrix" if {
	some component in input.manifest.kernel.components
	component.type == "ebpf"
}

# That a language keeps memory safe is shown, too: no code outside of its guard but what is listed.
asked contains "kp/memory-safe" if {
	some component in input.manifest.kernel.components
	component.type != "ebpf"
	component.memory_safe
}

asked contains "kp/fuzz" if {
	some component in input.manifest.kernel.components
	component.type != "ebpf"
	not component.memory_safe
}

# All in one result: of several, the best would speak for the others.
proof contains e.id if {
	some e in lib.tests
	passed := {test | some test, ids in lib.passed; e.id in ids}
	count(asked - passed) == 0
	count(asked) > 0
}

deny contains {"at": ["kernel", "components"], "by": id} if {
	some test in asked
	some id in lib.failed[test]
}
