# METADATA
# title: Version order, ranges and barriers
# description: The version rises above the one it replaces and the one to go back to, what it requires is a range and no exact version, and the barriers and dead ends on the way to it are declared and do not stand in it.
# related_resources:
#   - ref: https://learn.microsoft.com/windows-hardware/drivers/develop/safe-deployment-best-practices-for-drivers
#     description: Safe deployment best practices for drivers, no tightly coupled version dependencies
#   - ref: https://github.com/coreos/fedora-coreos-streams
#     description: Fedora CoreOS declares barriers, which updates must pass, and dead ends
#   - ref: https://baseline.openssf.org/
#     description: OSPS Baseline, OSPS-BR-02, each release has its own version
# custom:
#   id: LC-02
#   severity: {default: medium}
#   applies_to: [{}]
#   claim: lifecycle
#   proof:
#     gate: [["https://in-toto.io/attestation/test-result/v0.1#lc/upgrade-path"]]
#     audit: [["https://in-toto.io/attestation/test-result/v0.1#lc/upgrade-path"]]
#   crosswalk: {OSPS: [OSPS-BR-02], CISA-SSD: ["1"]}
#   firmness: [guidance, practice, guidance]
#   fix: Give the release a higher version than the one it supersedes, write ranges such as >=7.11 <8 under lifecycle.requires, list barriers and dead_ends, and attach a test result in which lc/upgrade-path passed.
package belay.lifecycle.upgrade_path

import data.belay.lib

claim := input.manifest.lifecycle

version := input.manifest.release.version

rises if [version, input.manifest.release.supersedes] in lib.later

deny contains {"at": ["release", "supersedes"]} if {
	claim
	not rises
}

deny contains {"at": ["rollback", "target", "version"]} if {
	claim
	target := input.manifest.rollback.target.version
	not [version, target] in lib.later
}

# One or two bounds of different versions: from and until the same one is an exact version, too.
ranges contains name if {
	some name, range in claim.requires
	bounds := split(range, " ")
	count(bounds) == count({trim_left(bound, "<>=^~") | some bound in bounds})
	count([bound | some bound in bounds; not regex.match(`^([<>]=?|[\^~])[0-9][0-9A-Za-z.+_-]*$`, bound)]) == 0
}

deny contains {"at": ["lifecycle", "requires", name]} if {
	some name, _ in claim.requires
	not name in ranges
}

# What has no way on is neither shipped, replaced nor gone back to, and what must come first does not come after.
on_the_way contains version

on_the_way contains input.manifest.release.supersedes

on_the_way contains input.manifest.rollback.target.version

# However it is written: 1.2-3 is 1.2.3, and 1.02 is 1.2.
deny contains {"at": ["lifecycle", "dead_ends", i]} if {
	some i, end in claim.dead_ends
	some passed in on_the_way
	lib.order[end] == lib.order[passed]
}

deny contains {"at": ["lifecycle", "barriers", i]} if {
	some i, barrier in claim.barriers
	[barrier, version] in lib.later
}

# Nor can the version that is replaced go on over a barrier that it is not behind.
deny contains {"at": ["lifecycle", "barriers", i]} if {
	some i, barrier in claim.barriers
	[version, barrier] in lib.later
	[barrier, input.manifest.release.supersedes] in lib.later
}

proof contains id if some id in lib.passed["lc/upgrade-path"]
