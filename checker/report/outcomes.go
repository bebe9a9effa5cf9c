package report

import (
	"fmt"
	"strings"

	"belay/checker"
)

const mostFindings = 5 // of one commitment

// outside shows what fails the release whatever the profile asks for.
func (p *page) outside(v *checker.Verdict) {
	if len(v.Findings) == 0 {
		return
	}
	p.text(0, red.say("Fails whatever the commitments say"))
	for _, f := range v.Findings[:min(mostFindings, len(v.Findings))] {
		p.row(2, col{width: 4, spans: []span{red.say("FAIL")}}, col{spans: []span{red.say(value(f.Message))}})
		f.Message = ""
		p.findings([]checker.Finding{f})
		p.blank()
	}
	if n := len(v.Findings) - mostFindings; n > 0 {
		p.more(n, "of these")
		p.blank()
	}
}

// table holds the widths of the columns of the commitments.
type table struct{ mark, title, grade int }

const (
	wordWidth     = 8 // unproven, upcoming
	idWidth       = 5
	severityWidth = 8
)

func (p *page) commitments(v *checker.Verdict) {
	t := table{mark: len(p.pick("x", ""))}
	title := 0
	for _, o := range v.Outcomes {
		title = max(title, cells(value(o.Title)))
		t.grade = max(t.grade, cells(p.grade(v, o).text))
	}
	fixed := 2 + wordWidth + idWidth + severityWidth + 4*gap
	if t.mark > 0 {
		fixed += t.mark + gap
	}
	t.grade = min(t.grade, max(23, p.width-fixed-title)) // "attested -> independent" has 23
	t.title = max(12, min(title, p.width-fixed-t.grade))
	for _, family := range families(v.Outcomes) {
		name := value(family[0].Family)
		if name != "" {
			name = strings.ToUpper(name[:1]) + name[1:]
		}
		p.text(0, bold.say("Commitments: "+name))
		for i, o := range family {
			long := p.commitment(v, o, t)
			if long && i+1 < len(family) {
				p.blank()
			}
		}
		p.blank()
	}
}

// families groups outcomes by family, in the order in which each is met first.
func families(outcomes []checker.Outcome) [][]checker.Outcome {
	out := [][]checker.Outcome{}
	index := map[string]int{}
	for _, o := range outcomes {
		i, ok := index[o.Family]
		if !ok {
			i = len(out)
			index[o.Family] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], o)
	}
	return out
}

// commitment writes the row of one commitment and, where it is not simply kept, what there is to say; it tells
// whether there was anything.
func (p *page) commitment(v *checker.Verdict, o checker.Outcome, t table) bool {
	paint, word, mark := p.looks(o)
	brief := o.Outcome == checker.Pass || o.Outcome == checker.NotApplicable
	text := plain
	switch {
	case o.Outcome == checker.NotApplicable:
		text = dim
	case o.Fails:
		text = bold
	}
	cols := []col{}
	if t.mark > 0 {
		cols = append(cols, col{width: t.mark, spans: []span{paint.say(mark)}})
	}
	p.row(2, append(cols,
		col{width: wordWidth, spans: []span{paint.say(word)}},
		col{width: idWidth, spans: []span{text.say(value(o.Commitment))}},
		col{width: t.title, cut: brief, spans: []span{text.say(value(o.Title))}},
		col{width: severityWidth, spans: []span{dim.say(value(string(o.Severity)))}},
		col{width: t.grade, cut: brief, spans: []span{p.grade(v, o)}})...)
	if brief {
		return false
	}
	p.circumstances(v, o)
	if o.Outcome == checker.Fail || o.Outcome == checker.Unproven {
		p.findings(o.Findings)
	} else {
		p.places(o.Findings)
	}
	return true
}

// looks gives an outcome its colour, its word and its mark. A failing one that does not fail the release does not shout.
func (p *page) looks(o checker.Outcome) (ink, string, string) {
	switch o.Outcome {
	case checker.Pass:
		return green, "pass", "✓"
	case checker.Fail:
		if !o.Fails {
			return yellow, "fail", "✗"
		}
		return red, "FAIL", "✗"
	case checker.Unproven:
		return yellow, "unproven", "?"
	case checker.Waived:
		return blue, "waived", "~"
	case checker.Upcoming:
		return blue, "upcoming", "›"
	case checker.NotApplicable:
		return dim, "n/a", "–"
	}
	return red, value(o.Outcome), "!"
}

// grade says how well the claim is backed and by whom, against what is asked for.
func (p *page) grade(v *checker.Verdict, o checker.Outcome) span {
	if o.Outcome == checker.NotApplicable {
		return dim.say(value(o.Reason))
	}
	reached := string(o.Grade)
	if reached == "" {
		reached = "no claim"
	}
	if !o.Grade.Reaches(o.Required) {
		paint := yellow
		if o.Grade == "" && o.Outcome == checker.Fail {
			paint = plain
		}
		return paint.say(value(reached) + p.pick(" → ", " -> ") + value(string(o.Required)))
	}
	if len(o.By) == 0 {
		return dim.say(value(reached))
	}
	ids := o.By[:min(4, len(o.By))]
	by := strings.Join(ids, " ")
	if n := len(o.By) - len(ids); n > 0 {
		by += fmt.Sprintf(" +%d", n)
	}
	return say(value(reached) + " " + value(by))
}

// circumstances says by which waiver, until when, and what would be.
func (p *page) circumstances(v *checker.Verdict, o checker.Outcome) {
	switch o.Outcome {
	case checker.Waived:
		s := "would be " + value(o.Would) + "; waiver " + p.ends(o.Waiver, 40)
		for _, w := range v.Waivers {
			if w.ID == o.Waiver && w.State == "used" {
				s += fmt.Sprintf(", owned by %s, approved by %s, until %s (%s left): %s", p.ends(w.Owner, 60), p.ends(w.Approver, 60),
					moment(w.Expires), count(w.DaysLeft, "day", "days"), value(w.Reason))
				break
			}
		}
		p.field(4, labelWidth, dim.say("waived"), blue.say(s))
	case checker.Upcoming:
		p.field(4, labelWidth, dim.say("upcoming"), blue.say(fmt.Sprintf("would be %s; counts from %s on, in %s", value(o.Would), value(o.Effective), count(o.DaysLeft, "day", "days"))))
	default:
		if !o.Fails {
			p.field(4, labelWidth, dim.say("counts"), say("not: its severity is below "+value(string(v.FailOn))))
		}
		p.field(4, labelWidth, dim.say("note"), say(value(o.Reason)))
	}
}
