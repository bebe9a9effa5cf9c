package policy

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Limits of what one commitment may answer, checked on the engine's values
// before anything is copied: thirty lines of Rego can build a value that shares its
// parts and would fill the memory when written out.
const (
	maxDenials     = 100
	maxAnswerNodes = 10_000
	maxAnswerBytes = 1 << 20
	maxPath        = 32 // steps in one "at"
)

// budget is what is left of a commitment's allowance.
type budget struct{ nodes, bytes int }

func (b *budget) spend(bytes int) error {
	b.nodes--
	b.bytes -= bytes
	if b.nodes < 0 || b.bytes < 0 {
		return fmt.Errorf("the answer is larger than %d values or %d bytes", maxAnswerNodes, maxAnswerBytes)
	}
	return nil
}

// UnmarshalJSON reads a denial that another process has written: the numbers of its path are indexes.
func (d *Denial) UnmarshalJSON(b []byte) error {
	var plain struct {
		At []any  `json:"at"`
		By string `json:"by"`
	}
	if err := json.Unmarshal(b, &plain); err != nil {
		return err
	}
	for i, step := range plain.At {
		if n, ok := step.(float64); ok {
			plain.At[i] = int(n)
		}
	}
	d.At, d.By = plain.At, plain.By
	return nil
}

// results turns the engine's answer into one result for every commitment.
func (p *Pack) results(found ast.Object) (map[string]Result, error) {
	claims, denials, proofs := child(found, "claim"), child(found, "deny"), child(found, "proof")
	out := make(map[string]Result, len(p.Commitments))
	for _, c := range p.Commitments {
		id := ast.StringTerm(c.ID)
		r, err := readResult(claims.Get(id), denials.Get(id), proofs.Get(id))
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", c.File, c.ID, err)
		}
		out[c.ID] = r
	}
	return out, nil
}

func child(o ast.Object, name string) ast.Object {
	if t := o.Get(ast.StringTerm(name)); t != nil {
		if c, ok := t.Value.(ast.Object); ok {
			return c
		}
	}
	return ast.NewObject()
}

func readResult(claim, denials, proofs *ast.Term) (Result, error) {
	var r Result
	b := &budget{maxAnswerNodes, maxAnswerBytes}
	if claim != nil {
		v, err := b.value(claim.Value)
		if err != nil {
			return r, fmt.Errorf("claim: %w", err)
		}
		if IsClaim(v) {
			r.Claim = v
		}
	}
	var err error
	if r.Denials, r.Omitted, err = b.denials(denials); err != nil {
		return r, fmt.Errorf("deny: %w", err)
	}
	if r.Proof, err = b.proofs(proofs); err != nil {
		return r, fmt.Errorf("proof: %w", err)
	}
	return r, nil
}

// elements returns the members of the set in t in their order. Both partial
// sets are always defined: a missing one is a fault, not an empty answer.
func elements(t *ast.Term) ([]*ast.Term, error) {
	if t == nil {
		return nil, fmt.Errorf("is undefined")
	}
	s, ok := t.Value.(ast.Set)
	if !ok {
		return nil, fmt.Errorf("is no set")
	}
	return s.Slice(), nil
}

func (b *budget) denials(t *ast.Term) ([]Denial, int, error) {
	list, err := elements(t)
	if err != nil {
		return nil, 0, err
	}
	var out []Denial
	for _, e := range list[:min(len(list), maxDenials)] {
		d, err := b.denial(e.Value)
		if err != nil {
			return nil, 0, err
		}
		out = append(out, d)
	}
	return out, max(0, len(list)-maxDenials), nil
}

func (b *budget) denial(v ast.Value) (Denial, error) {
	var d Denial
	o, ok := v.(ast.Object)
	if !ok {
		return d, fmt.Errorf("a member is no object")
	}
	err := o.Iter(func(k, v *ast.Term) error {
		switch k.Value {
		case ast.String("at"):
			path, err := b.path(v.Value)
			d.At = path
			return err
		case ast.String("by"):
			s, ok := v.Value.(ast.String)
			if !ok || s == "" {
				return fmt.Errorf(`"by" is no string`)
			}
			d.By = string(s)
			return b.spend(len(s))
		}
		return fmt.Errorf(`a member holds something else than "at" and "by"`)
	})
	if err == nil && len(d.At) == 0 {
		err = fmt.Errorf(`"at" is missing or empty`)
	}
	return d, err
}

// path reads a place in the manifest: strings and whole numbers from 0 up.
func (b *budget) path(v ast.Value) ([]any, error) {
	a, ok := v.(*ast.Array)
	if !ok || a.Len() > maxPath {
		return nil, fmt.Errorf(`"at" is no array of at most %d steps`, maxPath)
	}
	var out []any
	for i := range a.Len() {
		switch e := a.Elem(i).Value.(type) {
		case ast.String:
			if err := b.spend(len(e)); err != nil {
				return nil, err
			}
			out = append(out, string(e))
			continue
		case ast.Number:
			if n, err := strconv.Atoi(string(e)); err == nil && n >= 0 {
				out = append(out, n)
				continue
			}
		}
		return nil, fmt.Errorf(`"at" holds something that is neither a string nor a whole number`)
	}
	return out, nil
}

func (b *budget) proofs(t *ast.Term) ([]string, error) {
	list, err := elements(t)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, e := range list {
		s, ok := e.Value.(ast.String)
		if !ok || s == "" {
			return nil, fmt.Errorf("a member is no evidence id")
		}
		if err := b.spend(len(s)); err != nil {
			return nil, err
		}
		out = append(out, string(s))
	}
	slices.Sort(out)
	return out, nil
}

// value copies v, a claim, as long as the budget lasts. Sets become lists.
func (b *budget) value(v ast.Value) (any, error) {
	switch v := v.(type) {
	case ast.Null:
		return nil, b.spend(0)
	case ast.Boolean:
		return bool(v), b.spend(0)
	case ast.String:
		return string(v), b.spend(len(v))
	case ast.Number:
		return json.Number(v), b.spend(len(v))
	case *ast.Array:
		return b.list(v.Len(), v.Elem)
	case ast.Set:
		members := v.Slice()
		return b.list(len(members), func(i int) *ast.Term { return members[i] })
	case ast.Object:
		if err := b.spend(0); err != nil {
			return nil, err
		}
		out := map[string]any{}
		err := v.Iter(func(k, v *ast.Term) error {
			s, ok := k.Value.(ast.String)
			if !ok {
				return fmt.Errorf("an object's key is no string")
			}
			if err := b.spend(len(s)); err != nil {
				return err
			}
			e, err := b.value(v.Value)
			out[string(s)] = e
			return err
		})
		return out, err
	}
	return nil, fmt.Errorf("a value of kind %s", ast.ValueName(v))
}

func (b *budget) list(n int, elem func(int) *ast.Term) (any, error) {
	if err := b.spend(0); err != nil {
		return nil, err
	}
	out := []any{}
	for i := range n {
		e, err := b.value(elem(i).Value)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}
