package report

import (
	"fmt"
	"slices"

	"belay/checker"
	"belay/checker/policy"
)

const mostFindings = 5 // of one commitment

// outside shows what fails the release whatever the profile asks for.
func (p *page) outside(v *checker.Verdict) {
	if len(v.Findings) == 0 {
		return
	}
	p.text(0, red.say("Fails whatever the commitments say"))
	for _, f := range v.Findings[:min(mostFindings, len(v.Findings))] {
		p.row(2, col{width: markWidth + wordWidth, indent: markWidth, spans: []span{red.say("FAIL")}}, col{spans: []span{red.say(value(f.Message))}})
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
type table struct {
	title, grade int
	signers      map[string]string // by id of the evidence; nil: ids are shown
}

const (
	markWidth     = 2
	wordWidth     = 8 // unproven, upcoming
	idWidth       = 5
	severityWidth = 8
)

func (p *page) commitments(v *checker.Verdict) {
	t := p.measure(v)
	p.text(0, bold.say("Commitments"))
	p.entry(t, [6]span{dim.say(""), dim.say("outcome"), dim.say("id"), dim.say("title"), dim.say("severity"), dim.say("grade" + p.arrow() + "asked for")}, true)
	for _, family := range families(v.Outcomes) {
		p.text(2, bold.say(capital(family[0].Family)))
		for i, o := range family {
			long := p.commitment(v, o, t)
			if long && i+1 < len(family) {
				p.blank()
			}
		}
		p.blank()
	}
}

// measure fits the columns to the page. Those who proved something are named where there is room, else the evidence is.
func (p *page) measure(v *checker.Verdict) table {
	const fixed = 2 + markWidth + wordWidth + idWidth + severityWidth + 4*gap
	const leastTitle, leastGrade = 12, 23 // "attested -> independent" has 23
	names := table{signers: map[string]string{}}
	for _, e := range v.Evidence {
		names.signers[e.ID] = p.ends(e.Signer, 40)
	}
	t := table{}
	title := 0
	for _, o := range v.Outcomes {
		title = max(title, cells(value(o.Title)))
		t.grade = max(t.grade, cells(p.grade(o, t).text))
		names.grade = max(names.grade, cells(p.grade(o, names).text))
	}
	if fixed+title+names.grade <= p.width {
		t = names
	}
	t.grade = min(t.grade, max(leastGrade, p.width-fixed-title), p.width-fixed-leastTitle)
	t.title = max(leastTitle, min(title, p.width-fixed-t.grade))
	return t
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
	p.entry(t, [6]span{paint.say(p.pick(mark, "")), paint.say(word), text.say(value(o.Commitment)), text.say(p.head(o.Title, 120)), dim.say(value(string(o.Severity))), p.grade(o, t)}, brief)
	if brief {
		return false
	}
	p.circumstances(v, o)
	if o.Outcome == checker.Fail || o.Outcome == checker.Unproven {
		p.findings(o.Findings)
		p.label("note", value(o.Reason))
	} else {
		p.places(o.Findings)
	}
	return true
}

// entry writes the six cells of a row; a brief one is one line and no more.
func (p *page) entry(t table, cells [6]span, brief bool) {
	one := func(width int, s span) col { return col{width: width, cut: brief, spans: []span{s}} }
	short := func(width int, s span) col { return col{width: width, cut: true, spans: []span{s}} }
	first := short(markWidth+wordWidth, cells[1])
	if cells[0].text != "" {
		first.spans = []span{cells[0], say(" "), cells[1]}
	} else {
		first.indent = markWidth
	}
	p.row(2, first, short(idWidth, cells[2]), one(t.title, cells[3]), short(severityWidth, cells[4]), one(t.grade, cells[5]))
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
func (p *page) grade(o checker.Outcome, t table) span {
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
		return paint.say(value(reached) + p.arrow() + value(string(o.Required)))
	}
	if len(o.By) == 0 {
		return dim.say(value(reached))
	}
	if t.signers != nil {
		return say(value(reached) + " by " + p.some(t.names(o.By), 2))
	}
	return say(value(reached) + " " + p.some(o.By, 3))
}

// names are the signers of pieces of evidence, each once.
func (t table) names(ids []string) []string {
	out := []string{}
	for _, id := range ids {
		if name, ok := t.signers[id]; !ok {
			out = append(out, id)
		} else if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

func (p *page) arrow() string { return p.pick(" → ", " -> ") }

// circumstances says by which waiver, until when, and what would be.
func (p *page) circumstances(v *checker.Verdict, o checker.Outcome) {
	switch o.Outcome {
	case checker.Waived:
		s := p.ends(o.Waiver, 40) + "; " + would(o.Would)
		for _, w := range v.Waivers {
			if w.ID == o.Waiver && w.State == "used" {
				s = fmt.Sprintf("%s until %s, %s left; %s; owner %s, approver %s: %s", p.ends(o.Waiver, 40), moment(w.Expires),
					policy.Count(w.DaysLeft, "day", "days"), would(o.Would), p.ends(w.Owner, 60), p.ends(w.Approver, 60), value(w.Reason))
				break
			}
		}
		p.label("waiver", s)
	case checker.Upcoming:
		p.label("counts", fmt.Sprintf("from %s on, in %s; %s today", value(o.Effective), policy.Count(o.DaysLeft, "day", "days"), would(o.Would)))
	default:
		if !o.Fails {
			p.label("counts", "not, its severity is below "+value(string(v.FailOn)))
		}
	}
}

// would says what an outcome would be without what excuses it.
func would(outcome string) string {
	if outcome == checker.Fail {
		return "would fail"
	}
	return "would be " + value(outcome)
}
