# Drills of the way back, and the builds that a release must hold on.
package belay.lib

drills contains e if {
	some e in input.evidence
	e.type == "rollback-drill/v1"
}

# Drills of the way that the manifest names. Going from a release to itself is no way back.
ways_back contains e if {
	some e in drills
	e.predicate.path == input.manifest.rollback.path
	e.predicate.from != e.predicate.to
}

# Drills that are known to have been followed by another, each with the one that came after it.
followed contains [first.id, e.id] if {
	some first in drills
	some e in drills
	first.age > e.age
}

# Builds that the manifest calls supported anywhere: a list that is shorter elsewhere takes none of them back.
supported contains build if some build in input.manifest.validation.interpreter.supported_builds

supported contains build if some build in input.manifest.validation.matrix.supported

# Nor does a manifest that names fewer than the validation of its own files.
supported contains build if {
	some e in validations
	some build in e.predicate.supported_builds
}
