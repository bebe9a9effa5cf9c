# METADATA
# title: Last known good, published beforehand
# description: The manifest names, by version and digest, an earlier release to go back to, and that release is published under a signature.
# related_resources:
#   - ref: https://learn.microsoft.com/windows-hardware/drivers/develop/safe-deployment-best-practices-for-drivers
#     description: Safe deployment best practices for drivers, rollback candidates are published beforehand
#   - ref: https://learn.microsoft.com/defender-endpoint/mde-sdp-strategy
#     description: Microsoft Defender rolls back to the last known good state
#   - ref: https://eur-lex.europa.eu/eli/reg_del/2024/1774/oj
#     description: DORA technical standards, Article 17(1), fall-back procedures for changes
# custom:
#   id: RB-01
#   severity: {default: critical}
#   applies_to: [{}]
#   claim: rollback.target
#   proof:
#     gate: [["https://in-toto.io/attestation/release/v0.1"]]
#     audit: [["https://in-toto.io/attestation/release/v0.1"]]
#   concerns: [rollback-target]
#   crosswalk: {CISA-SSD: [playbook], DORA-RTS: ["17(1)(e)"]}
#   firmness: [guidance, practice, law]
#   fix: Name the last known good release in rollback.target, and attach the release attestation over its digest.
package belay.rollback.last_known_good

import data.belay.lib

claim := input.manifest.rollback.target

# Going back to the release itself is no way back.
deny contains {"at": ["rollback", "target", "version"]} if claim.version == input.manifest.release.version

deny contains {"at": ["rollback", "target", "sha256"]} if {
	some artifact in input.artifacts
	artifact.digest.sha256 == claim.sha256
}

proof contains e.id if {
	some e in input.evidence
	e.type == "https://in-toto.io/attestation/release/v0.1"
	e.covers_target
	e.age >= lib.seconds(input.manifest.release.created, input.now) # published beforehand
	lib.purl_version(e.predicate.purl) == claim.version
}
