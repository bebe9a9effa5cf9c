# The components that run in the kernel, and what reviews say of them.
package belay.lib

components contains component.name if some component in input.manifest.kernel.components

reviews contains e if {
	some e in input.evidence
	e.type == "kernel-review/v1"
}

# What a reviewer's word weighs. The vendor's people cannot review their own work: it takes a system or an outsider.
weight := {"signed": 0, "attested": 1, "independent": 2}

# Of [component, evidence, weight], the evidence that leaves out no component together with others of its weight or
# more. The best review gives the grade, so a good one of one component may not stand for a worse one of another.
complete(found) := {id |
	some [_, id, least] in found
	least > 0
	count(components - {name | some [name, _, other] in found; other >= least}) == 0
}

# Files of kernel code that no declared component is.
undeclared contains ["artifacts", i, "digest"] if {
	some i, artifact in input.artifacts
	artifact.kind == "driver"
	not i in declared
}

declared contains i if {
	some i, artifact in input.artifacts
	some component in input.manifest.kernel.components
	artifact.digest.sha256 == component.sha256
}
