# What scans found in the files of a release, and what VEX statements say of it.
package belay.lib

# A scan of the rollback target only says nothing about these files.
scans contains e if {
	some e in input.evidence
	e.type == "https://in-toto.io/attestation/vulns/v0.2"
	count(e.artifacts) > 0
}

ratings contains {"id": e.id, "nth": i, "of": finding.id, "method": method, "score": score} if {
	some e in scans
	some i, finding in e.predicate.scanner.result
	some rating in finding.severity
	method := lower(rating.method)
	score := trim_space(lower(rating.score))
}

# Lists of what is known to be exploited, such as CISA's.
exploited contains [rating.id, rating.of] if {
	some rating in ratings
	regex.match(`kev|known.?exploited`, rating.method)
}

critical contains [rating.id, rating.of] if {
	some rating in ratings
	contains(rating.score, "critical")
}

critical contains [rating.id, rating.of] if {
	some rating in ratings
	regex.match(`nvd|cvss`, rating.method)
	regex.match(`^(9|10)([.]|$)`, rating.score)
}

# What nobody has rated may be anything, though another finding of the same name be rated.
critical contains [e.id, finding.id] if {
	some e in scans
	some i, finding in e.predicate.scanner.result
	not [e.id, i] in mild
}

mild contains [rating.id, rating.nth] if {
	some rating in ratings
	rating.score in {"none", "negligible", "low", "medium", "moderate", "important", "high"}
}

# A part of a score says little of the whole: what is hard to exploit may still do the worst.
mild contains [rating.id, rating.nth] if {
	some rating in ratings
	regex.match(`nvd|cvss`, rating.method)
	not regex.match(`exploit|impact|temporal|environment|epss`, rating.method)
	regex.match(`^[0-8]([.][0-9]+)?$`, rating.score)
}

vexes contains e if {
	some e in input.evidence
	e.type == "https://openvex.dev/ns/v0.2.0"
}

# VEX statements of one vulnerability, by each of its names, in one file.
statements contains {"by": e.id, "of": name, "file": artifact, "clears": clears} if {
	some e in vexes
	some i, statement in e.predicate.statements
	some name in array.concat([statement.vulnerability.name], statement.vulnerability.aliases)
	some artifact in e.artifacts
	clears := [e.id, i] in clearing
}

clearing contains [e.id, i] if {
	some e in vexes
	some i, statement in e.predicate.statements
	statement.status == "fixed"
}

# That something does not matter needs a reason.
clearing contains [e.id, i] if {
	some e in vexes
	some i, statement in e.predicate.statements
	statement.status == "not_affected"
	statement.justification
}

clearing contains [e.id, i] if {
	some e in vexes
	some i, statement in e.predicate.statements
	statement.status == "not_affected"
	statement.impact_statement
}

# A statement holds while no other that says otherwise is not known to be older.
cleared contains [said.of, said.file] if {
	some said in statements
	said.clears
	not [said.by, said.of, said.file] in disputed
}

disputed contains [said.by, said.of, said.file] if {
	some said in statements
	some other in statements
	not other.clears
	other.of == said.of
	other.file == said.file
	not [other.by, said.by] in stated_before
}

stated_before contains [first.id, e.id] if {
	some first in vexes
	some e in vexes
	first.age > e.age
}
