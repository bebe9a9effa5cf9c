package policy

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"belay/schemas"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Finding is one thing that Lint would have otherwise.
type Finding struct {
	File    string `json:"file"`
	Line    int    `json:"line"`   // from 1; 0: the file as a whole
	Column  int    `json:"column"` // from 1
	Check   string `json:"check"`  // what found it: load for what keeps the pack from loading, else a name of its own
	Message string `json:"message"`
	Better  string `json:"better"` // what to write instead, or ""
}

// Families are the families of the built-in pack: the letters that ids begin with, and the folder.
var Families = map[string]string{
	"SD": "staged_deployment",
	"HG": "halt_gates",
	"CV": "content_validation",
	"SG": "signed_content",
	"RB": "rollback",
	"KP": "kernel",
	"CC": "customer_control",
	"IR": "incident_readiness",
	"FP": "fairness",
	"PS": "provenance",
	"LC": "lifecycle",
}

// Lint returns what is wrong with the last of layers, or could be better, sorted by place: all that keeps it from
// loading, and then what loads and would judge otherwise than its author means. The layers before are what it stands
// on. An error says that it could not be read at all, or that a limit was broken.
func Lint(layers ...Layer) ([]Finding, error) {
	modules, err := Modules(layers...)
	if err != nil {
		return unloaded(err)
	}
	l := &review{own: map[string]bool{}}
	parsed := map[string]*ast.Module{}
	for _, m := range modules {
		if m.Layer == len(layers)-1 {
			l.own[m.Name] = true
			l.modules = append(l.modules, m)
		}
		if !m.Test {
			parsed[m.Name] = m.Parsed
		}
	}
	l.commitments, _ = commitments(parsed, &problems{}) // what is wrong with METADATA, loading says
	for _, c := range l.commitments {
		if l.own[c.File] {
			l.metadata(c, parsed[c.File])
		}
	}
	l.tests()
	p, err := Load(layers...)
	if err != nil {
		broken, err := unloaded(err)
		if err != nil {
			return nil, err
		}
		l.found = append(l.found, broken...)
	} else {
		l.rules(p)
		l.silence(p)
		l.strictTests(layers, modules) // only now: rules that do not load can take any amount of time to compile
	}
	return l.sorted(), nil
}

// unloaded makes findings of what keeps a pack from loading, where it has places.
func unloaded(err error) ([]Finding, error) {
	var written schemas.Errors
	if !errors.As(err, &written) {
		return nil, err
	}
	var out []Finding
	for _, e := range written {
		out = append(out, Finding{File: e.File, Line: e.Line, Column: e.Column, Check: "load", Message: e.Message, Better: e.Hint})
	}
	return out, nil
}

// review collects findings.
type review struct {
	own         map[string]bool // files that are looked at
	modules     []Module        // of own, tests included
	commitments []Commitment    // of all layers, as far as their METADATA can be read
	found       []Finding
}

func (l *review) add(check string, loc *ast.Location, better, format string, a ...any) {
	if loc == nil || !l.own[loc.File] {
		return
	}
	l.found = append(l.found, Finding{
		File: loc.File, Line: loc.Row, Column: loc.Col, Check: check,
		Message: schemas.Clean(fmt.Sprintf(format, a...)), Better: schemas.Clean(better),
	})
}

// module is the file as it was parsed, with its METADATA; nil where it is not looked at.
func (l *review) module(file string) *ast.Module {
	for _, m := range l.modules {
		if m.Name == file {
			return m.Parsed
		}
	}
	return nil
}

// sorted returns the findings by place, each once.
func (l *review) sorted() []Finding {
	slices.SortFunc(l.found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Check, b.Check), cmp.Compare(a.Message, b.Message))
	})
	return slices.CompactFunc(l.found, func(a, b Finding) bool { return a == b })
}

// rules looks at the compiled rules.
func (l *review) rules(p *Pack) {
	c := &critic{review: l, p: p, f: newFlow(p.compiler), ids: map[string]Commitment{}}
	for _, one := range p.Commitments {
		c.ids[one.ID] = one
	}
	for _, name := range slices.Sorted(maps.Keys(p.compiler.Modules)) {
		if !l.own[name] {
			continue
		}
		for _, r := range p.compiler.Modules[name].Rules {
			for e := r; e != nil; e = e.Else {
				c.places(e)
				c.comparisons(e)
				c.contradictions(e)
			}
		}
	}
	for _, one := range p.Commitments {
		if l.own[one.File] {
			c.denials(one)
			c.directions(one)
			c.proofs(one)
			c.parameters(one)
		}
	}
	c.unused()
}

// critic looks at compiled rules.
type critic struct {
	*review
	p   *Pack
	f   *flow
	ids map[string]Commitment
}
