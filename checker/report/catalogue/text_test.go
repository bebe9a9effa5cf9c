package catalogue

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMarkdownOfStrangers(t *testing.T) {
	for in, want := range map[string]string{
		"plain words, 1.5 %":                "plain words, 1.5 %",
		"two\n# lines":                      `two \# lines`,
		"- a list":                          `\- a list`,
		"1. a list":                         `1\. a list`,
		"1.5 h":                             "1.5 h",
		"a | b":                             `a \| b`,
		"*a* _b_ ~c~ `d`":                   "\\*a\\* \\_b\\_ \\~c\\~ \\`d\\`",
		"[x](javascript:alert(1))":          `\[x\](javascript\\u003aalert(1))`,
		"<script>":                          `\\u003cscript\>`,
		"&lt; $x$ a@b.example":              `\&lt; \$x\$ a\@b.example`,
		"https://x.example www.x.example":   `https\://x.example www\.x.example`,
		"right \u202e left":                 `right \\u202e left`,
		`a\`:                                `a\\`,
		strings.Repeat("a", 400)[:350] + "": strings.Repeat("a", 300) + "…",
	} {
		if got := md(in); got != want {
			t.Errorf("md(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"rollout.stages[]": "`rollout.stages[]`",
		"a|b":              "`a\\|b`",
		"a`b":              "`` a`b ``",
		"":                 "",
	} {
		if got := code(in); got != want {
			t.Errorf("code(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"at most 1 % (`first`), no more": "at most 1 % (`first`), no more",
		"`a` and `b`. - c":               "`a` and `b`. - c",
		"a ` alone_":                     "a \\` alone\\_",
		"`a`_b_":                         "`a`\\_b\\_",
	} {
		if got := sentence(in); got != want {
			t.Errorf("sentence(%q) = %q, want %q", in, got, want)
		}
	}
	if got := block("hcl", []string{"a ```` b", "  <script>"}); got != "`````hcl\na ```` b\n  \\u003cscript>\n`````\n" {
		t.Errorf("block: %q", got)
	}
}

func TestAddress(t *testing.T) {
	for in, want := range map[string]string{
		"https://example.com/a?b=c#d":     "https://example.com/a?b=c#d",
		"http://example.com":              "http://example.com",
		"https://example.com/a)b\"c>d'e":  "https://example.com/a%29b%22c%3Ed%27e",
		"javascript:alert(1)":             "",
		"https:no-host":                   "",
		"https://user:pass@example.com/":  "",
		"ftp://example.com":               "",
		"//example.com":                   "",
		"https://example.com/\x00":        "",
		"https://example.com/?q=[x](y)`z": "https://example.com/?q=%5Bx%5D%28y%29%60z",
	} {
		if got := address(in); got != want {
			t.Errorf("address(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestNaturalOrder(t *testing.T) {
	ordered := []string{"1.2", "1.2a", "1.10", "2", "10", "17(1)(e)", "PS.2", "PS.2.1", "PS.10", "playbook"}
	for i := range ordered {
		for j := range ordered {
			if got := natural(ordered[i], ordered[j]); (got < 0) != (i < j) || (got > 0) != (i > j) {
				t.Errorf("natural(%q, %q) = %d", ordered[i], ordered[j], got)
			}
		}
	}
}

func TestGrouped(t *testing.T) {
	got := grouped([]string{"gates[].max", "gates[].metric", "now", "rollout.model", "rollout.stages[].soak"})
	want := []string{"gates[].{max, metric}", "now", "rollout.model", "rollout.stages[].soak"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
