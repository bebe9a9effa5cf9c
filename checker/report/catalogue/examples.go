package catalogue

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"

	"belay/checker/policy"
	"belay/checker/policy/regotest"
	"belay/schemas"
)

// Example is a case of a commitment's tests, shown where its rules look.
type Example struct {
	Case    string   `json:"case"`    // its name in the table
	Outcome string   `json:"outcome"` // passes, denied, silent, contradicted or unproven
	At      []string `json:"at"`      // of one that is denied: the places in the manifest, sorted
	By      []string `json:"by"`      // types of the evidence that proves it, or that contradicts it, sorted
	Text    string   `json:"text"`    // as HCL: what the manifest says, and where it matters what the evidence says
	Changes []Line   `json:"changes"` // of one that fails, against the one that passes
}

// ranks order how a case ended: what the manifest says wrongly shows best what is asked, then what it does not say. What
// evidence contradicts is told in two places, and a case that is only unproven has the same manifest as one that passes.
var ranks = map[string]int{"denied": 0, "silent": 1, "contradicted": 2, "unproven": 3}

const (
	rank     = 10_000    // more than all else that makes a case worse
	unspoken = 10 * rank // only comments differ: nothing that anybody has written
)

// promised is the name of the case that passes, by convention.
const promised = "as promised"

// judged is a case and how it ended.
type judged struct {
	regotest.Case
	outcome string
	at, by  []string
}

type examples struct {
	cases map[string][]judged // by commitment
	reads map[string]policy.Places
}

// judge evaluates all cases, each by its own commitment.
func judge(ctx context.Context, pack *policy.Pack, reads map[string]policy.Places, cases []regotest.Case) (examples, error) {
	out := examples{map[string][]judged{}, reads}
	all, errs := make([]judged, len(cases)), make([]error, len(cases))
	work := make(chan func())
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for f := range work {
				f()
			}
		})
	}
	var failed error
	for _, c := range pack.Commitments {
		one, err := pack.Only(c.ID)
		if err != nil {
			failed = err
			break
		}
		for i := range cases {
			if cases[i].Commitment == c.ID {
				work <- func() {
					var results map[string]policy.Result
					results, errs[i] = one.Eval(ctx, cases[i].Input)
					all[i] = ended(c, cases[i], results[c.ID])
				}
			}
		}
	}
	close(work)
	workers.Wait()
	for i, j := range all {
		if errs[i] == nil { // a case may be there to show that an input makes the rules fail
			out.cases[j.Commitment] = append(out.cases[j.Commitment], j)
		}
	}
	return out, cmp.Or(failed, ctx.Err())
}

// ended says how a case ended, by the commitment's own rules and what METADATA asks of the proof.
func ended(c policy.Commitment, one regotest.Case, r policy.Result) judged {
	j := judged{Case: one, outcome: "passes", at: []string{}, by: []string{}}
	types := map[string]string{}
	for _, e := range list(one.Input, "evidence") {
		types[text(e, "id")] = text(e, "type")
	}
	for _, d := range r.Denials {
		if d.By == "" {
			j.at = append(j.at, schemas.PathString(d.At))
		} else {
			j.by = append(j.by, types[d.By])
		}
	}
	switch {
	case len(j.at) > 0:
		j.outcome, j.by = "denied", []string{}
	case !policy.IsClaim(r.Claim):
		j.outcome, j.by = "silent", []string{}
	case len(j.by) > 0:
		j.outcome = "contradicted"
	default:
		for _, id := range r.Proof {
			j.by = append(j.by, types[id])
		}
		if len(c.Proven(r.Proof, one.Input)) == 0 {
			j.outcome, j.by = "unproven", []string{}
		}
	}
	slices.Sort(j.at)
	slices.Sort(j.by)
	j.at, j.by = slices.Compact(j.at), slices.Compact(j.by)
	return j
}

// of returns the case of c that passes, as promised where that one does, and the one that fails by the least that can be
// seen in a manifest; nil where there is none.
func (x examples) of(c policy.Commitment) (passing, failing *Example) {
	all, reads := x.cases[c.ID], x.reads[c.ID]
	var pass *judged
	for i, j := range all {
		if j.outcome == "passes" && (pass == nil || j.Name == promised) {
			pass = &all[i]
		}
	}
	if pass == nil {
		return nil, nil
	}
	best := 0
	shown := show(reads, *pass, *pass)
	for _, j := range all {
		if j.outcome == "passes" {
			continue
		}
		own, other := show(reads, *pass, j), show(reads, j, *pass)
		lines := compare(own.lines(), other.lines())
		if cost := other.cost(j, lines, len(own.evidence) > 0 && len(other.evidence) == 0); changes(lines) > 0 && (failing == nil || cost < best) {
			best, shown = cost, own
			failing = &Example{Case: j.Name, Outcome: j.outcome, At: j.at, By: j.by, Text: strings.Join(other.lines(), "\n"), Changes: lines}
		}
	}
	lines := shown.lines()
	if len(lines) == 0 { // nothing in the manifest is read: the evidence is the example
		lines = show(reads, *pass, judged{}).lines()
	}
	return &Example{Case: pass.Name, Outcome: pass.outcome, At: pass.at, By: pass.by, Text: strings.Join(lines, "\n"), Changes: []Line{}}, failing
}

// onlyComments tells whether nothing differs but comments, which say what is so around the release.
func onlyComments(lines []Line) bool {
	return !slices.ContainsFunc(lines, func(l Line) bool {
		return (l.Op == "-" || l.Op == "+") && l.Text != "" && !strings.HasPrefix(l.Text, "#")
	})
}

// cost orders cases that fail: the one that says most by itself, in the fewest lines, first. A value that is wrong says
// more than one that is missing.
func (s shownCase) cost(j judged, lines []Line, without bool) int {
	cost := ranks[j.outcome]*rank + min(10*changes(lines)+100*len(s.facts)+10*len(j.at), rank/2)
	if onlyComments(lines) {
		cost += unspoken
	}
	if !slices.ContainsFunc(lines, func(l Line) bool { return l.Op == "+" }) {
		cost += 100
	}
	if s.hidden {
		cost += 500
	}
	switch {
	case len(s.evidence) > 0:
		cost += 300
	case without: // all that is seen is that it is missing
		cost += 700
	}
	return cost
}
