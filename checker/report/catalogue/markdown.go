package catalogue

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"belay/checker/policy"
)

// Markdown returns the catalogue as files by name: README.md, one for each commitment, and crosswalk.md, parameters.md
// and sources.md.
func Markdown(c *Catalogue) map[string][]byte {
	out := map[string][]byte{
		"README.md":     []byte(c.index()),
		"crosswalk.md":  []byte(c.crosswalk()),
		"parameters.md": []byte(c.parameters()),
		"sources.md":    []byte(c.sources()),
	}
	for _, e := range c.Commitments {
		out[e.ID+".md"] = []byte(e.page())
	}
	return out
}

// Generated is how every page of Markdown begins.
const Generated = "<!-- Written by belay policy docs from the METADATA of the commitments: change that instead. -->\n\n"

func (c *Catalogue) index() string {
	var w strings.Builder
	w.WriteString(Generated + "# The catalogue of commitments\n\n> " + md(c.Notice) + "\n\n")
	fmt.Fprintf(&w, "%s in %s. Across all of them: [laws and standards](crosswalk.md), [parameters](parameters.md), [sources and how firm they are](sources.md).\n",
		policy.Count(len(c.Commitments), "commitment", "commitments"), policy.Count(len(c.Families), "family", "families"))
	for _, f := range c.Families {
		w.WriteString("\n## " + capital(md(f.Name)) + "\n\n")
		t := newTable("", "commitment", "severity", "asks")
		for _, e := range c.Commitments {
			if e.Family == f.Name {
				t.row(idLink(e.ID), md(e.Title), severityCell(e.Commitment), sentence(e.Description))
			}
		}
		w.WriteString(t.String())
	}
	if len(c.Profiles) > 0 {
		w.WriteString("\n## Profiles\n\n")
		t := newTable("profile", "values", "")
		for _, p := range c.Profiles {
			t.row(code(p.Name), md(p.Values), sentence(p.Description))
		}
		w.WriteString(t.String())
	}
	return w.String()
}

func idLink(id string) string { return "[" + id + "](" + id + ".md)" }

func idLinks(ids []string) string {
	links := []string{}
	for _, id := range ids {
		links = append(links, idLink(id))
	}
	return strings.Join(links, ", ")
}

func severityCell(c policy.Commitment) string {
	parts := []string{}
	for _, s := range severities(c) {
		parts = append(parts, s.Word+s.Class)
	}
	return strings.Join(parts, ", ")
}

func (e Entry) page() string {
	var w strings.Builder
	section := func(title, about string) {
		w.WriteString("\n## " + title + "\n\n")
		if about != "" {
			w.WriteString(about + "\n\n")
		}
	}
	w.WriteString(Generated + "[The catalogue](README.md)\n\n# " + e.ID + " · " + md(e.Title) + "\n\n" + sentence(e.Description) + "\n\n")
	t := newTable("", "")
	t.row("family", md(e.Family))
	t.row("severity", severityCell(e.Commitment))
	t.row("applies to", md(e.AppliesToWords()))
	t.row("claimed in the manifest at", code(e.Claim))
	if e.EffectiveOn != "" {
		t.row("counts from", e.EffectiveOn+"; until then it is shown as upcoming")
	}
	t.row("to keep it", sentence(e.Fix))
	w.WriteString(t.String())
	if len(e.Parameters) > 0 {
		section("Numbers", "")
		w.WriteString(numbers(e.Parameters))
	}
	section("What it reads", aboutReads)
	w.WriteString(e.readsList())
	section("What proves it", aboutProof)
	w.WriteString(e.proofList())
	e.exampleBlocks(&w, section)
	if len(e.Sources) > 0 {
		section("Sources", "")
		for _, s := range e.Sources {
			fmt.Fprintf(&w, "- %s (%s)\n", link(s.Title, s.Ref), md(s.Firmness))
		}
	}
	if len(e.Crosswalk) > 0 {
		section("Elsewhere", "")
		t := newTable("law or standard", "items")
		for _, key := range slices.Sorted(maps.Keys(e.Crosswalk)) {
			t.row("["+md(key)+"](crosswalk.md#"+slug(key)+")", md(strings.Join(e.Crosswalk[key], ", ")))
		}
		w.WriteString(t.String())
	}
	return w.String()
}

// numbers is the table of a commitment's parameters, and below it the reasons.
func numbers(all map[string]policy.Parameter) string {
	var w strings.Builder
	t := newTable("parameter", "default", "strict", "unit")
	for _, name := range slices.Sorted(maps.Keys(all)) {
		p := all[name]
		t.row(code(name), amountCell(p, p.Values), amountCell(p, p.Strict), md(unit(p)))
	}
	w.WriteString(t.String() + "\n")
	for _, name := range slices.Sorted(maps.Keys(all)) {
		w.WriteString("- " + code(name) + ": " + sentence(all[name].Why) + "\n")
	}
	return w.String()
}

func amountCell(p policy.Parameter, values map[string]any) string {
	parts := []string{}
	for _, a := range amounts(p, values) {
		parts = append(parts, md(a.Word)+a.Class)
	}
	return strings.Join(parts, "; ")
}

func (e Entry) readsList() string {
	var w strings.Builder
	item := func(label string, paths []string) {
		if len(paths) > 0 {
			w.WriteString("- " + label + ": " + codes(grouped(paths)) + "\n")
		}
	}
	item("in the manifest", e.Reads.Manifest)
	rollout, other := ofInput(e.Reads)
	item("of the rollout, as a row of points", rollout)
	item("of the case", other)
	for _, f := range evidenceRead(e.Reads) {
		label := "in evidence of " + md(predicateWord(f.Type))
		item(label, f.Predicate)
		item(label+", of its rollout as a row of points", f.Rollout)
		item(label+", of the evidence itself", f.Itself)
		if len(f.Predicate)+len(f.Rollout)+len(f.Itself) == 0 {
			w.WriteString("- " + label + ": that it is there\n")
		}
	}
	return w.String()
}

func codes(paths []string) string {
	out := []string{}
	for _, p := range paths {
		out = append(out, code(p))
	}
	return strings.Join(out, ", ")
}

func (e Entry) proofList() string {
	var w strings.Builder
	for _, p := range provenBy(e.Commitment) {
		w.WriteString(p.When + ":\n\n")
		for _, way := range p.Ways {
			parts := []string{}
			for _, n := range way {
				part := md(predicateWord(n.Type))
				if n.Test != "" {
					part += " in which " + code(n.Test) + " passed"
				}
				parts = append(parts, part)
			}
			w.WriteString("- " + strings.Join(parts, " with ") + "\n")
		}
		w.WriteString("\n")
	}
	for _, s := range conditions(e.Commitment) {
		w.WriteString(md(s) + "\n\n")
	}
	for _, test := range e.Tests {
		if test.Title != "" {
			w.WriteString("- " + code(test.Name) + " (" + sentence(test.Title) + "): " + sentence(test.Done) + "\n")
		}
	}
	if described(e.Tests) {
		w.WriteString("\n")
	}
	t := newTable("grade that the proof must reach", "in profile")
	for _, r := range gradeRows(e.Grades) {
		t.row(r.Grade, codes(r.Profiles))
	}
	if len(e.Grades) > 0 {
		w.WriteString(t.String())
	}
	return w.String()
}

func (e Entry) exampleBlocks(w *strings.Builder, section func(title, about string)) {
	if e.Passing == nil {
		return
	}
	section("An example that passes", aboutExamples)
	w.WriteString(block("hcl", strings.Split(e.Passing.Text, "\n")) + "\n" + ending(e.Passing, e.Claim) + "\n")
	if e.Failing == nil {
		return
	}
	section("An example that fails", "The case “"+md(e.Failing.Case)+"”, against the one that passes.")
	lines := []string{}
	for _, l := range e.Failing.Changes {
		if l.Op == "~" {
			lines = append(lines, "  …")
			continue
		}
		lines = append(lines, l.Op+" "+l.Text)
	}
	w.WriteString(block("diff", lines) + "\n" + ending(e.Failing, e.Claim) + "\n")
}

func ending(e *Example, claim string) string {
	before, places := verdict(e, claim)
	shown := []string{}
	for _, p := range places {
		if e.Outcome == "denied" || e.Outcome == "silent" {
			shown = append(shown, code(p))
		} else {
			shown = append(shown, md(predicateWord(p)))
		}
	}
	return strings.TrimSpace(before+" "+policy.Join(shown, "and")) + "."
}

func (c *Catalogue) crosswalk() string {
	var w strings.Builder
	w.WriteString(Generated + "[The catalogue](README.md)\n\n# Laws and standards\n\n> " + md(c.Notice) + "\n\n")
	if len(c.Frameworks) == 0 {
		return w.String() + aboutNone + "\n"
	}
	w.WriteString(aboutCrosswalk + "\n")
	for _, f := range c.Frameworks {
		w.WriteString("\n## " + md(f.Key) + "\n\n" + link(f.Name, f.Ref))
		if f.Kind != "" {
			w.WriteString(" (" + f.Kind + ")")
		}
		w.WriteString(". " + f.Note + "\n\n")
		t := newTable("item", "commitment", "severity")
		for _, i := range f.Items {
			for _, id := range i.Commitments {
				e := c.entry(id)
				t.row(md(i.Name), idLink(id)+" "+md(e.Title), severityCell(e.Commitment))
			}
		}
		w.WriteString(t.String())
	}
	return w.String()
}

func (c *Catalogue) parameters() string {
	var w strings.Builder
	w.WriteString(Generated + "[The catalogue](README.md)\n\n# Parameters\n\n")
	if !slices.ContainsFunc(c.Commitments, func(e Entry) bool { return len(e.Parameters) > 0 }) {
		return w.String() + aboutNone + "\n"
	}
	w.WriteString(aboutNumbers + "\n\n")
	t := newTable("commitment", "parameter", "default", "strict", "unit", "why")
	for _, e := range c.Commitments {
		for _, name := range slices.Sorted(maps.Keys(e.Parameters)) {
			p := e.Parameters[name]
			t.row(idLink(e.ID), code(name), amountCell(p, p.Values), amountCell(p, p.Strict), md(unit(p)), sentence(p.Why))
		}
	}
	w.WriteString(t.String())
	return w.String()
}

func (c *Catalogue) sources() string {
	var w strings.Builder
	w.WriteString(Generated + "[The catalogue](README.md)\n\n# Sources\n\n" + aboutFirmness + "\n\n")
	t := newTable("firmness", "means", "sources")
	for _, f := range c.Firmness {
		t.row(f.Word, f.Meaning, fmt.Sprint(len(f.Sources)))
	}
	w.WriteString(t.String())
	for _, f := range c.Firmness {
		if len(f.Sources) == 0 {
			continue
		}
		w.WriteString("\n## " + capital(f.Word) + "\n\n")
		t := newTable("source", "commitments")
		for _, s := range f.Sources {
			t.row(link(s.Title, s.Ref), idLinks(s.Commitments))
		}
		w.WriteString(t.String())
	}
	return w.String()
}
