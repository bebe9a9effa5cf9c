package report

import (
	"io"
	"maps"
	"slices"
	"strings"

	"belay/checker/policy"
)

// Explain writes everything that is known of a commitment: what it asks for and of whom, its numbers and the reasons
// for them, what proves it at each moment, how to keep it, and what it rests on. The error is the writer's.
func Explain(w io.Writer, c policy.Commitment, o Style) error {
	p := newPage(w, o)
	p.row(0, col{width: idWidth, cut: true, spans: []span{bold.say(value(c.ID))}}, col{spans: []span{bold.say(c.Title)}})
	p.blank()
	if c.Description != "" {
		p.text(2, say(c.Description))
		p.blank()
	}
	const width = 10
	field := func(label, text string) { p.field(0, width, bold.say(label), say(text)) }
	field("family", c.Family)
	field("severity", severities(c.Severity))
	field("applies to", c.AppliesToWords())
	if c.Claim != "" {
		field("claimed", "at "+c.Claim+" in the manifest")
	}
	gate, audit := p.proof(c.Proof["gate"]), p.proof(c.Proof["audit"])
	if gate == audit {
		field("proven", "before the rollout and after it by "+gate)
	} else {
		field("proven", "before the rollout (gate) by "+gate)
		p.field(0, width, say(""), say("after the rollout (audit) by "+audit))
	}
	if kernel := c.Proof["kernel"]; kernel != nil {
		p.field(0, width, say(""), say("in the kernel by "+p.proof(kernel)))
	}
	field("covers", c.ConcernsWords())
	field("strictness", strictness(c))
	if c.EffectiveOn != "" {
		field("counts", "from "+c.EffectiveOn+" on; until then it is shown as upcoming")
	}
	field("to keep it", c.Fix)
	p.parameters(c.Parameters)
	p.sources(c.Sources)
	p.crosswalk(c.Crosswalk)
	return p.flush()
}

func severities(m map[string]string) string {
	parts := []string{}
	for _, k := range policy.ClassKeys(m) {
		parts = append(parts, m[k]+policy.ForClass(k))
	}
	return strings.Join(parts, ", ")
}

// weights says the same for a column.
func weights(m map[string]string) string {
	parts := []string{}
	for _, k := range policy.ClassKeys(m) {
		if k != "default" {
			parts = append(parts, k+": "+m[k])
		}
	}
	if len(parts) == 0 {
		return m["default"]
	}
	return m["default"] + " (" + strings.Join(parts, ", ") + ")"
}

// proof says the alternatives of what is needed together.
func (p *page) proof(ways [][]string) string {
	if len(ways) == 0 {
		return "nothing"
	}
	parts := []string{}
	for _, together := range ways {
		types := []string{}
		for _, t := range together {
			typ, test, _ := strings.Cut(t, "#")
			typ = p.kind(typ)
			if test != "" {
				typ += " in which " + test + " passed"
			}
			types = append(types, typ)
		}
		parts = append(parts, strings.Join(types, " together with "))
	}
	return strings.Join(parts, ", or ")
}

func strictness(c policy.Commitment) string {
	parts := []string{}
	if c.MinimumGrade != "" {
		parts = append(parts, "never asked for below "+c.MinimumGrade)
	}
	if !c.Waivable {
		parts = append(parts, "never waived")
	}
	return strings.Join(parts, ", ")
}

func (p *page) parameters(all map[string]policy.Parameter) {
	if len(all) == 0 {
		return
	}
	p.blank()
	p.text(0, bold.say("Parameters"))
	for _, name := range slices.Sorted(maps.Keys(all)) {
		one := all[name]
		parts := []string{}
		unit := policy.UnitWord(one.Unit)
		if unit != "" {
			unit = " " + unit
		}
		for _, k := range policy.ClassKeys(one.Values) {
			parts = append(parts, policy.Amount(one.Values[k], one.Unit)+unit+policy.ForClass(k))
			unit = ""
		}
		strict := []string{}
		for _, k := range policy.ClassKeys(one.Strict) {
			strict = append(strict, policy.Amount(one.Strict[k], one.Unit)+policy.ForClass(k))
		}
		if len(strict) > 0 {
			parts = append(parts, "strict: "+strings.Join(strict, ", "))
		}
		p.text(2, bold.say(name), say(" = "+strings.Join(parts, "; ")))
		p.text(4, dim.say(one.Why))
	}
}

func (p *page) sources(all []policy.Source) {
	if len(all) == 0 {
		return
	}
	p.blank()
	p.text(0, bold.say("Sources"))
	for _, s := range all {
		p.row(2, col{width: 9, spans: []span{dim.say(s.Firmness)}}, col{spans: []span{say(s.Title)}})
		if s.Ref != "" {
			// An address that is broken is no address: it may be wider than the page.
			p.emit([]span{say(strings.Repeat(" ", 2+9+gap)), dim.say(defuse(s.Ref))})
		}
	}
}

func (p *page) crosswalk(all map[string][]string) {
	if len(all) == 0 {
		return
	}
	p.blank()
	p.text(0, bold.say("Elsewhere"))
	width := 0
	for name := range all {
		width = min(max(width, cells(value(name))), 20)
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		p.row(2, col{width: width, spans: []span{say(name)}}, col{spans: []span{say(strings.Join(all[name], ", "))}})
	}
}

// List writes one row for each commitment, by family. The error is the writer's.
func List(w io.Writer, cs []policy.Commitment, o Style) error {
	p := newPage(w, o)
	severity, title := 0, 0
	for _, c := range cs {
		severity = max(severity, cells(value(weights(c.Severity))))
		title = max(title, cells(value(c.Title)))
	}
	severity = min(severity, 30)
	title = min(title, p.width-2-idWidth-severity-2*gap)
	row := func(paint ink, id, name, weight string) {
		p.row(2, col{width: idWidth, cut: true, spans: []span{bold.say(id)}}, col{width: title, spans: []span{paint.say(name)}}, col{width: severity, spans: []span{dim.say(weight)}})
	}
	seen := []string{}
	for _, c := range cs {
		if !slices.Contains(seen, c.Family) {
			seen = append(seen, c.Family)
		}
	}
	for i, family := range seen {
		if i > 0 {
			p.blank()
		}
		p.text(0, bold.say(capital(family)))
		for _, c := range cs {
			if c.Family == family {
				row(plain, c.ID, c.Title, weights(c.Severity))
			}
		}
	}
	p.blank()
	p.text(0, dim.say(policy.Count(len(cs), "commitment", "commitments")+"; belay explain ID says what one asks for, and why"))
	return p.flush()
}

// capital writes a heading.
func capital(s string) string {
	s = value(s)
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
