package report

import (
	"fmt"
	"slices"
	"strings"

	"belay/checker"
	"belay/schemas"
)

const (
	mostEvidence = 20
	mostRejected = 8
)

// evidence is the ledger: who proved what, and what was put forward and proves nothing, with the reason.
func (p *page) evidence(v *checker.Verdict) {
	bound := []checker.Evidence{}
	strange := []checker.Evidence{}
	for _, e := range v.Evidence {
		if e.Bound {
			bound = append(bound, e)
		} else {
			strange = append(strange, e)
		}
	}
	if len(v.Evidence)+len(v.Rejected) == 0 {
		p.text(0, bold.say("Evidence: "), yellow.say("none; nothing here is more than claimed"))
		p.blank()
		return
	}
	parts := []string{fmt.Sprintf("%d of this release", len(bound))}
	if len(strange) > 0 {
		parts = append(parts, fmt.Sprintf("%d of another", len(strange)))
	}
	if len(v.Rejected) > 0 {
		parts = append(parts, fmt.Sprintf("%d rejected", len(v.Rejected)))
	}
	p.text(0, bold.say("Evidence: "), say(strings.Join(parts, ", ")))
	l := ledger(v)
	// What matters comes first, so that a long list cannot push it out.
	if len(bound) > mostEvidence {
		slices.SortStableFunc(bound, func(a, b checker.Evidence) int { return l.weight(b.ID) - l.weight(a.ID) })
	}
	width := 0
	for _, e := range v.Evidence {
		l.id = min(max(l.id, cells(value(e.ID))), 5)
		width = min(max(width, cells(p.kind(e.Type))), 28)
	}
	for _, e := range bound[:min(mostEvidence, len(bound))] {
		p.piece(v, e, l, width)
	}
	p.more(len(bound)-mostEvidence, "pieces of evidence")
	for _, e := range strange[:min(mostRejected, len(strange))] {
		p.piece(v, e, l, width)
	}
	p.more(len(strange)-mostRejected, "of other releases")
	for _, r := range v.Rejected[:min(mostRejected, len(v.Rejected))] {
		p.row(2, col{width: 8, spans: []span{yellow.say("rejected")}}, col{spans: []span{say(p.ends(r.Name, p.width-14))}})
		p.text(12, say(value(r.Reason)), dim.say(" ("+value(r.Error)+")"))
		if r.Hint != "" {
			p.text(12, dim.say("hint: "+value(r.Hint)))
		}
	}
	p.more(len(v.Rejected)-mostRejected, "rejected")
	p.blank()
}

// account tells of each piece of evidence, by id, which commitments it proves and which it contradicts.
type account struct {
	proves, contradicts map[string][]string
	id                  int // the width of ids
}

func (a account) weight(id string) int { return len(a.proves[id]) + 1000*len(a.contradicts[id]) }

func ledger(v *checker.Verdict) account {
	a := account{map[string][]string{}, map[string][]string{}, 2}
	for _, o := range v.Outcomes {
		for _, id := range o.By {
			a.proves[id] = append(a.proves[id], value(o.Commitment))
		}
		against := map[string]bool{}
		for _, f := range o.Findings {
			if f.Evidence != "" && !against[f.Evidence] {
				against[f.Evidence] = true
				a.contradicts[f.Evidence] = append(a.contradicts[f.Evidence], value(o.Commitment))
			}
		}
	}
	return a
}

// piece writes one piece of evidence: what it is and who stands behind it, what it is good for, and where it is from.
func (p *page) piece(v *checker.Verdict, e checker.Evidence, l account, width int) {
	by := value(e.Signer)
	if e.Role != "" {
		by += " (" + value(e.Role) + ")"
	}
	paint := plain
	if !e.Bound {
		paint = dim
	}
	p.row(2, col{width: l.id, cut: true, spans: []span{say(value(e.ID))}}, col{width: width, spans: []span{paint.say(p.kind(e.Type))}},
		col{width: 11, cut: true, spans: []span{paint.say(value(string(e.Grade)))}}, col{spans: []span{paint.say(by)}})
	facts := []span{}
	add := func(i ink, s string) {
		if len(facts) > 0 {
			facts = append(facts, dim.say("; "))
		}
		facts = append(facts, i.say(s))
	}
	proves, contradicts := l.proves[e.ID], l.contradicts[e.ID]
	if len(contradicts) > 0 {
		add(red, "contradicts "+p.some(contradicts, 8))
	}
	switch {
	case !e.Bound:
		add(yellow, "not of this release: "+value(e.Reason))
	case len(proves) > 0:
		add(plain, "proves "+p.some(proves, 16))
	case len(contradicts) == 0:
		add(dim, "proves nothing here")
	}
	switch n := len(e.Artifacts); {
	case n == 0:
	case n < len(v.Artifacts):
		add(yellow, fmt.Sprintf("covers %d of %d artifacts: %s", n, len(v.Artifacts), p.some(e.Artifacts, 3)))
	default:
		add(dim, "covers "+p.some(e.Artifacts, 3))
	}
	if e.CoversTarget {
		add(dim, "covers the rollback target")
	}
	if e.CoversSource {
		add(dim, "covers the source revision")
	}
	if e.Time == "" {
		add(yellow, "no trusted time")
	} else {
		add(dim, moment(e.Time))
	}
	add(dim, p.ends(e.Name, p.width-14))
	p.text(2+l.id+gap, facts...)
}

// kind names a predicate type in short, and no longer than a line.
func (p *page) kind(typ string) string { return p.ends(schemas.PredicateName(typ), 72) }

// waivers lists what the waivers at hand came to, as far as the rows of the commitments do not say it.
func (p *page) waivers(v *checker.Verdict) {
	rest := []checker.WaiverUse{}
	for _, w := range v.Waivers {
		if w.State != "used" {
			rest = append(rest, w)
		}
	}
	if len(rest) == 0 {
		return
	}
	p.text(0, bold.say("Waivers"))
	const most = 8
	for _, w := range rest[:min(most, len(rest))] {
		paint, why := dim, "covers nothing here"
		if w.State == "void" {
			paint, why = yellow, "excuses nothing: "+value(w.Reason)
		}
		p.row(2, col{width: 6, spans: []span{paint.say(value(w.State))}},
			col{spans: []span{say(p.ends(w.ID, 40) + " for " + value(w.Commitment) + " " + why), dim.say(" (owner " + p.ends(w.Owner, 60) + ", until " + moment(w.Expires) + ")")}})
	}
	p.more(len(rest)-most, "waivers")
	p.blank()
}
