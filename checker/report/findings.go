package report

import (
	"fmt"
	"strings"

	"belay/checker"
)

// findings writes each finding: why, where, the line itself, what stands there, what is wanted and what to do. What
// several findings have in common is said once, after the last of them.
func (p *page) findings(all []checker.Finding) {
	shown := all[:min(mostFindings, len(all))]
	why := ""
	for i, f := range shown {
		if i > 0 {
			p.text(4, dim.say(p.pick("·", "-")))
		}
		if f.Message != why || i == 0 {
			p.label("why", value(f.Message))
			why = f.Message
		}
		p.place(f)
		p.snippet(f)
		last := i == len(shown)-1
		p.label("found", value(f.Found))
		if last || shown[i+1].Wanted != f.Wanted {
			p.label("wanted", value(f.Wanted))
		}
		if last || shown[i+1].Fix != f.Fix {
			p.label("fix", value(f.Fix))
		}
	}
	if n := len(all) - len(shown); n > 0 {
		p.label("", fmt.Sprintf("and %s, all in the JSON verdict", count(n, "more finding", "more findings")))
	}
}

// places writes the addresses only, for what is excused.
func (p *page) places(all []checker.Finding) {
	const most = 3
	for _, f := range all[:min(most, len(all))] {
		p.place(f)
	}
	if n := len(all) - most; n > 0 {
		p.label("", fmt.Sprintf("and %s", count(n, "more place", "more places")))
	}
}

func (p *page) label(name, text string) {
	if text != "" {
		p.field(4, labelWidth, dim.say(name), say(text))
	}
}

// place writes the address, whole, so that a terminal can open it, and the path after it, on its own line where the
// two do not fit on one.
func (p *page) place(f checker.Finding) {
	at := value(f.Position.String())
	if f.Position.File == "" {
		at = ""
	}
	p.field(4, labelWidth, dim.say("at"), say(at+"  "), dim.say(value(f.Path)))
}

// snippet writes the line of the manifest with its number, and a caret under the column.
func (p *page) snippet(f checker.Finding) {
	text, column := tidy(f.Snippet, f.Position.Column)
	if strings.TrimSpace(text) == "" || f.Position.Line <= 0 {
		return
	}
	number := fmt.Sprintf("%d", f.Position.Line)
	bar := p.pick("│", "|")
	const indent = 4 + labelWidth + gap
	room := p.width - indent - len(number) - 3
	text, column = p.window(text, column, room)
	margin := strings.Repeat(" ", indent)
	p.emit([]span{say(margin), dim.say(number + " " + bar), say(" " + defuse(text))})
	if column >= 0 {
		p.emit([]span{say(margin + strings.Repeat(" ", len(number)+1)), dim.say(bar), red.say(" " + strings.Repeat(" ", column) + "^")})
	}
}

// tidy takes the indentation off a line and returns what remains, with the column, counted from 0, of the character
// that was at column, counted from 1; -1 where there is none. An indentation by tabs arrives escaped.
func tidy(line string, column int) (string, int) {
	column--
	for {
		switch {
		case strings.HasPrefix(line, " "):
			line, column = line[1:], column-1
		case strings.HasPrefix(line, `\t`):
			line, column = line[2:], column-1
		default:
			return value(line), column
		}
	}
}

// window cuts a long line to width cells around the column, and returns the column as cells. It never moves a caret
// to where it does not belong: where the column is outside of the line, it returns -1.
func (p *page) window(text string, column, width int) (string, int) {
	r := []rune(text)
	if column > len(r) {
		column = -1
	}
	if cells(text) <= width {
		if column < 0 {
			return text, -1
		}
		return text, cells(string(r[:column]))
	}
	more := p.pick("…", "..")
	from, before := 0, ""
	if column > 0 && cells(string(r[:column])) > width/2 {
		before = more
		for from < column && cells(string(r[from:column])) > width/3 {
			from++
		}
	}
	head, tail := split(string(r[from:]), width-cells(before)-cells(more))
	if tail != "" {
		head += more
	}
	if column < 0 {
		return before + head, -1
	}
	return before + head, cells(before + string(r[from:column]))
}
