# METADATA
# title: Health data shared
# description: How each rollout goes is public, in a feed with counts, crash rates and halts, and afterwards in the record of the rollout itself.
# related_resources:
#   - ref: https://blogs.windows.com/windowsexperience/2024/09/12/taking-steps-that-drive-resiliency-and-security-for-windows-customers/
#     description: Microsoft's account of the summit of September 2024, vendors share how products work, handle updates and manage disruptions
#   - ref: https://github.com/coreos/fedora-coreos-streams
#     description: Fedora CoreOS keeps its rollouts, with their halts, in the open
# custom:
#   id: IR-04
#   severity: {default: medium}
#   applies_to: [{kernel: true}, {kind: driver}, {kind: agent}, {kind: content}, {kind: platform}]
#   claim: incident.health_feed
#   proof:
#     gate: [["https://in-toto.io/attestation/test-result/v0.1#ir/health-feed"]]
#     audit: [["https://in-toto.io/attestation/test-result/v0.1#ir/health-feed", rollout-record/v1]]
#   crosswalk: {CISA-SSD: ["6"]}
#   firmness: [guidance, practice]
#   fix: Publish the feed and the rollout record, state health_feed, and attach a test result in which ir/health-feed passed and a record that says where it is published.
package belay.incident_readiness.health_shared

import data.belay.lib

claim := input.manifest.incident.health_feed

deny contains {"at": ["incident", "health_feed"], "by": id} if some id in lib.failed["ir/health-feed"]

proof contains id if some id in lib.passed["ir/health-feed"]

# A record without values tells that something happened, not how it went; so does one with values of no device.
measured contains [e.id, i] if {
	some e in lib.ended
	some i, stage in e.predicate.stages
	some value in stage.gates
	value.population > 0
}

unmeasured contains e.id if {
	some e in lib.ended
	some i, stage in e.predicate.stages
	stage.exposed_percent < 100
	not [e.id, i] in measured
}

proof contains e.id if {
	some e in lib.ended
	e.predicate.published
	some [e.id, _] in measured
	not e.id in unmeasured
}
