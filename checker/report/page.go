package report

import (
	"bufio"
	"io"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// ink is the colour of a piece of text.
type ink int

const (
	plain ink = iota
	dim
	bold
	red
	yellow
	green
	blue
	inks
)

// The colours are of middle brightness: each has a contrast of more than 3 to 1 against black and against white, so
// that nobody has to know which of the two is behind them.
var shades = map[ink]lipgloss.Color{red: "160", yellow: "136", green: "28", blue: "32"}

// span is text in one colour. Spaces separate words; spans that meet without a space are kept together.
type span struct {
	text string
	ink  ink
}

func (i ink) say(s string) span { return span{s, i} }

func say(s string) span { return span{s, plain} }

// page is the way to the output: it escapes, wraps and colours.
type page struct {
	w       *bufio.Writer
	width   int
	color   bool
	unicode bool
	styles  [inks]lipgloss.Style
}

func newPage(w io.Writer, o Style) *page {
	if o.Width == 0 {
		o.Width = defaultWidth
	}
	p := &page{w: bufio.NewWriter(w), width: min(max(o.Width, leastWidth), mostWidth), color: o.Color, unicode: o.Unicode}
	if !o.Color {
		return p
	}
	// Profile and background are set, and not asked for: a terminal that does not answer would hold us up.
	r := lipgloss.NewRenderer(w)
	r.SetColorProfile(termenv.ANSI256)
	r.SetHasDarkBackground(true)
	for i := range p.styles {
		p.styles[i] = r.NewStyle()
	}
	for i, c := range shades {
		p.styles[i] = p.styles[i].Foreground(c)
	}
	p.styles[dim] = p.styles[dim].Faint(true)
	p.styles[bold] = p.styles[bold].Bold(true)
	p.styles[red] = p.styles[red].Bold(true)
	return p
}

// flush returns the first error of the writer.
func (p *page) flush() error { return p.w.Flush() }

// pick is fancy where characters beyond ASCII may be drawn, else simple.
func (p *page) pick(fancy, simple string) string {
	if p.unicode {
		return fancy
	}
	return simple
}

// col is a column of a row: its width in cells, 0 for all that is left, and its text, which is wrapped inside it.
type col struct {
	width  int
	right  bool // flush right
	cut    bool // shorten to one line
	indent int  // cells left empty before the text
	spans  []span
}

const gap = 2 // cells between columns

// row writes columns side by side.
func (p *page) row(indent int, cols ...col) {
	used := indent
	cells := make([][][]span, len(cols))
	height := 0
	for i := range cols {
		if cols[i].width == 0 {
			cols[i].width = p.width - used
		}
		cols[i].width = max(cols[i].width, 1)
		used += cols[i].width + gap
		room := max(1, cols[i].width-cols[i].indent)
		cells[i] = wrap(cols[i].spans, room)
		if cols[i].cut && len(cells[i]) > 1 {
			cells[i] = [][]span{p.shorten(cells[i], room)}
		}
		height = max(height, len(cells[i]))
	}
	for y := range height {
		line := []span{say(strings.Repeat(" ", indent))}
		for i, c := range cols {
			here := []span{}
			if y < len(cells[i]) {
				here = cells[i][y]
			}
			line = append(line, say(strings.Repeat(" ", c.indent)))
			space := say(strings.Repeat(" ", max(0, c.width-c.indent-breadth(here))))
			if c.right {
				line = append(append(line, space), here...)
			} else {
				line = append(append(line, here...), space)
			}
			line = append(line, say(strings.Repeat(" ", gap)))
		}
		p.emit(line)
	}
}

// text writes one wrapped paragraph.
func (p *page) text(indent int, spans ...span) { p.row(indent, col{spans: spans}) }

// field writes a label and, hanging beside it, its text. A text without words is left out, label and all.
func (p *page) field(indent, width int, label span, spans ...span) {
	if len(words(spans)) > 0 {
		p.row(indent, col{width: width, spans: []span{label}}, col{spans: spans})
	}
}

func (p *page) blank() { p.w.WriteByte('\n') }

// rule parts two releases.
func (p *page) rule() {
	p.emit([]span{dim.say(strings.Repeat(p.pick("─", "-"), p.width))})
	p.blank()
}

// emit writes one line whose spans were made fit before. No space is left at its end.
func (p *page) emit(line []span) {
	for len(line) > 0 {
		last := &line[len(line)-1]
		if last.text = strings.TrimRight(last.text, " "); last.text != "" {
			break
		}
		line = line[:len(line)-1]
	}
	for i := 0; i < len(line); i++ {
		s := line[i]
		for ; i+1 < len(line) && line[i+1].ink == s.ink; i++ {
			s.text += line[i+1].text
		}
		if p.color && s.ink != plain && strings.Trim(s.text, " ") != "" {
			s.text = p.styles[s.ink].Inline(true).Render(s.text)
		}
		p.w.WriteString(s.text)
	}
	p.blank()
}

// shorten makes one line of several, with a sign that something is missing.
func (p *page) shorten(lines [][]span, width int) []span {
	more := p.pick("…", "...")
	whole := []span{}
	for i, l := range lines {
		if i > 0 {
			whole = append(whole, say(" "))
		}
		whole = append(whole, l...)
	}
	out, left := []span{}, width-cells(more)
	for _, s := range whole {
		head, tail := split(s.text, left)
		out = append(out, span{strings.TrimRight(head, " "), s.ink})
		if tail != "" {
			break
		}
		out[len(out)-1].text = head
		left -= cells(head)
	}
	return append(out, span{more, out[len(out)-1].ink})
}
