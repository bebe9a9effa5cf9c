package belay.provenance.vulnerabilities_test

import data.belay.fixture
import data.belay.provenance.vulnerabilities as commitment

verdict := {"claimed": claimed, "deny": commitment.deny, "proof": commitment.proof}

default claimed := false

claimed if commitment.claim

passes := {"claimed": true, "deny": set(), "proof": {"scan"}}

says(over) := fixture.changed({"manifest": {"supply_chain": {"vulnerabilities": over}}})

lacking(field) := fixture.without([concat("/", ["manifest/supply_chain/vulnerabilities", field])])

at(field) := {"deny": {{"at": ["supply_chain", "vulnerabilities", field]}}}

by_scan(field) := {"at": ["supply_chain", "vulnerabilities", field], "by": "scan"}

open := {"deny": {by_scan("unhandled")}}

scanned(over) := fixture.said_by(fixture.scan, over)

# A scan that found one vulnerability with these ratings, and nobody who explains it; the manifest counts three of each.
rated(severity) := rating_of(severity, [])

rating_of(severity, vexes) := object.union(
	says({"exploited": 3, "critical": 3}),
	{"evidence": array.concat([finding("CVE-2026-1", severity)], vexes)},
)

finding(name, severity) := scanned({"predicate": {"scanner": {"result": [{"id": name, "severity": severity}]}}})

score(method, score) := [{"method": method, "score": score}]

kev := array.concat(score("nvd", "low"), score("CISA-KEV", "listed"))

# What VEX statements do to the fixture's finding; over is laid upon the fixture's statement.
vex(over) := fixture.only([fixture.scan, statement(over)])

statement(over) := fixture.said_by(fixture.vex, {"predicate": {"statements": [object.union(fixture.explained, over)]}})

affected := object.union(statement({"status": "affected"}), {"id": "other"})

bare(status) := fixture.only([fixture.scan, fixture.said_by(fixture.vex, {"predicate": {"statements": [{
	"vulnerability": {"name": "CVE-2026-1", "aliases": []}, "status": status,
}]}})])

timed(started, finished, known) := fixture.only([fixture.vex, scanned({"predicate": {
	"scanner": {"db": {"lastUpdate": known}},
	"metadata": {"scanStartedOn": started, "scanFinishedOn": finished},
}})])

unproven := {"proof": set()}

cases := {
	"as promised": {"input": fixture.release, "want": {}},
	"says that something is left": {"input": says({"unhandled": 1}), "want": at("unhandled")},
	"does not say what is left": {"input": lacking("unhandled"), "want": at("unhandled")},
	"counts fewer critical ones than were found": {"input": says({"critical": 0}), "want": {"deny": {by_scan("critical")}}},
	"does not count critical ones": {"input": lacking("critical"), "want": {"deny": {by_scan("critical")}}},
	"counts more": {"input": says({"critical": 2}), "want": {}},
	"does not count exploited ones": {"input": lacking("exploited"), "want": {"deny": {by_scan("exploited")}}},
	"counts fewer exploited ones than were found": {
		"input": fixture.only([fixture.vex, finding("CVE-2026-1", kev)]),
		"want": {"deny": {by_scan("exploited")}},
	},
	"says nothing": {"input": fixture.without(["manifest/supply_chain/vulnerabilities"]), "want": {"claimed": false}},
	"nothing found": {
		"input": fixture.only([scanned({"predicate": {"scanner": {"result": []}}})]),
		"want": {},
	},
	"rated critical in words": {"input": rated(score("vendor", "Critical")), "want": open},
	"rated 9.0": {"input": rated(score("CVSS_v3", "9.0")), "want": open},
	"rated 9": {"input": rated(score("nvd", "9")), "want": open},
	"rated 10.0": {"input": rated(score("nvd", "10.0")), "want": open},
	"critical among other words, to one of two": {
		"input": rated(array.concat(score("vendor", "low"), score("lab", " CRITICAL (9.8)"))),
		"want": open,
	},
	"a score with spaces, beside a low one": {
		"input": rated(array.concat(score("vendor", "low"), score("nvd", " 9.8"))),
		"want": open,
	},
	"somebody's own CVSS score, beside a low one": {
		"input": rated(array.concat(score("redhat", "low"), score("redhat_cvss", "9.8"))),
		"want": open,
	},
	"somebody's own CVSS score": {"input": rated(score("redhat_cvss", "4.8")), "want": {}},
	"a part of a score": {"input": rated(score("cvss_exploitability", "3.9")), "want": open},
	"known to be exploited, in words": {
		"input": rated(array.concat(score("nvd", "low"), score("cisa known exploited", "listed"))),
		"want": open,
	},
	"two of one name, one not rated": {
		"input": object.union(
			says({"exploited": 3, "critical": 3}),
			{"evidence": [scanned({"predicate": {"scanner": {"result": [
				{"id": "n/a", "severity": score("nvd", "low")},
				{"id": "n/a", "severity": []},
			]}}})]},
		),
		"want": open,
	},
	"rated 8.9": {"input": rated(score("nvd", "8.9")), "want": {}},
	"rated 8": {"input": rated(score("cvss", "8")), "want": {}},
	"rated high": {"input": rated(score("vendor", "High")), "want": {}},
	"critical to one of two": {
		"input": rated(array.concat(score("vendor", "low"), score("nvd", "9.8"))),
		"want": open,
	},
	"critical in words to one of two": {
		"input": rated(array.concat(score("nvd", "5.0"), score("vendor", "critical"))),
		"want": open,
	},
	"not rated": {"input": rated([]), "want": open},
	"not rated and explained": {"input": rating_of([], [fixture.vex]), "want": {}},
	"a number that is no rating, beside one that is": {
		"input": rated(array.concat(score("epss", "9.9"), score("nvd", "5.0"))),
		"want": {},
	},
	"the highest beside the lowest": {
		"input": rated(array.concat(score("nvd", "10.0"), score("vendor", "none"))),
		"want": open,
	},
	"how likely it is to be exploited is no rating": {"input": rated(score("epss", "0.1")), "want": open},
	"a vector is no rating": {"input": rated(score("cvss", "CVSS:3.1/AV:N")), "want": open},
	"exploited": {"input": rated(kev), "want": open},
	"exploited and explained": {"input": rating_of(kev, [fixture.vex]), "want": {}},
	"not explained": {"input": fixture.only([fixture.scan]), "want": open},
	"fixed": {"input": bare("fixed"), "want": {}},
	"not affected, for no reason": {"input": bare("not_affected"), "want": open},
	"not affected, for a reason in words": {
		"input": fixture.only([fixture.scan, json.remove(
			statement({"impact_statement": "never called"}),
			["predicate/statements/0/justification"],
		)]),
		"want": {},
	},
	"explained elsewhere than in a VEX document": {
		"input": fixture.only([fixture.scan, object.union(fixture.vex, {"type": "https://openvex.dev/ns/v0.1.0"})]),
		"want": open,
	},
	"affected": {"input": vex({"status": "affected"}), "want": open},
	"under investigation": {"input": vex({"status": "under_investigation", "impact_statement": "soon"}), "want": open},
	"of another vulnerability": {"input": vex({"vulnerability": {"name": "CVE-2026-9"}}), "want": open},
	"by another name": {
		"input": vex({"vulnerability": {"name": "GHSA-1", "aliases": ["CVE-2026-1"]}}),
		"want": {},
	},
	"of another file": {"input": fixture.only([fixture.scan, fixture.said_by(fixture.vex, {"artifacts": ["other"]})]), "want": open},
	"of one file of two": {
		"input": fixture.only([scanned({"artifacts": ["channel", "other"]}), fixture.vex]),
		"want": open,
	},
	"another statement says otherwise": {"input": fixture.only([fixture.scan, fixture.vex, affected]), "want": open},
	"an older one said otherwise": {
		"input": fixture.only([fixture.scan, fixture.vex, object.union(affected, {"age": 3601})]),
		"want": {},
	},
	"one at no trusted time says otherwise": {
		"input": fixture.only([fixture.scan, fixture.vex, object.remove(affected, ["age"])]),
		"want": open,
	},
	"another statement says otherwise of another file": {
		"input": fixture.only([fixture.scan, fixture.vex, object.union(affected, {"artifacts": ["other"]})]),
		"want": {},
	},
	"another statement says so of another vulnerability": {
		"input": fixture.only([fixture.scan, fixture.vex, object.union(
			affected,
			{"predicate": {"statements": [{"vulnerability": {"name": "X", "aliases": []}, "status": "affected"}]}},
		)]),
		"want": {},
	},
	"a statement at no trusted time": {"input": fixture.only([fixture.scan, object.remove(fixture.vex, ["age"])]), "want": {}},
	"an old scan found it, a new one does not": {
		"input": fixture.only([
			scanned({"id": "old", "age": 9000000, "predicate": {
				"scanner": {"db": {"lastUpdate": "2026-08-01T00:00:00Z"}},
				"metadata": {"scanFinishedOn": "2026-08-15T00:00:00Z"},
			}}),
			scanned({"predicate": {"scanner": {"result": []}}}),
		]),
		"want": {"deny": {{"at": ["supply_chain", "vulnerabilities", "unhandled"], "by": "old"}}},
	},
	"a scan of the rollback target": {
		"input": fixture.only([scanned({"artifacts": [], "covers_target": true})]),
		"want": unproven,
	},
	"no scan": {"input": fixture.only([fixture.vex]), "want": unproven},
	"as old as may be": {
		"input": timed("2026-11-21T00:00:00Z", "2026-11-26T23:00:00Z", "2026-11-21T00:00:00Z"),
		"want": {},
	},
	"too old a database": {
		"input": timed("2026-11-26T22:00:00Z", "2026-11-26T23:00:00Z", "2026-11-20T23:59:59Z"),
		"want": unproven,
	},
	"a database of after the scan": {
		"input": timed("2026-11-26T22:00:00Z", "2026-11-26T23:00:00Z", "2026-11-26T23:00:01Z"),
		"want": unproven,
	},
	"a database of the last moment": {
		"input": timed("2026-11-26T22:00:00Z", "2026-11-26T23:00:00Z", "2026-11-26T23:00:00Z"),
		"want": {},
	},
	"signed before it was finished": {
		"input": timed("2026-11-26T22:00:00Z", "2026-11-27T00:00:01Z", "2026-11-26T00:00:00Z"),
		"want": unproven,
	},
	"signed when it was finished": {
		"input": timed("2026-11-26T22:00:00Z", "2026-11-27T00:00:00Z", "2026-11-26T00:00:00Z"),
		"want": {},
	},
	"an old scan signed again": {
		"input": timed("2026-11-20T22:00:00Z", "2026-11-20T23:00:00Z", "2026-11-20T00:00:00Z"),
		"want": unproven,
	},
	"a scan at no trusted time": {
		"input": fixture.only([fixture.vex, object.remove(fixture.scan, ["age"])]),
		"want": unproven,
	},
	"does not say when it began": {
		"input": fixture.only([fixture.vex, json.remove(fixture.scan, ["predicate/metadata/scanStartedOn"])]),
		"want": {},
	},
}

test_vulnerabilities[note] if {
	some note, case in cases
	verdict == object.union(passes, case.want) with input as case.input
}
