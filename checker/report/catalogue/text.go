package catalogue

import (
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"belay/schemas"
)

// clean returns a stranger's text as words on one line, with everything in it written out that cannot be seen.
func clean(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		words[i] = schemas.Clean(w)
	}
	return strings.Join(words, " ")
}

// cleanLine is clean for a line of an example, in which spaces count.
func cleanLine(s string) string {
	body := strings.TrimLeft(s, " ")
	words := strings.Split(body, " ")
	for i, w := range words {
		words[i] = schemas.Clean(w)
	}
	return s[:len(s)-len(body)] + strings.Join(words, " ")
}

// span is a piece of a sentence of METADATA: words, or a name in backticks.
type span struct {
	Text string
	Code bool
}

// spans takes a sentence apart at its backticks. One without a partner is a character like others.
func spans(s string) []span {
	parts := strings.Split(clean(s), "`")
	if len(parts)%2 == 0 { // the last one has no partner
		n := len(parts)
		parts = append(parts[:n-2], parts[n-2]+"`"+parts[n-1])
	}
	var out []span
	for i, p := range parts {
		if p != "" {
			out = append(out, span{p, i%2 == 1})
		}
	}
	return out
}

// address returns ref fit for a link, or "" where it is no address of the web. Whatever could end the link in HTML or
// Markdown is written in percent.
func address(ref string) string {
	u, err := url.Parse(ref)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil {
		return ""
	}
	var out strings.Builder
	for _, b := range []byte(u.String()) {
		if b <= ' ' || b >= utf8.RuneSelf || strings.IndexByte("<>()[]{}\\\"'`|*^", b) >= 0 {
			const digits = "0123456789ABCDEF"
			out.WriteString("%" + string(digits[b>>4]) + string(digits[b&15]))
			continue
		}
		out.WriteByte(b)
	}
	return out.String()
}

var unsafeForID = regexp.MustCompile(`[^a-z0-9]+`)

// slug is a name for an anchor.
func slug(s string) string {
	return strings.Trim(unsafeForID.ReplaceAllString(strings.ToLower(s), "-"), "-")
}

// capital writes the first letter large.
func capital(s string) string {
	if s = clean(s); s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return string(s[0]-'a'+'A') + s[1:]
}

// predicateWord is the name of a predicate type as it is shown.
func predicateWord(typ string) string {
	if typ == "" {
		return "any type"
	}
	return clean(schemas.PredicateName(typ))
}
