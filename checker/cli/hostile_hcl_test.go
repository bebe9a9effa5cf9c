package cli

import (
	"strings"
	"testing"
	"time"
)

func TestHostileHCL(t *testing.T) { attackManifests(t, "hcl", hostileHCL()) }

func hostileHCL() []attack {
	r := strings.Repeat
	vendor := func(v string) func(string) string {
		return swap(`vendor      = "acme-robotics"`, "vendor      = "+v)
	}
	urgency := func(v string) func(string) string { return swap(`"routine"`, v) }
	percent := func(v string) func(string) string { return swap("max_percent = 0.5", "max_percent = "+v) }
	requires := func(v string) func(string) string { return swap(`">= 7.14"`, v) }
	return []attack{
		// nesting: the parser's own stack would overflow, and nothing can catch that; where a limit on the file itself
		// would be met first, once more below it
		{id: "h-deep-paren", edit: percent(r("(", 150000) + "1" + r(")", 150000)), max: 3 * time.Second},
		{id: "h-deep-paren", edit: percent(r("(\n", 20000) + "1" + r(")", 20000)), says: "a parenthesis where a literal is expected", max: 3 * time.Second},
		{id: "h-deep-list", edit: requires(r("[", 150000) + r("]", 150000)), max: 3 * time.Second},
		{id: "h-deep-list", edit: requires(r("[", 30000) + r("]", 30000)), says: "nested deeper", max: 3 * time.Second},
		{id: "h-deep-obj", edit: requires(r("{a=", 100000) + "1" + r("}", 100000)), max: 3 * time.Second},
		{id: "h-deep-obj", edit: requires(r("{a=\n", 20000) + "1" + r("}", 20000)), says: "nested deeper", max: 3 * time.Second},
		{id: "h-deep-block", edit: appended(r("b {\n", 100000) + r("}\n", 100000)), max: 3 * time.Second},
		{id: "h-deep-block", edit: appended(r("b {\n", 1000) + r("}\n", 1000)), says: "nested deeper", max: 3 * time.Second},
		{id: "h-deep-unary", edit: requires(r("!", 200000) + "true"), max: 3 * time.Second},
		{id: "h-deep-unary", edit: requires(r("!", 60000) + "true"), says: "an operator where a literal is expected", max: 3 * time.Second},
		{id: "h-deep-ternary", edit: percent(r(" true ?", 50000) + " 1" + r(" : 2", 50000)), max: 3 * time.Second},
		{id: "h-deep-ternary", edit: percent(r(" true ?", 5000) + " 1" + r(" : 2", 5000)), says: "a condition where a literal is expected", max: 3 * time.Second},
		{id: "h-deep-binop", edit: percent(r("1+", 200000) + "1"), max: 5 * time.Second},
		{id: "h-deep-binop", edit: percent(r("1+", 30000) + "1"), says: "an operator where a literal is expected", max: 5 * time.Second},
		// what would have to be evaluated
		{id: "h-file-func", edit: vendor(`file("/etc/passwd")`), says: "a function call where a literal is expected"},
		{id: "h-env-func", edit: vendor(`env("HOME")`), says: "a function call where a literal is expected"},
		{id: "h-templatefile", edit: vendor(`templatefile("/etc/passwd", {})`), says: "a function call where a literal is expected"},
		{id: "h-interp-env", edit: vendor(`"${env.HOME}"`), says: "a template where a literal is expected"},
		{id: "h-interp-local", edit: vendor(`"${local.x}"`), says: "a template where a literal is expected"},
		{id: "h-escape-interp", edit: vendor(`"$${env.HOME}"`), want: harmless, says: "by ${env.HOME}\n",
			why: "the escape is how HCL writes ${ as text; it is a name like any other, shown as it is and expanded by nothing"},
		{id: "h-cond-unknown", edit: percent("true ? 0.5 : 100"), says: "a condition where a literal is expected"},
		{id: "h-arith", edit: percent("100 - 99.5"), says: "an operator where a literal is expected"},
		{id: "h-splat", edit: requires("[1,2,3][*]"), says: "where a literal is expected"},
		{id: "h-heredoc", edit: vendor("<<EOT\n" + r("A", 300000) + "\n"), max: 3 * time.Second},
		{id: "h-heredoc", edit: vendor("<<EOT\n" + r("A\n", 60000)), says: "heredoc", max: 3 * time.Second},
		{id: "h-heredoc-indent", edit: urgency("<<-EOT\n   routine\n   EOT"), want: never, says: "a heredoc"},
		// numbers
		{id: "h-num-exp", edit: percent("1e999999999"), says: "exponent", max: 2 * time.Second},
		{id: "h-num-digits", edit: percent(r("9", 400000)), max: 3 * time.Second},
		{id: "h-num-digits", edit: percent(r("9", 60000)), says: "a number longer", max: 3 * time.Second},
		// which of two counts
		{id: "h-dup-attr", edit: swap("  urgency ", "  urgency = \"emergency\"\n  urgency ")},
		{id: "h-dup-block", edit: appended("rollout {\n  model = \"ramp\"\n}\n"), says: "given twice"},
		{id: "h-attr-vs-block", edit: appended("rollout = { model = \"ramp\" }\n")},
		{id: "h-many-blocks", edit: appended(r("artifact \"a\" {}\n", 40000)), max: 5 * time.Second},
		{id: "h-many-blocks", edit: appended(r("artifact \"a\" {}\n", 2000)), says: "two of these are called", max: 5 * time.Second},
		// encodings, and files that say nothing
		{id: "h-bom", edit: fronted("\xef\xbb\xbf"), says: "a byte order mark"},
		{id: "h-utf16", edit: units("\xff\xfe", 2, true), says: "not UTF-8"},
		{id: "h-bad-utf8", edit: vendor("\"ac\xffme\""), says: "not UTF-8"},
		{id: "h-nul", edit: vendor("\"ac\x00me\""), says: "a NUL byte"},
		{id: "h-cr-comment", edit: swap("  urgency ", "  # x\r  urgency "), want: never, says: "carriage return"},
		{id: "h-empty", edit: whole(""), says: "empty"},
		{id: "h-comment", edit: whole("# fine\n"), says: "declares nothing"},
		{id: "h-json-as-hcl", edit: whole(goodJSON)},
	}
}
