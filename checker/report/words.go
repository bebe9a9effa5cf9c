package report

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/lipgloss"

	"belay/checker/policy"
	"belay/schemas"
)

// cells is how many columns of a terminal s takes.
func cells(s string) int { return lipgloss.Width(s) }

func breadth(line []span) int {
	n := 0
	for _, s := range line {
		n += cells(s.text)
	}
	return n
}

// value is a stranger's text as one value: escaped, and no longer than can be read.
func value(s string) string { return schemas.Clean(s) }

// defuse makes a word safe to print anywhere on a line of a log. Systems that keep logs read commands from them: some
// of them wherever "##" comes before a name, some where a line begins with "::", spaces before it or not.
func defuse(word string) string {
	word = strings.ReplaceAll(schemas.Clean(word), "##", `#\u0023`)
	if strings.HasPrefix(word, "::") {
		word = `\u003a` + word[1:]
	}
	return word
}

// word is a run of spans that are not to be parted.
type word []span

// words takes spans apart at spaces of any width, and defuses what lies between them. Only characters that show as a
// space part words: a line break is escaped and shown.
func words(spans []span) []word {
	out := []word{}
	glued := false
	for _, s := range spans {
		for len(s.text) > 0 {
			r, size := utf8.DecodeRuneInString(s.text)
			if unicode.Is(unicode.Zs, r) {
				glued, s.text = false, s.text[size:]
				continue
			}
			end := strings.IndexFunc(s.text, func(r rune) bool { return unicode.Is(unicode.Zs, r) })
			if end < 0 {
				end = len(s.text)
			}
			piece := span{defuse(s.text[:end]), s.ink}
			switch {
			case len(out) > 0 && !glued && strings.HasPrefix(piece.text, "%"): // stays with its number
				piece.text = " " + piece.text
				fallthrough
			case glued:
				out[len(out)-1] = append(out[len(out)-1], piece)
			default:
				out = append(out, word{piece})
			}
			glued, s.text = true, s.text[end:]
		}
	}
	return out
}

// wrap lays spans out in lines of at most width cells. A word that no line can hold is cut.
func wrap(spans []span, width int) [][]span {
	lines := [][]span{}
	line := []span{}
	for _, w := range words(spans) {
		need := breadth(w)
		if len(line) > 0 && breadth(line)+1+need > width {
			lines, line = append(lines, line), []span{}
		}
		if len(line) > 0 {
			// The space takes the colour of its neighbours where they agree, which keeps escape sequences few.
			between := say(" ")
			if last := line[len(line)-1]; last.ink == w[0].ink {
				between.ink = last.ink
			}
			line = append(line, between)
		}
		for _, s := range w {
			for breadth(line)+cells(s.text) > width {
				head, tail := split(s.text, width-breadth(line))
				if head == "" && len(line) == 0 {
					break
				}
				lines, line = append(lines, append(line, span{head, s.ink})), []span{}
				s.text = defuse(tail)
			}
			line = append(line, s)
		}
	}
	if len(line) > 0 {
		lines = append(lines, line)
	}
	return lines
}

// split cuts s after at most n cells. A character wider than n stays whole in the tail, unless it is the only one.
func split(s string, n int) (head, tail string) {
	if cells(s) <= n {
		return s, ""
	}
	end := 0
	for i, r := range s {
		next := i + utf8.RuneLen(r)
		if cells(s[:next]) > n {
			break
		}
		end = next
	}
	return s[:end], s[end:]
}

// ends keeps the two ends of a text that is too long, where digests and paths differ most.
func (p *page) ends(s string, n int) string {
	s = value(s)
	if cells(s) <= n {
		return s
	}
	more := p.pick("…", "...")
	half := (n - cells(more)) / 2
	head, _ := split(s, n-cells(more)-half)
	return head + more + last(s, half)
}

// last is the end of s that n cells hold.
func last(s string, n int) string {
	for from := len(s); from > 0; {
		_, size := utf8.DecodeLastRuneInString(s[:from])
		if cells(s[from-size:]) > n {
			return s[from:]
		}
		from -= size
	}
	return s
}

// head keeps the beginning of a text that is too long.
func (p *page) head(s string, n int) string {
	s = value(s)
	if cells(s) <= n {
		return s
	}
	head, _ := split(s, n)
	return head + p.pick("…", "...")
}

// some lists the first few of names.
func (p *page) some(names []string, most int) string {
	shown := []string{}
	for _, n := range names[:min(most, len(names))] {
		shown = append(shown, p.ends(n, 40))
	}
	list := strings.Join(shown, ", ")
	if n := len(names) - most; n > 0 {
		list += " and " + policy.Count(n, "more", "more")
	}
	return list
}
