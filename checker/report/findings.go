package report

import (
	"fmt"
	"strings"

	"belay/checker"
	"belay/checker/policy"
)

// What is said of a commitment stands below its id, with a label below its outcome.
const (
	labelIndent = 6
	labelWidth  = 6
)

// findings writes each finding: why, where, the line itself, what stands there, what is wanted and what to do. What
// several findings have in common is said once: a place and a reason by the first of them, the rest by the last.
func (p *page) findings(all []checker.Finding) {
	shown := all[:min(mostFindings, len(all))]
	for i, f := range shown {
		before := checker.Finding{}
		if i > 0 {
			before = shown[i-1]
		}
		if f.Message != before.Message {
			p.label("why", value(f.Message))
		}
		if i == 0 || f.Position != before.Position || f.Path != before.Path || f.Found != before.Found {
			p.place(f)
			p.snippet(f)
			p.amount("found", f.Found)
		}
		last := i == len(shown)-1
		if last || shown[i+1].Wanted != f.Wanted {
			p.amount("wanted", f.Wanted)
		}
		if last || shown[i+1].Fix != f.Fix {
			p.label("fix", value(f.Fix))
		}
	}
	if n := len(all) - len(shown); n > 0 {
		p.label("note", fmt.Sprintf("%s, all in the JSON verdict", policy.Count(n, "more finding", "more findings")))
	}
}

// places writes the addresses only, for what is excused.
func (p *page) places(all []checker.Finding) {
	const most = 3
	for _, f := range all[:min(most, len(all))] {
		p.place(f)
	}
	if n := len(all) - most; n > 0 {
		p.label("note", policy.Count(n, "more place", "more places"))
	}
}

func (p *page) label(name, text string) {
	p.field(labelIndent, labelWidth, dim.say(name), say(text))
}

// place writes the address whole, so that a terminal can open it, and the path after it.
func (p *page) place(f checker.Finding) {
	at := []span{}
	if f.Position.File != "" {
		rest := strings.TrimPrefix(f.Position.String(), value(f.Position.File))
		at = append(at, say(p.ends(f.Position.File, p.width-labelIndent-labelWidth-gap-cells(rest)-1)+rest+": "))
	}
	p.field(labelIndent, labelWidth, dim.say("at"), append(at, dim.say(value(f.Path)))...)
}

// amount writes what stands there, or what is wanted: of an object or a list as much as one line holds, of a digest
// its two ends.
func (p *page) amount(name, text string) {
	if text == "" {
		return
	}
	const room = labelIndent + labelWidth + gap
	if isDigest(text) {
		text = p.ends(text, p.width-room)
	}
	nested := strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[")
	p.row(labelIndent, col{width: labelWidth, spans: []span{dim.say(name)}}, col{cut: nested, spans: []span{say(value(text))}})
}

func isDigest(s string) bool {
	return strings.HasPrefix(s, "sha256:") || strings.HasPrefix(s, "sha384:") || strings.HasPrefix(s, "sha512:")
}
