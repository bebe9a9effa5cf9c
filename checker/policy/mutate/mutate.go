// Package mutate asks of a commitment whether it can pass by accident, and of its tests whether they would notice if it
// said something else.
//
// Start with [Run]. It does two things with each commitment:
//
//   - Holes: it takes every passing case of the tests' table `cases`, with no more evidence than it takes to pass, once
//     for each alternative of proof and each piece of evidence that can carry it, and changes one thing after the other.
//   - Survivors: it changes one thing after the other in the rule, and runs its tests. A change for which no test fails
//     is a survivor.
//
// To pass is to have a claim, no denial, and one complete alternative of proof. There are four kinds of hole:
//
//   - [NoClaim]: what METADATA calls the claim is absent, removed or empty, and it passes. Where the claim is a part of the
//     rollout, the exposure goes with it.
//   - [NoProof]: there is no evidence, and the rules call something proof.
//   - [Silence]: a field that the rules read, or a list or an object that holds one, is left out and it passes, although a
//     wrong value there, one that the schema allows, is noticed. It is none where a passing case, or one to which only
//     evidence is lacking, has no such field at the same place, or no object that could hold it if that makes no
//     difference either: then its author has said that it may be absent.
//   - [NoEffect]: a field that the commitment's own file reads makes no difference, whatever stands there: neither to an
//     outcome, nor to what is denied or proven in any case of the table, passing or not.
//
// A field is changed alone, and together with the evidence that says the same, as a vendor does who leaves out in the
// plan what he leaves out in the manifest. What Belay derives from a field always changes with it. What the schema of
// the manifest or of a predicate refuses is tried too, and is no hole: no vendor can bring it about.
//
// What is not asked: whether the rule is wise, whether its cases are like real releases, and whether a change in the
// shared helpers would be noticed; those have tests of their own.
package mutate

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"belay/checker/policy"
	"belay/checker/policy/regotest"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Options say what to mutate. The zero value is every commitment of the last layer.
type Options struct {
	Run      string                            // only commitments whose id this regular expression finds; "" is all
	Progress func(done, all int, doing string) `json:"-"` // called as commitments are finished, by one goroutine at a time; may be nil
}

// Report is what was found, by commitment.
type Report struct {
	Commitments []Commitment `json:"commitments"` // sorted by id
	Holes       int          `json:"holes"`
	Errors      int          `json:"errors"` // commitments that could not be mutated
	Killed      int          `json:"killed"`
	Survived    int          `json:"survived"`
	Score       float64      `json:"score"` // percent of the rule mutants that a test kills, rounded down to a tenth
}

// Commitment is what was found in one commitment.
type Commitment struct {
	ID        string   `json:"id"`
	Title     string   `json:"title"`
	File      string   `json:"file"`
	Error     string   `json:"error,omitempty"` // why there is nothing to mutate: nothing was asked, which is no pass
	Cases     int      `json:"cases"`           // passing ones
	Inputs    Inputs   `json:"inputs"`
	Holes     []Hole   `json:"holes"`
	Unseen    []string `json:"unseen"` // what the rules read and no case holds
	Rules     Rules    `json:"rules"`
	Survivors []Mutant `json:"survivors"`
}

// A NothingError says that no commitment is left to mutate.
type NothingError struct{ Run string }

func (e *NothingError) Error() string {
	if e.Run == "" {
		return "no commitment to mutate"
	}
	return fmt.Sprintf("no commitment's id is found by %q", e.Run)
}

// Run mutates the commitments of the last layer. The error is for a pack that does not load, for tests that do not
// compile, and for an Options.Run that finds nothing.
func Run(ctx context.Context, o Options, layers ...policy.Layer) (*Report, error) {
	chosen, err := regexp.Compile(o.Run)
	if err != nil {
		return nil, err
	}
	b, err := newBench(ctx, layers)
	if err != nil {
		return nil, err
	}
	var todo []policy.Commitment
	for _, c := range b.pack.Commitments {
		if b.own[c.File] && chosen.MatchString(c.ID) {
			todo = append(todo, c)
		}
	}
	if len(todo) == 0 {
		return nil, &NothingError{o.Run}
	}
	r := &Report{Commitments: make([]Commitment, len(todo))}
	var workers sync.WaitGroup
	var next atomic.Int64
	var telling sync.Mutex
	done := 0
	for range min(runtime.GOMAXPROCS(0), len(todo)) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(todo) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				r.Commitments[i] = b.commitment(ctx, todo[i])
				telling.Lock()
				done++
				if o.Progress != nil {
					o.Progress(done, len(todo), todo[i].ID)
				}
				telling.Unlock()
			}
		})
	}
	workers.Wait()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	r.sum()
	return r, nil
}

func (r *Report) sum() {
	for i := range r.Commitments {
		c := &r.Commitments[i]
		r.Holes += len(c.Holes)
		if c.Error != "" {
			r.Errors++
		}
		r.Killed += c.Rules.Killed
		r.Survived += c.Rules.Survived
		c.Rules.Score = score(c.Rules.Killed, c.Rules.Survived)
	}
	r.Score = score(r.Killed, r.Survived)
}

// score is the share that was killed, in percent, rounded down to a tenth.
func score(killed, survived int) float64 {
	if killed+survived == 0 {
		return 0
	}
	return float64(killed*1000/(killed+survived)) / 10
}

// OK reports whether there is no hole, every commitment was mutated, and each of them and all together reach threshold,
// in percent.
func (r *Report) OK(threshold float64) bool {
	if r.Holes > 0 || r.Errors > 0 || r.Score < threshold {
		return false
	}
	return !slices.ContainsFunc(r.Commitments, func(c Commitment) bool { return c.Rules.Score < threshold })
}

// bench is what all commitments share.
type bench struct {
	pack    *policy.Pack
	reads   map[string]policy.Places
	cases   map[string][]regotest.Case
	forms   *forms
	bounds  bounds
	layers  []policy.Layer
	modules []policy.Module
	own     map[string]bool   // files of the last layer
	failing map[string]string // by commitment: a test that does not pass
}

func newBench(ctx context.Context, layers []policy.Layer) (*bench, error) {
	b := &bench{layers: layers, cases: map[string][]regotest.Case{}, own: map[string]bool{}, failing: map[string]string{}}
	var err error
	if b.pack, err = policy.Load(layers...); err != nil {
		return nil, err
	}
	b.reads = b.pack.Places()
	if b.forms, err = readForms(); err != nil {
		return nil, err
	}
	b.bounds = b.forms.bounds()
	if b.modules, err = policy.Modules(layers...); err != nil {
		return nil, err
	}
	for _, m := range b.modules {
		b.own[m.Name] = m.Layer == len(layers)-1
	}
	cases, err := regotest.Cases(ctx, layers...)
	if err != nil {
		return nil, err
	}
	for _, c := range cases {
		b.cases[c.Commitment] = append(b.cases[c.Commitment], c)
	}
	run, err := regotest.Run(ctx, regotest.Options{}, layers...)
	var none *regotest.NoTestError
	if errors.As(err, &none) {
		return b, nil // which is said of each commitment
	} else if err != nil {
		return nil, err
	}
	for _, t := range run.Tests {
		if bad := t.Outcome == regotest.Fail || t.Outcome == regotest.Error || t.Outcome == regotest.NotRun; bad && b.failing[t.Commitment] == "" {
			b.failing[t.Commitment] = fmt.Sprintf("%s:%d: %s", t.File, t.Line, t.FullName())
		}
	}
	return b, nil
}

func (b *bench) commitment(ctx context.Context, c policy.Commitment) Commitment {
	out := Commitment{ID: c.ID, Title: c.Title, File: c.File, Holes: []Hole{}, Unseen: []string{}, Survivors: []Mutant{}}
	if t := b.failing[c.ID]; t != "" {
		out.Error = "its tests must pass before it is mutated: " + t + " does not"
		return out
	}
	for _, part := range []func(context.Context, policy.Commitment, *Commitment) error{b.holes, b.rules} {
		if err := part(ctx, c, &out); err != nil {
			out.Error = err.Error()
			break
		}
	}
	return out
}

func (b *bench) holes(ctx context.Context, c policy.Commitment, out *Commitment) error {
	only, err := b.pack.Only(c.ID)
	if err != nil {
		return err
	}
	j := &judge{ctx: ctx, pack: only, commitment: c}
	s := &search{judge: j, forms: b.forms, fields: fields(b.reads[c.ID])}
	seen := map[string]bool{}
	for _, one := range b.cases[c.ID] {
		r, err := newRelease(one.Input)
		if err != nil {
			return fmt.Errorf("%s:%d: case %q: %w", one.File, one.Line, one.Name, err)
		}
		whole := base{release: r, name: one.Name, file: one.File, line: one.Line}
		whole.answer = j.ask(r)
		whole.proof = slices.Sorted(slices.Values(whole.answer.Proof))
		for _, f := range s.fields {
			if !seen[f.String()] {
				seen[f.String()] = slices.ContainsFunc(f.in(r.plain), func(p path) bool { _, given := get(r.plain, p); return given })
			}
		}
		if whole.answer.pass {
			s.passes = append(s.passes, whole)
		} else {
			s.others = append(s.others, whole)
			evidence, _ := get(r.plain, path{"evidence"})
			if a := whole.answer; policy.IsClaim(a.Claim) && len(a.Denials) == 0 && empty(evidence) {
				s.bare = append(s.bare, whole)
			}
		}
	}
	if len(s.passes) == 0 {
		return fmt.Errorf("nothing to mutate: no case in the table `cases` of its tests passes")
	}
	s.words = b.vocabulary(c, s.passes[0])
	s.own = b.ownFields(c)
	if out.Holes, err = s.holes(); err != nil {
		return err
	}
	out.Cases, out.Inputs = len(s.passes), s.counts
	for _, f := range s.fields {
		if f.leaf && !seen[f.String()] {
			out.Unseen = append(out.Unseen, f.String())
		}
	}
	slices.Sort(out.Unseen)
	return nil
}

// ownFields are the fields that the commitment's own file reads by their names.
func (b *bench) ownFields(c policy.Commitment) map[string]bool {
	names := map[string]bool{}
	for _, m := range b.modules {
		if m.Name != c.File {
			continue
		}
		ast.WalkRefs(m.Parsed, func(ref ast.Ref) bool {
			for _, step := range ref {
				if s, ok := step.Value.(ast.String); ok {
					names[string(s)] = true
				}
			}
			return false
		})
	}
	own := map[string]bool{}
	for _, f := range fields(b.pack.OwnPlaces(c)) {
		own[f.String()] = names[f.last()]
	}
	return own
}

func (b *bench) vocabulary(c policy.Commitment, first base) vocabulary {
	var own *ast.Module
	var library []*ast.Module
	for _, m := range b.modules {
		switch {
		case m.Name == c.File:
			own = m.Parsed
		case !m.Test && len(m.Parsed.Package.Path) > 2 && m.Parsed.Package.Path[2].Equal(ast.StringTerm("lib")):
			library = append(library, m.Parsed)
		}
	}
	parameters, _ := get(first.plain, path{"parameters", c.ID})
	return vocabularyOf(own, library, parameters)
}
