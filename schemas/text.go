package schemas

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// maxClean is how many characters of a stranger's text Clean lets through.
const maxClean = 300

// Clean returns s as it can be shown on a terminal and in a log: control characters, bidirectional controls, characters
// that cannot be seen, and bytes that are not UTF-8 are written as escapes, and so is what begins a tag, a command to the
// system that keeps the log, or an address that runs a script. What is longer than 300 characters is cut with "…".
// It does not quote for a shell, HTML or Markdown.
func Clean(s string) string {
	if len(s) <= maxClean && printable(s) {
		return s
	}
	var out strings.Builder
	shown := 0
	for i := 0; i < len(s); {
		if shown == maxClean {
			out.WriteRune('…')
			break
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&out, `\x%02x`, s[i])
		case !hidden(r) && !active(s, i):
			out.WriteRune(r)
		case r == '\n':
			out.WriteString(`\n`)
		case r == '\t':
			out.WriteString(`\t`)
		case r == '\r':
			out.WriteString(`\r`)
		case r > 0xffff:
			fmt.Fprintf(&out, `\U%08x`, r)
		default:
			fmt.Fprintf(&out, `\u%04x`, r)
		}
		i += size
		shown++
	}
	return out.String()
}

func printable(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] >= 0x7f || active(s, i) {
			return false
		}
	}
	return true
}

// active says whether the byte at i makes what it stands in more than text to somebody who reads a log: a browser that
// is shown the log as a page, or a build system that takes commands such as ##vso[…] from anywhere on a line.
func active(s string, i int) bool {
	const script = "javascript"
	var next byte
	if i+1 < len(s) {
		next = s[i+1]
	}
	letter := next >= 'a' && next <= 'z' || next >= 'A' && next <= 'Z'
	switch s[i] {
	case '<':
		return letter || next == '/' || next == '!' || next == '?'
	case '#':
		return i > 0 && s[i-1] == '#' && (letter || next == '[')
	case ':':
		return i >= len(script) && strings.EqualFold(s[i-len(script):i], script)
	}
	return false
}

// hidden says whether a character cannot be seen, or changes how others are seen: controls, format and bidirectional
// controls, zero-width and filler characters, variation selectors, line and paragraph separators, and what Unicode says
// is no character, which XML cannot hold.
func hidden(r rune) bool {
	if r < 0x20 || r >= 0x7f && r < 0xa0 {
		return true
	}
	if r < 0xad {
		return false
	}
	if r&0xfffe == 0xfffe || r >= 0xfdd0 && r <= 0xfdef {
		return true
	}
	return unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co,
		unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// quote shows a stranger's text in a message.
func quote(s string) string {
	const most = 80
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most]) + "…"
	}
	return `"` + Clean(s) + `"`
}

// snippet is a line of the source made fit to show. Of a long line it is the part around the column.
func snippet(s string, column int) string {
	const before, most = 60, 200
	s = strings.ReplaceAll(s, "\t", " ")
	if r := []rune(s); len(r) > most {
		from := min(max(0, column-1-before), len(r)-most)
		cut := string(r[from : from+most])
		if from > 0 {
			cut = "…" + cut
		}
		if from+most < len(r) {
			cut += "…"
		}
		s = cut
	}
	return Clean(s)
}

// line returns line n of src, counted from 1, without its line end.
func line(src []byte, n int) string {
	for ; n > 1; n-- {
		end := bytes.IndexByte(src, '\n')
		if end < 0 {
			return ""
		}
		src = src[end+1:]
	}
	if n < 1 {
		return ""
	}
	if end := bytes.IndexByte(src, '\n'); end >= 0 {
		src = src[:end]
	}
	return strings.TrimSuffix(string(src), "\r")
}

// checkText refuses a source that is too large, or that an editor does not show as a parser reads it. It runs before
// any parser does.
func checkText(p *problems) bool {
	src := p.src
	loc := newLocator(src)
	refuse := func(offset int, message, hint string) bool {
		p.add(loc.mark(offset), nil, message, hint)
		return false
	}
	if len(src) > MaxBytes {
		p.src = nil
		return refuse(0, fmt.Sprintf("the file is larger than the limit of %d bytes", MaxBytes), "split it, or leave out what no schema asks for")
	}
	if len(bytes.TrimSpace(src)) == 0 {
		return refuse(0, "the file is empty", "an empty file says nothing, so nothing could be checked")
	}
	pieces, word, start := 0, false, 0
	for i := 0; i < len(src); {
		c := src[i]
		if c < utf8.RuneSelf {
			switch {
			case c == '\n':
				start = i + 1
			case c == '\r' && i+1 < len(src) && src[i+1] == '\n', c == '\t':
			case c == '\r':
				return refuse(i, "a carriage return without a newline", "end lines with a newline alone, or with both")
			case c == 0:
				return refuse(i, "a NUL byte", "save the file as UTF-8 text")
			case c < 0x20 || c == 0x7f:
				return refuse(i, fmt.Sprintf("a control character (U+%04X)", c), "remove it: an editor does not show it")
			}
			alike := c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
			if !alike && c != ' ' && c != '\r' || alike && !word {
				pieces++
			}
			word = alike
			i++
		} else {
			r, size := utf8.DecodeRune(src[i:])
			switch {
			case r == utf8.RuneError && size == 1:
				return refuse(i, "a byte that is not UTF-8", "save the file as UTF-8 without a byte order mark")
			case r == 0xfeff && i == 0:
				return refuse(i, "a byte order mark", "save the file as UTF-8 without a byte order mark")
			case hidden(r):
				return refuse(i, fmt.Sprintf("a character that cannot be seen (U+%04X)", r), "remove it: people and programs would read the line differently")
			}
			if !word {
				pieces++
			}
			word = true
			i += size
		}
		if i-start > maxLineBytes {
			p.src = nil
			return refuse(start, fmt.Sprintf("a line longer than the limit of %d bytes", maxLineBytes), "break it")
		}
		if pieces > maxPieces {
			return refuse(i-1, fmt.Sprintf("more than %d words and signs", maxPieces), "split the file")
		}
	}
	return true
}

// textFault says why a string may not stand in a document, or "". People and programs must read it alike, and it must
// be safe as one line of a report.
func textFault(s string) string {
	for i, r := range s {
		if r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD") {
			return "holds a byte that is not UTF-8"
		}
		if r == '\n' || r == '\r' {
			return "holds a line break"
		}
		if hidden(r) {
			return fmt.Sprintf("holds a character that cannot be seen (U+%04X)", r)
		}
	}
	first, _ := utf8.DecodeRuneInString(s)
	last, _ := utf8.DecodeLastRuneInString(s)
	if s != "" && (unicode.IsSpace(first) || unicode.IsSpace(last)) {
		return "starts or ends with a space"
	}
	return ""
}

// EscapeJSON rewrites a JSON document so that no character in it is hidden, and that nothing in it is a tag, a link or a
// command to who shows or keeps it as text: what could be becomes \u escapes, which mean the same to every reader of JSON.
func EscapeJSON(doc string) string {
	var out strings.Builder
	var last rune
	for _, r := range doc {
		// JSON has none of these pairs, and no <, outside of its strings
		mark := r == '<' || r == '#' && last == '#' || r == '(' && last == ']'
		last = r
		switch {
		case r == '\n' || !hidden(r) && !mark:
			out.WriteRune(r)
		case r > 0xffff:
			hi, lo := utf16.EncodeRune(r)
			fmt.Fprintf(&out, `\u%04x\u%04x`, hi, lo)
		default:
			fmt.Fprintf(&out, `\u%04x`, r)
		}
	}
	return out.String()
}
