package regotest

import (
	"cmp"
	"slices"
	"strings"

	"belay/schemas"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// Coverage says which of the rules no test reaches. Lines are those that hold something to evaluate.
type Coverage struct {
	Percent float64 `json:"percent"` // of the lines
	Lines   int     `json:"lines"`
	Missed  int     `json:"missed"` // lines that no test reaches
	Gaps    []Gap   `json:"gaps"`
}

// Gap is a stretch of a rule that no test reaches.
type Gap struct {
	File       string `json:"file"`
	Line       int    `json:"line"`  // the first
	Until      int    `json:"until"` // the last
	Commitment string `json:"commitment,omitempty"`
	Text       string `json:"text"`          // the first line as it is written
	Why        string `json:"why,omitempty"` // what is known of the reason
}

// String returns "file:line: no test reaches this".
func (g Gap) String() string {
	s := schemas.Position{File: g.File, Line: g.Line, Column: 1}
	out := strings.TrimSuffix(s.String(), ":1") + ": no test reaches this"
	if g.Why != "" {
		out += " (" + g.Why + ")"
	}
	return out
}

// OPA passes over what cannot change the answer. A stretch that is reached when it does not is no less untested: the
// words say in which way.
var whys = map[cover.Kind]string{
	cover.KindIndexExcluded: "tests come here, and each is turned away by a comparison with the input",
	cover.KindEarlyExit:     "the answer is known before",
}

// reach notes what tests evaluate: as it is, without the index, and without leaving early.
type reach struct {
	plain, noIndex, noExit *cover.Cover
}

func newReach() *reach {
	r := &reach{cover.New(), cover.New(), cover.New()}
	r.plain.AddRun(cover.KindIndexExcluded, r.noIndex)
	r.plain.AddRun(cover.KindEarlyExit, r.noExit)
	return r
}

func (r *reach) trace(q *topdown.Query) { q.WithQueryTracer(r.plain) }

// again has a test evaluated twice more.
func (r *reach) again(evaluate func(func(*topdown.Query))) {
	evaluate(func(q *topdown.Query) { q.WithQueryTracer(r.noIndex).WithIndexing(false) })
	evaluate(func(q *topdown.Query) { q.WithQueryTracer(r.noExit).WithEarlyExit(false) })
}

// coverage reports on the rules of a layer.
func (s *suite) coverage(reached *reach, layer int) *Coverage {
	rules, lines := map[string]*ast.Module{}, map[string][]string{}
	for _, m := range s.modules {
		if !m.Test && m.Layer == layer {
			rules[m.Name], lines[m.Name] = m.Parsed, strings.Split(string(m.Text), "\n")
		}
	}
	report := reached.plain.Report(rules)
	c := &Coverage{Percent: 100, Gaps: []Gap{}}
	for name := range rules {
		f := report.Files[name]
		c.Lines += f.CoveredLines + f.NotCoveredLines
		c.Missed += f.NotCoveredLines
		for _, r := range f.NotCovered {
			g := Gap{File: name, Line: r.Start.Row, Until: r.End.Row, Commitment: s.ids[strings.TrimSuffix(name, ".rego")+"_test.rego"]}
			if g.Line >= 1 && g.Line <= len(lines[name]) {
				g.Text = strings.TrimSpace(lines[name][g.Line-1])
			}
			for _, k := range r.Kinds {
				g.Why = cmp.Or(g.Why, whys[k])
			}
			c.Gaps = append(c.Gaps, g)
		}
	}
	slices.SortFunc(c.Gaps, func(a, b Gap) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(b.Until, a.Until))
	})
	// A line can hold several expressions: it is said once.
	c.Gaps = slices.CompactFunc(c.Gaps, func(a, b Gap) bool { return a.File == b.File && a.Line == b.Line })
	if c.Lines > 0 {
		c.Percent = 100 * float64(c.Lines-c.Missed) / float64(c.Lines)
	}
	return c
}
