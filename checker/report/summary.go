package report

import (
	"fmt"
	"strings"

	"belay/checker"
	"belay/checker/policy"
)

// counts writes how many commitments had each outcome.
func (p *page) counts(v *checker.Verdict) {
	c := v.Counts
	total := policy.Count(len(v.Outcomes), "commitment", "commitments") + ":"
	parts := []span{}
	for i, n := range []struct {
		n    int
		ink  ink
		word string
	}{{c.Pass, green, "pass"}, {c.Fail, red, "fail"}, {c.Unproven, yellow, "unproven"}, {c.Waived, blue, "waived"}, {c.Upcoming, blue, "upcoming"}, {c.NotApplicable, dim, "n/a"}} {
		if n.n == 0 && i > 2 {
			continue
		}
		paint := n.ink
		if n.n == 0 {
			paint = dim
		}
		if len(parts) > 0 {
			parts = append(parts, say(","))
		}
		parts = append(parts, say(" "), paint.say(fmt.Sprintf("%d %s", n.n, n.word)))
	}
	p.row(0, col{width: cells(total), spans: []span{bold.say(total)}}, col{spans: parts})
	p.blank()
}

// unjudged writes the line of a release that has no verdict.
func (p *page) unjudged(u Unjudged) {
	p.row(0, col{width: 4, spans: []span{red.say("NONE")}},
		col{spans: []span{bold.say(p.ends(value(u.Release), 100)), say(": no verdict, and that is not a pass")}})
}

// verdict writes the one line that says it all. It is the only kind of line that begins with PASS or FAIL.
func (p *page) verdict(v *checker.Verdict) {
	paint, word := red, "FAIL"
	if v.Passed() {
		paint, word = green, "PASS"
	}
	p.row(0, col{width: 4, spans: []span{paint.say(word)}},
		col{spans: []span{bold.say(p.ends(v.Release.Product, 60) + " " + p.ends(v.Release.Version, 40)),
			say(": " + reasons(v))}})
}

// reasons says in a few words why a release passes or fails.
func reasons(v *checker.Verdict) string {
	parts := []string{}
	if n := len(v.Findings); n > 0 {
		differ := 0
		for _, a := range v.Artifacts {
			if a.File == "differs" {
				differ++
			}
		}
		if differ == n {
			parts = append(parts, policy.Count(n, "artifact differs", "artifacts differ"))
		} else {
			parts = append(parts, fails(n)+" outside of the commitments")
		}
	}
	var failing, unproven, spared int
	for _, o := range v.Outcomes {
		switch {
		case o.Outcome != checker.Fail && o.Outcome != checker.Unproven:
		case !o.Fails:
			spared++
		case o.Outcome == checker.Fail:
			failing++
		default:
			unproven++
		}
	}
	of := fmt.Sprintf(" of %d", len(v.Outcomes))
	switch {
	case failing > 0:
		parts = append(parts, fmt.Sprintf("%d%s %s", failing, of, verb(failing)))
		if unproven > 0 {
			parts = append(parts, fmt.Sprintf("%d unproven", unproven))
		}
	case unproven > 0:
		parts = append(parts, fmt.Sprintf("%d%s unproven", unproven, of))
	default:
		parts = append(parts, fmt.Sprintf("%d%s pass", v.Counts.Pass, of))
	}
	if !v.Passed() {
		return strings.Join(parts, ", ")
	}
	// What a pass rests on besides being kept belongs into the same line.
	if spared > 0 {
		parts = append(parts, fmt.Sprintf("%d not kept below %s", spared, value(string(v.FailOn))))
	}
	if v.Counts.Waived > 0 {
		parts = append(parts, fmt.Sprintf("%d waived", v.Counts.Waived))
	}
	return strings.Join(parts, ", ")
}

func verb(n int) string {
	if n == 1 {
		return "fails"
	}
	return "fail"
}

func fails(n int) string { return fmt.Sprintf("%d %s", n, verb(n)) }
