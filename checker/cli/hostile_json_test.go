package cli

import (
	_ "embed"
	"encoding/json"
	"strings"
	"testing"
	"time"
)

//go:embed testdata/hostile/good.json
var goodJSON string

//go:embed testdata/hostile/good.yaml
var goodYAML string

func TestHostileJSON(t *testing.T) { attackManifests(t, "json", hostileJSON()) }

const hexA = `"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"`

func hostileJSON() []attack {
	out := []attack{}
	for _, part := range [][]attack{jsonSyntax(), jsonNumbers(), jsonPaths(), jsonDigests(), jsonVersions(), jsonTimes(), jsonNames()} {
		out = append(out, part...)
	}
	return out
}

// member adds to the manifest itself, required to what it requires, which takes keys of any name.
func member(text string) func(string) string {
	return func(s string) string { return strings.TrimSuffix(s, "\n}\n") + ",\n  " + text + "\n}\n" }
}

func required(text string) func(string) string { return swap(`"runtime": ">= 7.14"`, text) }

func jsonSyntax() []attack {
	r := strings.Repeat
	vendor := func(v string) func(string) string { return swap(`"acme-robotics"`, v) }
	return []attack{
		{id: "j-dup-key", edit: member(`"rollout": {"model": "ramp"}`), says: "given twice"},
		{id: "j-dup-nested", edit: required(`"a": "1", "a": "2"`), says: "given twice"},
		{id: "j-dup-nested", edit: required(`"a": "1", "\u0061": "2"`), says: "given twice"},
		{id: "j-case-key", edit: member(`"ROLLOUT": {"model": "ramp"}`), says: `did you mean "rollout"?`},
		{id: "j-case-kelvin", edit: swap(`"kind": "agent",`, "\"kind\": \"agent\", \"\u212aind\": \"content\","), says: `did you mean "kind"?`},
		{id: "j-trailing", edit: appended(`{"schema":"belay/manifest/v1"}`), says: "follows the end"},
		{id: "j-trailing-junk", edit: appended("]]]]"), says: "follows the end"},
		{id: "j-leading-junk", edit: fronted(")]}',\n"), says: "no JSON value starts"},
		{id: "j-bom", edit: fronted("\xef\xbb\xbf"), says: "a byte order mark"},
		{id: "j-utf16", edit: units("\xff\xfe", 2, true), says: "not UTF-8"},
		{id: "j-bad-utf8", edit: vendor("\"acme\xff\xfe\""), says: "not UTF-8"},
		{id: "j-lone-surrogate", edit: vendor(`"acme\ud800"`), says: "surrogate"},
		{id: "j-nul-escape", edit: vendor(`"acme\u0000robotics"`), says: "NUL"},
		{id: "j-comment", edit: swap("{", "{ /* ok */"), says: "no comments"},
		{id: "j-comment", edit: swap("{", "{ # x"), says: "no comments"},
		{id: "j-trailing-comma", edit: swap(`"soak": "24h"`, `"soak": "24h",`), says: "no trailing commas"},
		{id: "j-trailing-comma", edit: swap(`"soak": "24h"`, `"soak": "24h", "cohorts": ["a",]`), says: "no trailing commas"},
		{id: "j-deep", edit: required(`"x": ` + r("[", 200000) + r("]", 200000)), max: 2 * time.Second},
		{id: "j-deep", edit: required(`"x": ` + r("[", 30000) + r("]", 30000)), says: "nested deeper", max: 2 * time.Second},
		{id: "j-deep-obj", edit: required(`"x": ` + r(`{"a":`, 100000) + "1" + r("}", 100000)), max: 2 * time.Second},
		{id: "j-deep-obj", edit: required(`"x": ` + r(`{"a":`+"\n", 20000) + "1" + r("}", 20000)), says: "nested deeper", max: 2 * time.Second},
		{id: "j-many-keys", edit: required(strings.TrimSuffix(lines(70000, "\"k%d\":\"0\",\n"), ",\n")), max: 5 * time.Second},
		{id: "j-many-keys", edit: required(strings.TrimSuffix(lines(12000, "\"k%d\":\"0\",\n"), ",\n")), says: "at most 50", max: 5 * time.Second},
		{id: "j-empty", edit: whole(""), says: "empty"},
		{id: "j-empty-obj", edit: whole("{}"), says: "declares nothing"},
		{id: "j-array", edit: all(fronted("["), appended("]"))},
		{id: "j-true", edit: whole("true")},
		{id: "j-truncated", edit: half(`"lifecycle": {`), says: "ends too early"},
		{id: "j-null-field", edit: swap(`"version": "2.4.1"`, `"version": null`), says: "release.version"},
		{id: "j-null-field", edit: swap(`"urgency": "routine"`, `"urgency": null`), says: "release.urgency"},
		{id: "j-null-field", edit: swap(`"max_percent": 0.5`, `"max_percent": null`), says: "max_percent"},
		{id: "j-artifacts-null", edit: swap(`"artifacts": [`, `"artifacts": null, "x": [`), says: "artifacts: "},
		{id: "j-artifacts-empty", edit: emptied, want: refusal, says: "artifacts: "},
		{id: "h-yaml-as-json", edit: whole(goodYAML), says: "no JSON value starts"},
	}
}

// emptied takes all artifacts out.
func emptied(s string) string {
	from, to := strings.Index(s, `"artifacts": [`), strings.Index(s, `"rollout"`)
	return s[:from] + `"artifacts": [], ` + s[to:]
}

func jsonNumbers() []attack {
	percent := func(v string) func(string) string { return swap(`"max_percent": 0.5`, `"max_percent": `+v) }
	return []attack{
		{id: "j-nan", edit: percent("NaN"), says: "no JSON value starts"},
		{id: "j-inf", edit: percent("Infinity"), says: "no JSON value starts"},
		{id: "j-exp", edit: percent("1e400"), says: "exponent"},
		{id: "j-exp-huge", edit: percent("1e999999999"), says: "exponent", max: 2 * time.Second},
		{id: "j-exp-neg", edit: percent("1e-999999999"), want: never, says: "exponent", max: 2 * time.Second},
		{id: "j-int-round", edit: swap("20000", "9007199254740993"), want: never, says: "fleet_size"},
		// each is 1 to who computes with floats, and more than the limit of 1 percent
		{id: "j-int-round", edit: percent("1.0000000000000001"), want: never, says: "SD-02"},
		{id: "j-int-round", edit: percent("1.00000000000000000000000000001"), want: never, says: "SD-02"},
		{id: "j-neg-zero", edit: percent("-0"), want: never, says: "negative zero"},
		{id: "j-neg-zero", edit: percent("-0.0"), want: never, says: "negative zero"},
		{id: "j-lead-zero", edit: percent("00.5"), says: "leading zero"},
		{id: "j-digits-500k", edit: swap("20000", strings.Repeat("9", 500000)), max: 2 * time.Second},
		{id: "j-digits-500k", edit: swap("20000", strings.Repeat("9", 60000)), says: "a number longer", max: 2 * time.Second},
	}
}

func jsonPaths() []attack {
	out := []attack{}
	for id, path := range map[string]string{
		"j-path-00": "../../../../etc/passwd", "j-path-01": "/etc/passwd", "j-path-02": "dist/../../secret", "j-path-03": "dist//./edge",
		"j-path-04": `C:\Windows\win.ini`, "j-path-05": `\\evil\share\x`, "j-path-06": "file:///etc/passwd", "j-path-07": "dist/\u202egz.rat",
		"j-path-08": "CON", "j-path-09": "a\x00b", "j-path-10": "dist/x\n", "j-path-11": "~/.ssh/id_rsa", "j-path-12": "", "j-path-13": ".",
		"j-path-15": "/proc/self/environ", "j-path-16": "dist" + strings.Repeat("/a", 3000) + "/x",
	} {
		says := "artifacts[0].path"
		if id == "j-path-07" || id == "j-path-09" {
			says = "" // the character is refused before anything is known about where it stands
		}
		out = append(out, attack{id: id, edit: swap(`"dist/edge-agent.bin"`, quoted(path)), says: says})
	}
	return out
}

func jsonDigests() []attack {
	r := strings.Repeat
	digest := func(v string) func(string) string {
		return swap(`{
        "sha256": `+hexA+`
      }`, v)
	}
	sha256 := func(v string) func(string) string { return digest(`{"sha256": ` + v + `}`) }
	const at = "artifacts[0].digest"
	return []attack{
		{id: "j-digest-sha1", edit: digest(`{"sha1": "` + r("a", 40) + `"}`), says: at},
		{id: "j-digest-md5", edit: digest(`{"md5": "` + r("a", 32) + `"}`), says: at},
		{id: "j-digest-upper", edit: digest(`{"SHA256": ` + hexA + `}`), want: never, says: `did you mean "sha256"?`},
		{id: "j-digest-upperhex", edit: sha256(strings.ToUpper(hexA)), want: never, says: at},
		{id: "j-digest-short", edit: sha256(quoted(r("a", 63))), says: at},
		{id: "j-digest-long", edit: sha256(quoted(r("a", 65))), says: at},
		{id: "j-digest-noprefix", edit: digest(hexA), says: at},
		{id: "j-digest-space", edit: sha256(quoted(" " + r("a", 64))), says: at},
		{id: "j-digest-b64", edit: sha256(`"YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE="`), says: at},
		{id: "j-digest-empty", edit: digest(`{}`), says: at},
		{id: "j-digest-empty", edit: digest(`""`), says: at},
		{id: "j-digest-prefixonly", edit: sha256(`""`), says: at},
		{id: "j-digest-prefixonly", edit: sha256(quoted("sha256:" + r("a", 64))), says: at},
		{id: "j-digest-sha512as256", edit: sha256(quoted(r("a", 128))), says: at},
		{id: "j-digest-empty-hash", edit: sha256(`"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"`), want: harmless,
			why: "a release may hold an empty file; whether these are the bits is for SG-01, which needs a signed statement about them and fails where the file differs"},
		{id: "j-digest-list", edit: sha256(`[` + hexA + `]`), says: at},
		{id: "j-digest-multi", edit: digest(`{"sha256": ` + hexA + `, "sha1": "` + r("a", 40) + `"}`), says: at},
		{id: "j-digest-multi", edit: sha256(quoted(r("a", 64) + ",sha1:" + r("a", 40))), says: at},
		{id: "j-digest-nonhex", edit: sha256(quoted(r("g", 64))), says: at},
		{id: "j-digest-fullwidth", edit: sha256(quoted(r("\uff41", 64))), says: at},
	}
}

func jsonVersions() []attack {
	out := []attack{}
	for id, v := range map[string]string{
		"j-version-minus": "2.4.1-", "j-version-v": "v2.4.1", "j-version-plus": "2.4.1+../../x", "j-version-range": ">=0.0.0", "j-version-latest": "latest",
		"j-version-star": "*", "j-version-sp": " 2.4.1", "j-version-nl": "2.4.1\n9.9.9", "j-version-zero": "02.4.1",
	} {
		out = append(out, attack{id: id, edit: swap(`"2.4.1"`, quoted(v)), says: "release.version"})
	}
	return append(out, attack{id: "j-version-huge", edit: swap(`"2.4.1"`, `"99999999999999999999.0.0"`), want: harmless,
		why: "versions are text of at most 100 characters, and where waivers compare them, numbers of any length are compared exactly"})
}

func jsonTimes() []attack {
	out := []attack{}
	for id, v := range map[string]string{
		"j-time-future": `"2999-01-01T00:00:00Z"`, "j-time-leap": `"2016-12-31T23:59:60Z"`, "j-time-nozone": `"2026-11-01T10:00:00"`,
		"j-time-y10k": `"10000-01-01T00:00:00Z"`, "j-time-epoch-neg": `"-0001-01-01T00:00:00Z"`, "j-time-feb30": `"2026-02-30T00:00:00Z"`,
		"j-time-lower": `"2026-11-01t10:00:00z"`, "j-time-unix": "1793527200", "j-time-ns": `"2026-11-01T10:00:00.9999999999999Z"`,
		"j-time-off99": `"2026-11-01T10:00:00+99:99"`,
	} {
		out = append(out, attack{id: id, edit: swap(`"2026-11-01T10:00:00Z"`, v), want: never, says: "created"})
	}
	return out
}

// jsonNames puts into a name what some reader of a report would act on.
func jsonNames() []attack {
	out := []attack{}
	for id, v := range map[string]string{
		"j-esc-ansi": "\x1b[2J\x1b[H\x1b[32mPASS\x1b[0m", "j-esc-osc8": "\x1b]8;;http://evil/\aclick\x1b]8;;\a", "j-esc-osc52": "\x1b]52;c;ZXZpbA==\a",
		"j-esc-cr": "acme\rPASS 0 findings", "j-esc-nl": "acme\nPASS all checks", "j-esc-bs": "FAIL\b\b\b\bPASS",
		"j-esc-ghcmd": "\n::error file=x::pwned\n::add-mask::a", "j-esc-ghcmd-cr": "x\r::stop-commands::abc", "j-esc-ghpct": "x%0A::warning::y",
		"j-esc-ado": "##vso[task.setvariable variable=PATH]evil", "j-esc-tc": "##teamcity[buildStatus status='SUCCESS']",
		"j-esc-script": "<script>alert(1)</script>", "j-esc-imgonerror": `"><img src=x onerror=alert(1)>`, "j-esc-jsurl": "javascript:alert(1)",
		"j-esc-mdlink": "[PASS](javascript:alert(1)) ![x](http://evil/p.png)", "j-esc-mdtable": "a | b |\n|---|---|\n| PASS | `",
		"j-esc-mdhtml": "</details><h1>APPROVED</h1>", "j-esc-mdmention": "@everyone closes #1", "j-esc-cdata": "]]><failure/><![CDATA[",
		"j-esc-xmlbad": "a\x0b\x0c\x01b\uffff", "j-esc-xxe": `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>`,
		"j-esc-csv": `=HYPERLINK("http://evil","x")`, "j-esc-csvat": "@SUM(1+1)*cmd|' /C calc'!A0", "j-esc-bidi": "acme\u202e\u2066dessap\u2069",
		"j-esc-zw": "ac\u200bme", "j-esc-conf": "\u0430\u0441me-robotics", "j-esc-nfd": "acme\u0301", "j-esc-tmpl": "{{.Secret}}${7*7}<%= 1 %>",
		"j-esc-sql": "x'); DROP TABLE releases;--", "j-esc-dollar": "$$; DELETE FROM releases; --", "j-esc-ls": "a\u2028alert(1)//",
		"j-esc-path": "../../../../tmp/pwn", "j-esc-dev": "con.html", "j-esc-dotdot": "..",
		"j-esc-long": strings.Repeat("A", 200000), "j-esc-zalgo": "a" + strings.Repeat("\u0301", 20000),
	} {
		// in the vendor's name, which heads the report, in one that stands in a table, and in a line that is quoted as wrong
		named := all(swap(`"acme-robotics"`, quoted(v)), swap(`"name": "canary"`, `"name": `+quoted(v)))
		out = append(out, attack{id: id, edit: named, want: contained}, attack{id: id, edit: all(named, member(`"x": `+quoted(v))), want: contained})
	}
	// alone: no reader of XML takes a report that holds it
	return append(out, attack{id: "j-esc-xmlbad", edit: swap(`"acme-robotics"`, "\"b\uffff\""), says: "U+FFFF"})
}

// quoted writes s as JSON does, with as few escapes as JSON lets it.
func quoted(s string) string {
	var out strings.Builder
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic(err)
	}
	return strings.TrimSuffix(out.String(), "\n")
}
