package policy

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"belay/checker/policy/plan"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Compiled is a pack that was checked and compiled when it was written; see package planner.
type Compiled struct {
	Digest      string // of its source, as in Part
	Commitments []Commitment
	Program     *plan.Program
}

// Marshal writes c; LoadCompiled reads it. The first two lines are for people too: what it was made from.
func (c Compiled) Marshal() ([]byte, error) {
	about, err := json.Marshal(c.Commitments)
	if err != nil {
		return nil, err
	}
	return bytes.Join([][]byte{[]byte(c.Digest), about, c.Program.Marshal()}, []byte("\n")), nil
}

// LoadCompiled returns the pack in l from its compiled form, which must have been made from the very same source. It
// evaluates as Load's does, and takes a small part of the time to load and to evaluate. Like all that is not checked it
// is for the pack that is part of the program.
func LoadCompiled(l Layer, compiled []byte) (*Pack, error) {
	digest, rest, _ := bytes.Cut(compiled, []byte("\n"))
	about, program, found := bytes.Cut(rest, []byte("\n"))
	if !found {
		return nil, errors.New("reading the compiled pack: it is cut off")
	}
	files, err := readLayer(l, 0, false, func(source) error { return nil }) // the same bytes were looked at before
	if err != nil {
		return nil, err
	}
	p := &Pack{Parts: parts([]Layer{l}, files)}
	if p.Parts[0].Digest != string(digest) {
		return nil, errors.New("the compiled pack was made from another source")
	}
	d := json.NewDecoder(bytes.NewReader(about))
	d.UseNumber()
	if err := d.Decode(&p.Commitments); err != nil {
		return nil, fmt.Errorf("reading the compiled pack: %w", err)
	}
	if p.program, err = plan.Unmarshal(program); err != nil {
		return nil, fmt.Errorf("reading the compiled pack: %w", err)
	}
	return p, nil
}

// runProgram judges input with the compiled rules.
func (p *Pack) runProgram(ctx context.Context, input *ast.Term) (map[string]Result, error) {
	e, done := p.program.Evaluate(ctx, input)
	defer done()
	out := make(map[string]Result, len(p.Commitments))
	for _, c := range p.Commitments {
		var answers [3]*ast.Term
		for i, rule := range contract {
			var err error
			if answers[i], err = e.Rule(c.Package + "." + rule); err != nil {
				return nil, fmt.Errorf("%s: %s: %s: %w", c.File, c.ID, rule, err)
			}
		}
		r, err := readResult(answers[0], answers[1], answers[2])
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", c.File, c.ID, err)
		}
		out[c.ID] = r
	}
	return out, nil
}
