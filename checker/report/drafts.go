package report

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"belay/checker/policy"
	"belay/checker/policy/draft"
)

// Began says which files a new commitment has, and what to do next. dir is the folder that they are in. The error is
// the writer's.
func Began(w io.Writer, dir string, names []string, o Style) error {
	p := newPage(w, o)
	about := []string{"what is asked: METADATA for people, three rules for the engine", "releases, and what the rules are to make of each", "the release that the tests start from"}
	for i, name := range names {
		p.emit([]span{green.say("wrote"), say("  " + defuse(name))})
		p.text(7, dim.say(about[min(i, len(about)-1)]))
	}
	p.blank()
	p.text(0, say("Its tests pass as they are, and it asks for an example: make it ask for what the title says. Lint fails until its description, its fix and the reason of its number are your own words."))
	p.blank()
	at := ""
	if dir != "." {
		at = " " + dir
	}
	for _, next := range [][2]string{
		{"test" + at, "after each change"},
		{"lint" + at, "for what would go unnoticed"},
		{"mutate" + at, "whether it can pass by accident"},
		{"docs" + at, "how people will read it"},
	} {
		p.row(0, col{width: 5, spans: []span{bold.say("next")}}, col{width: 30, spans: []span{say("belay policy " + next[0])}}, col{spans: []span{dim.say(next[1])}})
	}
	return p.flush()
}

// Lint writes findings for people, with what to write instead, and how many files were looked at. The error is the
// writer's.
func Lint(w io.Writer, found []policy.Finding, files int, o Style) error {
	p := newPage(w, o)
	for _, f := range found {
		where := f.File
		if f.Line > 0 {
			where = fmt.Sprintf("%s:%d:%d", f.File, f.Line, f.Column)
		}
		p.emit([]span{bold.say(defuse(where)), dim.say("  " + defuse(f.Check))})
		p.text(2, say(f.Message))
		if f.Better != "" {
			p.field(2, len("better:"), green.say("better:"), say(f.Better))
		}
		p.blank()
	}
	p.text(0, passOrFail(len(found) == 0), say(" "+policy.Count(len(found), "finding", "findings")+" in "+policy.Count(files, "file", "files")))
	return p.flush()
}

// passOrFail is the word that a report of the bench ends with.
func passOrFail(ok bool) span {
	if ok {
		return green.say("PASS")
	}
	return red.say("FAIL")
}

// Inspect writes what a pack asks for and looks at, for people. The error is the writer's.
func Inspect(w io.Writer, in *draft.Inspection, o Style) error {
	p := newPage(w, o)
	for i, c := range in.Commitments {
		if i > 0 {
			p.blank()
		}
		p.inspected(c)
	}
	p.blank()
	p.text(0, dim.say(policy.Count(len(in.Commitments), "commitment", "commitments")))
	for _, part := range in.Parts {
		p.emit([]span{dim.say(defuse(part.Name) + " " + defuse(part.Digest))})
	}
	return p.flush()
}

func (p *page) inspected(c draft.Inspected) {
	const width = 10
	field := func(label, text string) { p.field(2, width, bold.say(label), say(text)) }
	p.row(0, col{width: idWidth, cut: true, spans: []span{bold.say(value(c.ID))}}, col{spans: []span{bold.say(c.Title)}})
	field("file", c.File)
	for i, name := range slices.Sorted(maps.Keys(c.Parameters)) {
		one := c.Parameters[name]
		text := name + " = " + classed(one.Values, one.Unit)
		if unit := policy.UnitWord(one.Unit); unit != "" {
			text += ", in " + unit
		}
		if len(one.Strict) > 0 {
			text += "; strict: " + classed(one.Strict, one.Unit)
		}
		p.row(2, col{width: width, spans: []span{bold.say(once(i, "parameters"))}}, col{spans: []span{say(text)}})
	}
	field("borrows", strings.Join(c.Reads.Borrowed, ", "))
	field("manifest", strings.Join(c.Reads.Manifest, ", "))
	field("input", strings.Join(c.Reads.Input, ", "))
	for i, typ := range slices.Sorted(maps.Keys(c.Reads.Evidence)) {
		name := typ
		if name == "" {
			name = "of any type"
		}
		p.row(2, col{width: width, spans: []span{bold.say(once(i, "evidence"))}}, col{spans: []span{say(name)}})
		p.text(2+width+gap+2, dim.say(strings.Join(c.Reads.Evidence[typ], ", ")))
	}
	field("tests", strings.Join(c.Reads.Tests, ", "))
	for i, s := range c.Sources {
		p.emit([]span{say("  "), bold.say(fmt.Sprintf("%-*s", width+gap, once(i, "sources"))), dim.say(s.Firmness + " "), say(defuse(s.Ref))})
	}
}

// once is a label where it stands for the first time.
func once(i int, label string) string {
	if i > 0 {
		return ""
	}
	return label
}

// classed writes values by class.
func classed(values map[string]any, unit string) string {
	parts := []string{}
	for _, k := range policy.ClassKeys(values) {
		parts = append(parts, policy.Amount(values[k], unit)+policy.ForClass(k))
	}
	return strings.Join(parts, ", ")
}

// Difference writes how two packs differ, for people. The error is the writer's.
func Difference(w io.Writer, d *draft.Difference, o Style) error {
	p := newPage(w, o)
	counts := map[string]int{}
	for _, c := range d.Changes {
		counts[c.Effect]++
		p.row(0, col{width: idWidth, cut: true, spans: []span{bold.say(value(c.ID))}}, col{spans: []span{bold.say(c.Title + ": "), effectInks[c.Effect].say(effectWords[c.Effect])}})
		for _, point := range c.Points {
			p.text(idWidth+gap, say(point.Says))
		}
		for _, t := range c.Cases {
			p.text(idWidth+gap, say("\""+t.Case+"\": before, "+t.From+"; now, "+t.To+"."), dim.say(" ("+effectWords[t.Effect]+")"))
		}
		p.blank()
	}
	parts := []string{}
	for _, e := range []string{draft.Added, draft.Gone, draft.Stricter, draft.Looser, draft.Both, draft.Other} {
		if counts[e] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[e], effectWords[e]))
		}
	}
	total := policy.Count(d.Same, "commitment is", "commitments are") + " the same"
	if len(parts) > 0 {
		total = strings.Join(parts, ", ") + "; " + total
	}
	if d.Judged > 0 {
		total += "; " + policy.Count(d.Judged, "release of the tests was", "releases of the tests were") + " judged by both"
	}
	p.text(0, bold.say(total))
	return p.flush()
}

var effectInks = map[string]ink{draft.Stricter: red, draft.Looser: yellow, draft.Both: yellow, draft.Added: green, draft.Gone: red, draft.Other: blue}

var effectWords = map[string]string{
	draft.Stricter: "stricter", draft.Looser: "looser", draft.Both: "stricter and looser", draft.Added: "new", draft.Gone: "gone", draft.Other: "changed",
}
