# METADATA
# title: Notes for each release
# description: Every release, content too, has notes for people and notes for machines, and these are out before more than 1 % of the fleet has it (`exposed_before`).
# related_resources:
#   - ref: https://www.crowdstrike.com/wp-content/uploads/2024/08/Channel-File-291-Incident-Root-Cause-Analysis-08.06.2024.pdf
#     description: After July 2024, release notes for content that customers can subscribe to
#   - ref: https://baseline.openssf.org/
#     description: OpenSSF Open Source Project Security Baseline, OSPS-BR-04, each release has a log of what changed
#   - ref: https://eur-lex.europa.eu/eli/reg_del/2024/1774/oj
#     description: DORA technical standards on ICT risk management, Article 17(1), changes are recorded
#   - ref: https://eur-lex.europa.eu/eli/reg/2024/2847/oj
#     description: EU Cyber Resilience Act, Annex I, Part II (8), security updates come with advisories
# custom:
#   id: CC-04
#   severity: {default: medium}
#   applies_to: [{}]
#   claim: incident.notes_feed
#   parameters:
#     exposed_before:
#       default: 1
#       strict: 0.1
#       unit: percent of the fleet
#       why: >-
#         As much as a first external stage may reach: who has the release without a note is then one of few. The
#         number is ours.
#   proof:
#     gate: [["https://in-toto.io/attestation/release/v0.1", "https://in-toto.io/attestation/test-result/v0.1#cc/notes-feed"]]
#     audit: [["https://in-toto.io/attestation/release/v0.1", "https://in-toto.io/attestation/test-result/v0.1#cc/notes-feed", rollout-record/v1]]
#   crosswalk: {OSPS: [OSPS-BR-04], DORA-RTS: ["17(1)(d)"], CRA: ["2.8"]}
#   firmness: [promise, guidance, law, law]
#   fix: State notes_url and notes_feed, publish both before the rollout widens, and attach the release attestation with a test result in which cc/notes-feed passed.
package belay.customer_control.change_notes

import data.belay.lib

claim := input.manifest.incident.notes_feed

deny contains {"at": ["incident", "notes_url"]} if {
	claim
	not input.manifest.incident.notes_url
}

deny contains {"at": ["incident", "notes_feed"], "by": id} if some id in lib.failed["cc/notes-feed"]

# When each rollout began to reach more of the fleet than may have the release without notes.
widened contains stage.started if {
	some e in lib.records
	some stage in e.predicate.stages
	stage.exposed_percent > input.parameters["CC-04"].exposed_before
}

# Feeds that were seen to hold the notes, long enough ago: what was there afterwards says nothing of before.
in_time contains e.id if {
	some e in lib.tests
	e.id in lib.passed["cc/notes-feed"]
	seen := e.age
	count({started | some started in widened; seen < lib.seconds(started, input.now)}) == 0
}

proof contains id if some id in in_time

proof contains e.id if {
	some e in input.evidence
	e.type == "https://in-toto.io/attestation/release/v0.1"
	count(e.artifacts) > 0
	lib.purl_version(e.predicate.purl) == input.manifest.release.version
}

proof contains e.id if {
	some e in lib.ended
	count(in_time) > 0
}
