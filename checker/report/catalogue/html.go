package catalogue

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"belay/checker/policy"
)

//go:embed page.html.tmpl
var pageSource string

//go:embed style.css
var styleSource string

//go:embed filter.js
var filterSource string

// HTML returns the catalogue as one page that holds everything it needs and asks for nothing: no fonts, no pictures, no
// requests, and a script only for the filter. Its own policy forbids all else, should a text ever slip through as markup.
func HTML(c *Catalogue) ([]byte, error) {
	page, err := template.New("page").Funcs(template.FuncMap{
		"clean": clean, "capital": capital, "slug": slug, "spans": spans, "line": cleanLine, "address": address, "counted": policy.Count,
		"predicate": predicateWord, "severities": severities, "provenBy": provenBy, "conditions": conditions, "grades": gradeRows,
		"reads": readsOf, "figure": figureOf, "about": about,
		"entries": func(f Family) (out []Entry) {
			for _, id := range f.Commitments {
				out = append(out, c.entry(id))
			}
			return out
		},
		"values": func(p policy.Parameter) []classed { return amounts(p, p.Values) },
		"withUnit": func(p policy.Parameter) []classed {
			out := amounts(p, p.Values)
			out[0].Word = strings.TrimSpace(out[0].Word + " " + unitWord(p))
			return out
		},
		"rest":    func(p policy.Parameter) []classed { return amounts(p, p.Values)[1:] },
		"stricts": func(p policy.Parameter) []classed { return amounts(p, p.Strict) },
		"split":   func(s string) []string { return strings.Split(s, "\n") },
		"told":    described,
		"pair":    func(title, ref string) Source { return Source{Title: title, Ref: ref} },
		"ending":  endingOf,
		"entry":   c.entry,
	}).Parse(pageSource)
	if err != nil {
		return nil, fmt.Errorf("reading the template: %w", err)
	}
	first, rest, _ := strings.Cut(c.Notice, ". ")
	numbers := slices.ContainsFunc(c.Commitments, func(e Entry) bool { return len(e.Parameters) > 0 })
	var out bytes.Buffer
	err = page.Execute(&out, map[string]any{
		"CSS": template.CSS(styleSource), "JS": template.JS(filterSource),
		"Policy":      "default-src 'none'; style-src " + hashOf(styleSource) + "; script-src " + hashOf(filterSource) + "; base-uri 'none'; form-action 'none'",
		"NoticeFirst": first + ".", "NoticeRest": rest, "Numbers": numbers,
		"Families": c.Families, "Commitments": c.Commitments, "Frameworks": c.Frameworks, "Firmness": c.Firmness, "Profiles": c.Profiles, "Parts": c.Parts,
	})
	return out.Bytes(), err
}

// hashOf is how a page's policy names the one style or script that it allows.
func hashOf(source string) string {
	sum := sha256.Sum256([]byte(source))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

func about(what string) string {
	return map[string]string{"crosswalk": aboutCrosswalk, "numbers": aboutNumbers, "firmness": aboutFirmness, "none": aboutNone}[what]
}

// figure is the default of a parameter, shown large.
type figure struct{ Value, Unit string }

func figureOf(p policy.Parameter) figure {
	return figure{amounts(p, p.Values)[0].Word, unitWord(p)}
}

// readLine is one line of what a commitment reads. No paths: all that is read is whether it is there.
type readLine struct {
	Label string
	Paths []string
}

func readsOf(e Entry) (out []readLine) {
	add := func(label string, paths []string) {
		if len(paths) > 0 {
			out = append(out, readLine{label, grouped(paths)})
		}
	}
	rollout, other := ofInput(e.Reads)
	add("Manifest", e.Reads.Manifest)
	add("Rollout as points", rollout)
	add("The case", other)
	for _, f := range evidenceRead(e.Reads) {
		name := predicateWord(f.Type)
		all := slices.Clone(f.Predicate)
		for _, p := range f.Rollout {
			all = append(all, "exposure."+p)
		}
		for _, p := range f.Itself {
			all = append(all, "evidence."+p)
		}
		out = append(out, readLine{name, grouped(all)})
	}
	return out
}

// endingView is how an example ends; Code says that the places are in the manifest.
type endingView struct {
	Before string
	Places []string
	Code   bool
}

func endingOf(e *Example, claim string) endingView {
	before, places := verdict(e, claim)
	return endingView{before, places, e.Outcome == "denied" || e.Outcome == "silent"}
}
