package draft

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"belay/checker/policy"
	"belay/checker/policy/regotest"
)

// What a change does to what is asked for.
const (
	Stricter = "stricter"
	Looser   = "looser"
	Both     = "both"  // stricter for some and looser for others
	Other    = "other" // changed, and neither
	Added    = "new"
	Gone     = "gone"
)

// Difference is how two packs differ.
type Difference struct {
	Changes []Change `json:"changes"` // what is new first, then by id
	Same    int      `json:"same"`    // commitments that are alike in all that is compared
	Judged  int      `json:"judged"`  // cases of both packs' tests that were judged by both
}

// Change is how one commitment differs.
type Change struct {
	ID     string   `json:"id"`
	Title  string   `json:"title"`
	Effect string   `json:"effect"` // all in all
	Points []Point  `json:"points"` // what METADATA and parameters say otherwise
	Cases  []Turned `json:"cases"`  // releases that are judged otherwise
}

// Point is one thing that is said otherwise.
type Point struct {
	What   string `json:"what"` // parameter, severity, proof, applies_to, effective_on, title …
	Effect string `json:"effect"`
	Says   string `json:"says"` // in a plain sentence
}

// Turned is a release of the tests that the two packs judge otherwise.
type Turned struct {
	Case   string `json:"case"`
	From   string `json:"from"` // what the old pack says, in words
	To     string `json:"to"`
	Effect string `json:"effect"`
}

// Diff says how the pack that is loaded from new differs from that of old, each given as its layers. Which way a
// parameter goes, and what changed rules come to, is found out by judging the releases of both packs' tests.
func Diff(ctx context.Context, older, newer []policy.Layer) (*Difference, error) {
	from, err := side(ctx, older)
	if err != nil {
		return nil, fmt.Errorf("loading the old pack: %w", err)
	}
	to, err := side(ctx, newer)
	if err != nil {
		return nil, fmt.Errorf("loading the new pack: %w", err)
	}
	d := &Difference{Changes: []Change{}}
	for _, id := range inEither(from.known, to.known) {
		a, was := from.known[id]
		b, is := to.known[id]
		switch {
		case !was:
			d.Changes = append(d.Changes, Change{ID: id, Title: b.Title, Effect: Added, Points: []Point{{"commitment", Added, "It is new: " + b.Description}}, Cases: []Turned{}})
		case !is:
			d.Changes = append(d.Changes, Change{ID: id, Title: a.Title, Effect: Gone, Points: []Point{{"commitment", Gone, "It is gone; it asked: " + a.Description}}, Cases: []Turned{}})
		default:
			p := pair{from: from, to: to, a: a, b: b}
			c, err := p.change(ctx)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", id, err)
			}
			d.Judged += p.judged
			if c == nil {
				d.Same++
				continue
			}
			d.Changes = append(d.Changes, *c)
		}
	}
	slices.SortStableFunc(d.Changes, func(a, b Change) int {
		rank := map[bool]int{true: 0, false: 1}
		return rank[a.Effect == Added] - rank[b.Effect == Added]
	})
	return d, nil
}

// Adds reports whether own can stand beside pack, as a draft does that brings commitments of its own: nothing in it has
// an id or a package that is there already. They are searched, not parsed.
func Adds(pack, own policy.Files) bool {
	taken := map[string]bool{}
	for _, text := range pack {
		for _, m := range slices.Concat(writtenID.FindAllSubmatch(text, -1), writtenPackage.FindAllSubmatch(text, -1)) {
			taken[string(m[1])] = true
		}
	}
	for _, text := range own {
		for _, m := range slices.Concat(writtenID.FindAllSubmatch(text, -1), writtenPackage.FindAllSubmatch(text, -1)) {
			if taken[string(m[1])] {
				return false
			}
		}
	}
	return true
}

var writtenPackage = regexp.MustCompile(`(?m)^package[ \t]+([a-z0-9_.]+)[ \t\r]*(#.*)?$`)

// inEither are the keys of both, sorted.
func inEither[V any](a, b map[string]V) []string {
	keys := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(keys)
	return slices.Compact(keys)
}

// half is one of the two packs.
type half struct {
	pack  *policy.Pack
	known map[string]policy.Commitment
	cases map[string][]regotest.Case
}

func side(ctx context.Context, layers []policy.Layer) (*half, error) {
	p, err := policy.Load(layers...)
	if err != nil {
		return nil, err
	}
	cases, err := regotest.Cases(ctx, layers...)
	if err != nil {
		return nil, err
	}
	h := &half{pack: p, known: map[string]policy.Commitment{}, cases: map[string][]regotest.Case{}}
	for _, c := range p.Commitments {
		h.known[c.ID] = c
	}
	for _, c := range cases {
		h.cases[c.Commitment] = append(h.cases[c.Commitment], c)
	}
	return h, nil
}

// pair is one commitment in both packs.
type pair struct {
	from, to *half
	a, b     policy.Commitment
	judged   int
}

// change returns how the two differ, or nil.
func (p *pair) change(ctx context.Context) (*Change, error) {
	c := &Change{ID: p.b.ID, Title: p.b.Title, Points: p.metadata(), Cases: []Turned{}}
	rewritten := p.from.pack.Fingerprint(p.a.ID) != p.to.pack.Fingerprint(p.b.ID)
	moved := p.moved()
	if rewritten || len(moved) > 0 {
		j, err := newJudge(p)
		if err != nil {
			return nil, err
		}
		for _, m := range moved {
			point, err := j.parameter(ctx, m)
			if err != nil {
				return nil, err
			}
			c.Points = append(c.Points, point)
		}
		if c.Cases, err = j.turned(ctx); err != nil {
			return nil, err
		}
		p.judged = len(j.cases)
	}
	if rewritten {
		c.Points = append(c.Points, rewriting(len(c.Cases), p.judged))
	}
	slices.SortStableFunc(c.Points, func(a, b Point) int { return strings.Compare(a.What, b.What) })
	if len(c.Points) == 0 && len(c.Cases) == 0 {
		return nil, nil
	}
	effects := []string{}
	for _, x := range c.Points {
		effects = append(effects, x.Effect)
	}
	for _, x := range c.Cases {
		effects = append(effects, x.Effect)
	}
	c.Effect = together(effects)
	return c, nil
}

// rewriting says that the rules differ, and what the cases make of it.
func rewriting(turned, judged int) Point {
	switch {
	case turned > 0:
		return Point{"rules", Other, fmt.Sprintf("Its rules are written otherwise; %d of %d releases of the tests are judged otherwise.", turned, judged)}
	case judged == 0:
		return Point{"rules", Other, "Its rules are written otherwise, and no test has a release that could show what that changes."}
	}
	return Point{"rules", Other, fmt.Sprintf("Its rules are written otherwise, and none of the %d releases of the tests is judged otherwise.", judged)}
}

// together is what several changes come to.
func together(effects []string) string {
	strict := slices.Contains(effects, Stricter) || slices.Contains(effects, Both)
	loose := slices.Contains(effects, Looser) || slices.Contains(effects, Both)
	switch {
	case strict && loose:
		return Both
	case strict:
		return Stricter
	case loose:
		return Looser
	}
	return Other
}
