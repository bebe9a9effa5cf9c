package report

import (
	"fmt"
	"strings"

	"belay/checker"
)

// snippet writes the line of the manifest with its number, and a caret under the column.
func (p *page) snippet(f checker.Finding) {
	text, column := tidy(f.Snippet, f.Position.Column)
	nowhere := f.Found == "" && f.Position.Line == 1 && f.Position.Column <= 1 // what is not there has the address of the whole file
	if strings.TrimSpace(text) == "" || f.Position.Line <= 0 || nowhere {
		return
	}
	number := fmt.Sprintf("%d", f.Position.Line)
	bar := p.pick("│", "|")
	const indent = labelIndent + labelWidth + gap
	room := p.width - indent - len(number) - 3
	text, column = p.window(text, column, room)
	margin := strings.Repeat(" ", indent)
	p.emit([]span{say(margin), dim.say(number + " " + bar), say(" " + text)})
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
			safe := defuse(line)
			if safe != line { // the column is that of what was written, not of how it is shown
				column = -1
			}
			return safe, column
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
	more := p.pick("…", "...")
	from, before := 0, ""
	if column > 0 && cells(string(r[:column])) > width/2 {
		before = more
		from = column - len([]rune(last(string(r[:column]), width/3)))
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
