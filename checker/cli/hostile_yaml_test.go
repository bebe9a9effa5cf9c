package cli

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestHostileYAML(t *testing.T) { attackManifests(t, "yaml", hostileYAML()) }

// override is what an attacker would like a second reader to see.
const override = "rollout: {model: ramp, ramp: {audience: external, start_percent: 100, duration: 0s}}\n"

func hostileYAML() []attack {
	r := strings.Repeat
	// requires is the one place of a manifest that takes keys of any name.
	requires := func(lines string) func(string) string { return appended(lines) }
	percent := func(v string) func(string) string { return swap("max_percent: 0.5", "max_percent: "+v) }
	vendor := func(v string) func(string) string { return swap("vendor: acme-robotics", "vendor: "+v) }
	version := func(v string) func(string) string { return swap("version: 2.4.1", "version: "+v) }
	urgency := func(v string) func(string) string { return swap("urgency: routine", "urgency: "+v) }
	return []attack{
		// aliases, and sources that made parsers crash
		{id: "y-alias-bomb", edit: requires(aliasBomb()), says: "an anchor", max: 2 * time.Second},
		{id: "y-alias-self", edit: requires("    self: &s [*s]\n"), says: "an anchor", max: 2 * time.Second},
		{id: "y-alias-cycle-merge", edit: requires("    m: &m\n      <<: *m\n      k: 1\n"), says: "an anchor", max: 2 * time.Second},
		{id: "y-goccy-488", edit: whole("&0: *0\n*0:\n*0:"), max: 2 * time.Second},
		{id: "y-yamlv3-666", edit: whole("0: [:!00 \xef")},
		{id: "y-yamlv3-665", edit: whole("#\n-\n-\n0")},
		{id: "y-yamlv3-478", edit: whole("{{},<<}")},
		{id: "y-goccy-439", edit: whole("%YAML 1.2\n---\na: 1\nb: 0_\n"), says: "directive"},
		{id: "y-goccy-479", edit: whole("0::")},
		// nesting; where a limit on the file itself would be met first, once more below it
		{id: "y-deep-flow", edit: requires("    deep: " + r("[", 200000) + r("]", 200000) + "\n"), max: 3 * time.Second},
		{id: "y-deep-flow", edit: requires("    deep: " + r("[\n", 70000) + "\n"), max: 3 * time.Second},
		{id: "y-deep-flow-9k", edit: requires("    deep: " + r("[", 9000) + r("]", 9000) + "\n"), says: "nested deeper", max: 3 * time.Second},
		{id: "y-deep-flowmap", edit: requires("    deep" + r(": {a", 60000) + ": 1" + r("}", 60000) + "\n"), max: 3 * time.Second},
		{id: "y-deep-flowmap", edit: requires("    deep:\n" + r("      {a:\n", 30000)), max: 3 * time.Second},
		{id: "y-deep-block", edit: requires(deepBlock(1200)), says: "indented deeper", max: 5 * time.Second},
		{id: "y-deep-quest", edit: appended(r("? ", 200) + "a\n"), says: "indented deeper", max: 3 * time.Second},
		{id: "y-deep-quest", edit: appended(r("? ", 50000) + "a\n"), max: 3 * time.Second},
		// keys that two readers take for different ones
		{id: "y-dup-key", edit: appended(override), says: "given twice"},
		{id: "y-dup-key-quoted", edit: appended(`"rollout"` + strings.TrimPrefix(override, "rollout")), says: "given twice"},
		{id: "y-dup-key-anchor", edit: appended("&k " + override), says: "an anchor"},
		{id: "y-dup-merge", edit: requires("    base: &base {runtime: \">= 1\"}\n    <<: *base\n"), says: "a merge key"},
		{id: "y-dup-int-str-key", edit: requires("    1: a\n    \"1\": b\n"), says: "a key that is not a string"},
		{id: "y-nonstring-key", edit: requires("    [a, b]: c\n    {d: e}: f\n"), says: "a key that is not a string"},
		{id: "y-null-key", edit: requires("    ~: a\n    null: b\n"), says: "a key that is not a string"},
		{id: "y-case-key", edit: swap("  version:", "  Version:"), says: `did you mean "version"?`},
		{id: "y-case-key-both", edit: appended("R" + override[1:]), says: `did you mean "rollout"?`},
		{id: "y-unicode-key", edit: appended("r\u043e" + override[2:]), says: `unknown key "r\u043ellout"`},
		{id: "y-zwsp-key", edit: appended("\"rollout\u200b\"" + strings.TrimPrefix(override, "rollout")), says: "U+200B"},
		// more than one document, and what is none
		{id: "y-multi-doc", edit: appended("---\nschema: belay/manifest/v1\n"), says: "a second document"},
		{id: "y-multi-doc-first-empty", edit: fronted("---\n---\n"), says: "a second document"},
		{id: "y-doc-end-trailing", edit: appended("...\nschema: belay/manifest/v1\n"), says: "document start"},
		{id: "y-trailing-junk", edit: appended("\n@@@@ not yaml\n"), says: "not YAML"},
		{id: "y-empty", edit: whole(""), says: "empty"},
		{id: "y-whitespace", edit: whole(" \n\n \n"), says: "empty"},
		{id: "y-comment-only", edit: whole("# all fine\n"), says: "no document"},
		{id: "y-null-doc", edit: whole("null\n")},
		{id: "y-scalar-doc", edit: whole("PASS\n")},
		{id: "y-seq-doc", edit: func(s string) string {
			return "- " + strings.ReplaceAll(strings.TrimSuffix(s, "\n"), "\n", "\n  ") + "\n"
		}},
		{id: "y-flow-unterminated", edit: requires("    x: [" + r("a,", 200000)), max: 3 * time.Second},
		{id: "y-flow-unterminated", edit: requires("    x: [" + r("a,\n", 30000)), says: "not YAML", max: 3 * time.Second},
		{id: "y-truncated", edit: half("path: dist"), want: never, says: "digest"},
		{id: "y-indent-shift", edit: swap("    digest:\n", "  digest:\n"), want: never},
		// encodings
		{id: "y-bom-utf8", edit: fronted("\xef\xbb\xbf"), says: "a byte order mark"},
		{id: "y-utf16be-nobom", edit: units("", 2, false), says: "a NUL byte"},
		{id: "y-utf32", edit: units("\xff\xfe\x00\x00", 4, true), says: "not UTF-8"},
		{id: "y-latin1", edit: vendor("acm\xe9"), says: "not UTF-8"},
		{id: "y-overlong", edit: vendor("acme\xc0\xaf.."), says: "not UTF-8"},
		{id: "y-nul", edit: vendor("ac\x00me-robotics"), says: "a NUL byte"},
		{id: "y-nul-escape", edit: vendor(`"acme\0robotics"`), says: "U+0000"},
		{id: "y-c1-nel", edit: vendor("acme-robotics\u0085  urgency: emergency"), want: never, says: "U+0085"},
		{id: "y-ls-2028", edit: vendor("acme-robotics\u2028  urgency: emergency"), want: never, says: "U+2028"},
		{id: "y-cr-only", edit: func(s string) string { return strings.ReplaceAll(s, "\n", "\r") }, want: never, says: "carriage return"},
		{id: "y-tab-indent", edit: swap("artifacts:\n  -", "artifacts:\n\t-"), says: "a tab"},
		// tags and types
		{id: "y-tag-binary", edit: urgency("!!binary cm91dGluZQ=="), says: "a tag"},
		{id: "y-tag-custom", edit: vendor(`!!python/object/apply:os.system ["id"]`), says: "a tag"},
		{id: "y-tag-local", edit: vendor("!include /etc/passwd"), says: "a tag"},
		{id: "y-tag-env", edit: vendor("!ENV ${HOME}"), says: "a tag"},
		{id: "y-norway", edit: vendor("no"), says: "readers differ"},
		{id: "y-sexagesimal", edit: version("1:20"), want: never, says: "readers differ"},
		{id: "y-version-float", edit: version("2.10"), says: "release.version"},
		{id: "y-version-octal", edit: version("010"), says: "leading zero"},
		{id: "y-timestamp-implicit", edit: swap(`"2026-11-01T10:00:00Z"`, "2026-11-01"), want: never, says: "readers differ"},
		{id: "y-timestamp-implicit", edit: swap(`"2026-11-01T10:00:00Z"`, "2026-11-01T10:00:00Z"), want: never, says: "readers differ"},
		// percentages that compare false with everything, or mean another number to another reader
		{id: "y-pct-inf", edit: percent(".inf"), want: never, says: "readers differ"},
		{id: "y-pct-neginf", edit: percent("-.inf"), want: never, says: "readers differ"},
		{id: "y-pct-neg", edit: percent("-1"), want: never, says: "max_percent"},
		{id: "y-pct-over100", edit: swap("max_percent: 100", "max_percent: 100.0000001"), want: never, says: "max_percent"},
		{id: "y-pct-str", edit: percent(`"0.5"`), want: never, says: "max_percent"},
		{id: "y-pct-bigexp", edit: percent("1e400"), want: never, says: "exponent"},
		{id: "y-pct-hex", edit: percent("0x1"), want: never, says: "readers differ"},
		{id: "y-pct-empty", edit: percent(""), want: never, says: "max_percent"},
		{id: "y-pct-bool", edit: percent("true"), want: never, says: "max_percent"},
		{id: "y-pct-list", edit: percent("[0.5]"), want: never, says: "max_percent"},
		{id: "y-pct-pct", edit: percent("0.5%"), want: never, says: "max_percent"},
		{id: "y-pct-us", edit: percent("0_0.5"), want: never, says: "readers differ"},
		{id: "y-pct-arabic", edit: percent("\"\u0661\""), want: never, says: "max_percent"},
		// size
		{id: "y-int-huge", edit: swap("fleet_size: 20000", "fleet_size: "+r("9", 500000)), max: 2 * time.Second},
		{id: "y-int-huge", edit: swap("fleet_size: 20000", "fleet_size: "+r("9", 60000)), says: "a number longer", max: 2 * time.Second},
		{id: "y-long-line", edit: requires("    s: \"" + r("A", 900000) + "\"\n"), says: "a line longer", max: 2 * time.Second},
		{id: "y-many-keys", edit: requires(lines(60000, "    x%d: 1\n")), max: 5 * time.Second},
		{id: "y-many-keys", edit: requires(lines(30000, "    x%d: a\n")), says: "requires", max: 5 * time.Second},
		{id: "y-hash-comments", edit: fronted(r("#\n", 400000)), want: never, max: 3 * time.Second},
		{id: "y-hash-comments", edit: fronted(r("#\n", 70000)), want: never, says: "lines with comments", max: 3 * time.Second},
		// one form under the name of another
		{id: "h-json-as-yaml", edit: whole(strings.TrimSuffix(goodJSON, "\n}\n") + ",\n  \"rollout\": {\"model\": \"ramp\"}\n}\n"), says: "given twice"},
		{id: "h-polyglot", edit: whole(`{"schema": "belay/manifest/v1", # x` + "\n" + ` "release": {}}`), want: never, says: "artifacts"},
		{id: "h-polyglot", edit: whole(strings.Replace(goodJSON, "{\n", "{ # x\n", 1)), want: harmless,
			why: "the extension alone says how a file is read, and YAML in flow style is YAML; under .json the same bytes are refused (j-comment)"},
	}
}

func aliasBomb() string {
	out := `    a: &a ["lol","lol","lol","lol","lol","lol","lol","lol","lol","lol"]` + "\n"
	for c := 'b'; c <= 'i'; c++ {
		one := fmt.Sprintf("*%c", c-1)
		out += fmt.Sprintf("    %c: &%c [%s]\n", c, c, strings.Join([]string{one, one, one, one, one, one, one, one, one, one}, ","))
	}
	return out
}

func deepBlock(levels int) string {
	var out strings.Builder
	out.WriteString("x_deep:\n")
	for i := range levels {
		out.WriteString(strings.Repeat(" ", i+2) + "-\n")
	}
	return out.String()
}

// lines is n lines of a form that takes their number.
func lines(n int, form string) string {
	var out strings.Builder
	for i := range n {
		fmt.Fprintf(&out, form, i)
	}
	return out.String()
}
