# METADATA
# title: No exploited and no unhandled critical vulnerability
# description: A scan of every file, at most 7 d old and with a database no older (`scan_age`), finds no vulnerability that is exploited, critical or not rated, unless a VEX statement says why it does not affect the file or that it is fixed there.
# related_resources:
#   - ref: https://eur-lex.europa.eu/eli/reg/2024/2847/oj
#     description: EU Cyber Resilience Act, Annex I, Part I (2)(a), no known exploitable vulnerabilities
#   - ref: https://baseline.openssf.org/
#     description: OSPS Baseline, OSPS-VM-05, findings are fixed or explained before release
#   - ref: https://csrc.nist.gov/pubs/sp/800/218/final
#     description: NIST SSDF 1.1, RV.1.1
# custom:
#   id: PS-04
#   severity: {default: high}
#   applies_to: [{kernel: true}, {kind: driver}, {kind: agent}, {kind: platform}, {kind: service}]
#   claim: supply_chain.vulnerabilities
#   parameters:
#     scan_age:
#       default: 7d
#       strict: 1d
#       unit: duration
#       why: What nobody knew when the files were made is known a week later. The number is ours.
#   proof:
#     gate: [["https://in-toto.io/attestation/vulns/v0.2"]]
#     audit: [["https://in-toto.io/attestation/vulns/v0.2"]]
#   crosswalk: {CRA: ["1.2a"], OSPS: [OSPS-VM-05], SSDF: [RV.1.1]}
#   firmness: [law, guidance, guidance]
#   fix: Fix what the scan found or say in an OpenVEX attestation over the same files why it does not affect them, state the numbers, and attach a scan of this week.
package belay.provenance.vulnerabilities

import data.belay.lib

within := input.parameters["PS-04"].scan_age

claim := input.manifest.supply_chain.vulnerabilities

all_handled if claim.unhandled == 0

deny contains {"at": ["supply_chain", "vulnerabilities", "unhandled"]} if {
	claim
	not all_handled
}

# The files do not change, so what any scan of them found is in them until a statement clears it.
deny contains {"at": ["supply_chain", "vulnerabilities", "unhandled"], "by": e.id} if {
	some e in lib.scans
	some [id, vulnerability] in (lib.exploited | lib.critical)
	id == e.id
	some artifact in e.artifacts
	not [vulnerability, artifact] in lib.cleared
}

counted contains ["exploited", e.id] if {
	some e in lib.scans
	count({vulnerability | some [e.id, vulnerability] in lib.exploited}) <= claim.exploited
}

counted contains ["critical", e.id] if {
	some e in lib.scans
	count({vulnerability | some [e.id, vulnerability] in lib.critical}) <= claim.critical
}

deny contains {"at": ["supply_chain", "vulnerabilities", field], "by": e.id} if {
	claim
	some e in lib.scans
	some field in ["exploited", "critical"]
	not [field, e.id] in counted
}

# Signing an old scan again does not make it young, nor does a new scan with what was known long ago.
proof contains e.id if {
	some e in lib.scans
	finished := e.predicate.metadata.scanFinishedOn
	lib.seconds(finished, input.now) >= e.age
	known := e.predicate.scanner.db.lastUpdate
	lib.seconds(known, finished) >= 0
	lib.seconds(known, input.now) <= within
}
