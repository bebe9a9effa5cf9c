# METADATA
# title: Automatic halt
# description: A gate that is breached stops the rollout without waiting for a person.
# related_resources:
#   - ref: https://learn.microsoft.com/azure/well-architected/operational-excellence/safe-deployments
#     description: Azure Well-Architected OE:11, a failing rollout stops at once
#   - ref: https://wiki.ubuntu.com/PhasedUpdates
#     description: Ubuntu's phased updates stop by themselves on new or more frequent crashes
#   - ref: https://github.com/coreos/fedora-coreos-streams
#     description: Twelve Fedora CoreOS rollouts were halted by hand, at a median of 28 % of the machines
# custom:
#   id: HG-02
#   severity: {default: critical}
#   applies_to: [{}]
#   claim: gates
#   proof:
#     gate: [["https://in-toto.io/attestation/test-result/v0.1#hg/auto-halt"]]
#     audit: [["https://in-toto.io/attestation/test-result/v0.1#hg/auto-halt", rollout-record/v1]]
#   crosswalk: {CISA-SSD: ["4", "5"]}
#   firmness: [guidance, practice, practice]
#   fix: Set automatic on every gate, and attach a test result in which hg/auto-halt passed.
package belay.halt_gates.automatic_halt

import data.belay.lib

claim := input.manifest.gates

deny contains {"at": ["gates", i, "automatic"]} if {
	some i, gate in claim
	not gate.automatic
}

# What a record calls no breach is one if the value is above the gate's own maximum.
breached contains {"id": e.id, "index": i, "actor": stage.actor} if {
	some e in lib.records
	some i, stage in e.predicate.stages
	some value in stage.gates
	value.breached
}

breached contains {"id": e.id, "index": i, "actor": stage.actor} if {
	some e in lib.records
	some i, stage in e.predicate.stages
	some value in stage.gates
	some gate in claim
	stage.name in gate.stages
	gate.metric == value.metric
	gate.scope == value.scope
	value.value > gate.max
}

# A person who halts although no gate was breached has seen what the gates did not: that is no fault of theirs.
failed contains breach.id if {
	some breach in breached
	some stage in lib.promoted
	stage.id == breach.id
	stage.index == breach.index
}

failed contains breach.id if {
	some breach in breached
	breach.actor == "person"
}

deny contains {"at": ["gates"], "by": id} if some id in failed

proof contains id if some id in lib.passed["hg/auto-halt"]

proof contains e.id if {
	some e in lib.ended
	not e.id in failed
}

deny contains {"at": ["gates"], "by": id} if some id in lib.failed["hg/auto-halt"]
