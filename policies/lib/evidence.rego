# METADATA
# title: What several commitments ask of the same input
# description: Sets of evidence by type, the parts of the declared rollout, and small helpers over scalars.
package belay.lib

# Plans can be replaced by better ones before anything happens, so an old plan is no contradiction, only no proof.
# One of another rollout is none: a plan is the manifest's curve, point by point, with everything that either says.
plans contains e if {
	some e in input.evidence
	e.type == "rollout-plan/v1"
	reach == [[point.name, point.percent, point.audience] | some point in e.exposure.points]
	soaks == [[point.name, point.soak] | some point in e.exposure.points]
	times == [[point.name, point.at] | some point in e.exposure.points]
	starts == [[point.name, point.starts] | some point in e.exposure.points]
}

reach := [[point.name, point.percent, point.audience] | some point in input.exposure.points]

soaks := [[point.name, point.soak] | some point in input.exposure.points]

times := [[point.name, point.at] | some point in input.exposure.points]

starts := [[point.name, point.starts] | some point in input.exposure.points]

rollouts contains e if some e in plans

rollouts contains e if some e in records

# Records say what happened, and cannot be replaced: one that is worse than the promise contradicts it.
records contains e if {
	some e in input.evidence
	e.type == "rollout-record/v1"
}

# Records of a rollout that has come to its end, whichever: only they can show that a promise about the whole was kept.
ended contains e if {
	some e in records
	e.predicate.state in {"complete", "halted", "rolled-back"}
}

# Stages of a record after which the rollout went on: because the record says so, or because more devices followed
# whatever it says. A stage that was really stopped early is no haste, however short.
promoted contains stage if {
	some e in records
	some i, shown in e.predicate.stages
	[e.id, i] in went_on
	stage := {
		"id": e.id,
		"index": i,
		"name": shown.name,
		"audience": shown.audience,
		"percent": shown.exposed_percent,
		"lasted": seconds(shown.started, shown.ended),
		"gates": shown.gates,
	}
}

went_on contains [e.id, i] if {
	some e in records
	some i, stage in e.predicate.stages
	stage.decision == "promote"
}

went_on contains [e.id, i] if {
	some e in records
	some i, stage in e.predicate.stages
	some later in e.predicate.stages
	later.exposed_percent > stage.exposed_percent
}

# An approval counts for the whole release only if it covers each of its files; a rejection of any counts for all.
approvals contains e if {
	some e in input.evidence
	e.type == "approval/v1"
	e.predicate.decision == "approve"
	count(e.artifacts) == count(input.artifacts)
}

rejections contains e if {
	some e in input.evidence
	e.type == "approval/v1"
	e.predicate.decision == "reject"
}

# Validations of files of this release. One of the rollback target's files is here too, and says nothing about these.
validations contains e if {
	some e in input.evidence
	e.type == "content-validation/v1"
	count(e.artifacts) > 0
}

# Of files of this release, too: an old release that fails a test today takes nothing from what these have passed.
tests contains e if {
	some e in input.evidence
	e.type == "https://in-toto.io/attestation/test-result/v0.1"
	count(e.artifacts) > 0
}

# Test results by the name of a test that passed; a run that failed elsewhere is no clean run.
passed[test] contains e.id if {
	some e in tests
	e.predicate.result == "PASSED"
	some test in e.predicate.passedTests
	not [e.id, test] in stumbled
	not [e.id, test] in overtaken
}

# A pass that is not the last word: another run stumbled, and nothing says that it came before.
overtaken contains [e.id, test] if {
	some e in tests
	some [id, test] in stumbled
	not [id, e.id] in earlier
}

earlier contains [first.id, e.id] if {
	some first in tests
	some e in tests
	first.age > e.age
}

# A test that one list calls passed and another failed or warned has not passed.
stumbled contains [e.id, test] if {
	some e in tests
	some test in array.concat(e.predicate.failedTests, e.predicate.warnedTests)
}

# Seconds from one moment to a later one, both written as in RFC 3339.
seconds(from, until) := (time.parse_rfc3339_ns(until) - time.parse_rfc3339_ns(from)) / 1000000000

# The version in a package URL; a plus sign is written %2B there.
purl_version(purl) := concat("+", split(concat("+", split(version, "%2B")), "%2b")) if {
	parts := split(split(split(purl, "#")[0], "?")[0], "@")
	version := parts[count(parts) - 1]
}
