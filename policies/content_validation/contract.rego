# METADATA
# title: Contract between content and consumer
# description: Content and each version of its consumer that is in use are checked against one schema, and the consumer supplies exactly as many fields as the content defines.
# related_resources:
#   - ref: https://www.crowdstrike.com/wp-content/uploads/2024/08/Channel-File-291-Incident-Root-Cause-Analysis-08.06.2024.pdf
#     description: Root cause analysis of the incident of July 2024, findings 1 and 2, 21 fields were defined and 20 supplied
#   - ref: https://eur-lex.europa.eu/eli/reg/2024/2847/oj
#     description: Cyber Resilience Act, Annex I, Part I (2)(f), integrity of programs and configuration
# custom:
#   id: CV-01
#   severity: {default: critical}
#   applies_to: [{kind: content}, {kind: configuration}]
#   claim: validation.contract
#   proof:
#     gate: [[content-validation/v1]]
#     audit: [[content-validation/v1]]
#   crosswalk: {SSDF: [PW.8], CRA: ["1.2f"]}
#   firmness: [promise, law]
#   fix: Check the content against the schema of every consumer version in use, state the schema's digest and both numbers of fields, and attach the content-validation attestation.
package belay.content_validation.contract

import data.belay.lib

claim := input.manifest.validation.contract

# No fields at all are equal, too.
matching if {
	claim.fields_defined == claim.fields_supplied
	claim.fields_defined > 0
}

# Both places, for neither number says by itself what is wrong.
deny contains {"at": ["validation", "contract", field]} if {
	claim
	some field in ["fields_defined", "fields_supplied"]
	not matching
}

# A number says nothing of types and limits: the schema does.
deny contains {"at": ["validation", "contract", "schema_sha256"]} if {
	claim
	not claim.schema_sha256
}

versions := {version | some version in claim.consumer_versions}

deny contains {"at": ["validation", "contract", "consumer_versions"]} if {
	claim
	count(versions) == 0
}

# The same contract, seen in what runs or parses the content, in at least the versions that the manifest names.
proof contains e.id if {
	some e in lib.validations
	e.predicate.consumed_by == input.manifest.release.consumed_by
	e.predicate.schema_sha256 == claim.schema_sha256
	e.predicate.fields_defined == claim.fields_defined
	e.predicate.fields_supplied == claim.fields_supplied
	count(versions - {version | some version in e.predicate.consumer_versions}) == 0
}

other contains e.id if {
	some e in lib.validations
	e.predicate.schema_sha256 != claim.schema_sha256
}

other contains e.id if {
	some e in lib.validations
	e.predicate.fields_defined != claim.fields_defined
}

other contains e.id if {
	some e in lib.validations
	e.predicate.fields_supplied != claim.fields_supplied
}

deny contains {"at": ["validation", "contract"], "by": id} if some id in other
