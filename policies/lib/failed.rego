# Test results that speak against a promise.
package belay.lib

# Runs in which a test failed, by the name of the test, where nothing shows that it passed afterwards for the same file.
failed[test] contains e.id if {
	some e in tests
	some test in e.predicate.failedTests
	some artifact in e.artifacts
	not [test, artifact, weight[e.grade]] in mended
}

# What somebody independent saw fail, a run of the vendor's own does not put right.
mended contains [test, artifact, least] if {
	some test, ids in passed
	some e in tests
	e.id in ids
	some artifact in e.artifacts
	some least in weight
	least <= weight[e.grade]
}
