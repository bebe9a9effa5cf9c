package mutate

import (
	"context"
	"slices"
	"strings"

	"belay/checker/policy"

	"github.com/open-policy-agent/opa/v1/ast"
)

// A release is an input in both forms: as plain values to look into, and as the engine takes it.
type release struct {
	plain any
	value ast.Value
}

func newRelease(input map[string]any) (release, error) {
	v, err := ast.InterfaceToValue(input)
	return release{input, v}, err
}

// with is the release after changes; what they do not touch is shared.
func (r release) with(changes []change) (release, error) {
	var err error
	for _, c := range changes {
		r.plain = put(r.plain, c.at, c.to)
		if r.value, err = putValue(r.value, c.at, c.to); err != nil {
			return r, err
		}
	}
	return r, nil
}

// judge asks one commitment.
type judge struct {
	ctx        context.Context
	pack       *policy.Pack // of the one commitment
	commitment policy.Commitment
	asked      int
}

// answer is what the commitment's rules say of one release.
type answer struct {
	policy.Result
	failed bool // there is none: a limit was broken, or two rules contradict each other
	pass   bool
}

func (j *judge) ask(r release) answer {
	j.asked++
	results, err := j.pack.EvalValue(j.ctx, r.value)
	if err != nil {
		return answer{failed: true}
	}
	a := answer{Result: results[j.commitment.ID]}
	a.pass = j.passes(a.Result, r.plain)
	return a
}

// passes reports whether a result is a pass: there is a claim, nothing denies it, and one of the alternatives of proof is
// complete. Grades are the checker's business: that somebody may vouch for it at all is taken as given.
func (j *judge) passes(r policy.Result, input any) bool {
	return policy.IsClaim(r.Claim) && len(r.Denials) == 0 && r.Omitted == 0 && len(j.proven(r, input)) > 0
}

// proven are the alternatives of proof that are complete, by their number.
func (j *judge) proven(r policy.Result, input any) []int {
	facts, _ := input.(map[string]any)
	return j.commitment.Proven(r.Proof, facts)
}

// typeOf is the predicate type of an alternative, without the test that must have passed.
func typeOf(wanted string) string {
	typ, _, _ := strings.Cut(wanted, "#")
	return typ
}

// typesOf are the types of the evidence in input by its ids.
func typesOf(input any) map[string]string {
	out := map[string]string{}
	evidence, _ := get(input, path{"evidence"})
	list, _ := evidence.([]any)
	for _, e := range list {
		id, _ := get(e, path{"id"})
		typ, _ := get(e, path{"type"})
		if name, ok := id.(string); ok {
			out[name], _ = typ.(string)
		}
	}
	return out
}

// different reports whether the rules say something else, be it of the same outcome.
func different(a, b answer) bool {
	return a.failed != b.failed || a.pass != b.pass || policy.IsClaim(a.Claim) != policy.IsClaim(b.Claim) || a.Omitted != b.Omitted || !slices.Equal(a.Proof, b.Proof) ||
		!slices.EqualFunc(a.Denials, b.Denials, func(x, y policy.Denial) bool { return x.By == y.By && equal(x.At, y.At) })
}

// A base is a passing release that is changed in one place after another.
type base struct {
	release
	name   string
	line   int
	file   string
	proof  []string // ids of the evidence that is there
	answer answer
}

// bases returns the release of a passing case with no more evidence than it takes to pass, once for each alternative of
// proof and each piece of evidence that can carry it: what one piece leaves open, another must not hide.
func (j *judge) bases(whole base) ([]base, error) {
	var out []base
	seen := map[string]bool{}
	evidence, _ := get(whole.plain, path{"evidence"})
	list, _ := evidence.([]any)
	types := typesOf(whole.plain)
	facts, _ := whole.plain.(map[string]any)
	alternatives := j.commitment.ProofIn(facts)
	for _, n := range j.proven(whole.answer.Result, whole.plain) {
		for _, kept := range whole.answer.Proof {
			if !slices.ContainsFunc(alternatives[n], func(t string) bool { return typeOf(t) == types[kept] }) {
				continue
			}
			left, err := j.fewest(whole, list, n, kept)
			if err != nil {
				return nil, err
			}
			if key := strings.Join(left.proof, " "); !seen[key] {
				seen[key] = true
				out = append(out, left)
			}
		}
	}
	return out, nil
}

// fewest leaves out one piece of evidence after the other, as long as alternative n stays proven, and kept the last.
func (j *judge) fewest(whole base, list []any, n int, kept string) (base, error) {
	left := slices.Clone(list)
	best := whole
	idOf := func(e any) string {
		id, _ := get(e, path{"id"})
		s, _ := id.(string)
		return s
	}
	slices.SortStableFunc(left, func(a, b any) int {
		return boolInt(idOf(a) == kept) - boolInt(idOf(b) == kept)
	})
	for i := 0; i < len(left); {
		fewer := slices.Delete(slices.Clone(left), i, i+1)
		r, err := whole.with([]change{{at: path{"evidence"}, to: fewer}})
		if err != nil {
			return whole, err
		}
		if a := j.ask(r); a.pass && slices.Contains(j.proven(a.Result, r.plain), n) {
			left, best.release, best.answer = fewer, r, a
		} else {
			i++
		}
	}
	best.proof = nil
	for _, e := range left {
		best.proof = append(best.proof, idOf(e))
	}
	slices.Sort(best.proof)
	return best, nil
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
