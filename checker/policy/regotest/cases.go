package regotest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"belay/checker/policy"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Case is one row of the table `cases` of a commitment's tests.
type Case struct {
	Commitment string // id
	File, Name string
	Line       int
	Input      map[string]any // as the rules see it; numbers are json.Number
}

// Cases returns the rows of the tables `cases` in the tests beside the commitments of layers, sorted by commitment and
// name. A row without an input is an error: it would be left out of what is asked of every case.
func Cases(ctx context.Context, layers ...policy.Layer) ([]Case, error) {
	all, err := policy.Describe(layers...)
	if err != nil {
		return nil, err
	}
	s, err := load(layers)
	if err != nil {
		return nil, err
	}
	ids := map[string]string{}
	for _, c := range all {
		ids[strings.TrimSuffix(c.File, ".rego")+"_test.rego"] = c.ID
	}
	var out []Case
	for _, m := range s.modules {
		table := tableOf(m.Parsed)
		if ids[m.Name] == "" || table == nil {
			continue
		}
		value, err := s.ask(ctx, m.Parsed.Package.Path.Append(ast.StringTerm(tableName)), evaluation{timeout: DefaultTimeout})
		if err != nil {
			return nil, fmt.Errorf("%s: reading the table of cases: %w", m.Name, err)
		}
		rows, ok := value.(ast.Object)
		if !ok {
			return nil, fmt.Errorf("%s:%d: `cases` is not a table: write cases := {\"a note\": {\"input\": …, \"want\": …}}", m.Name, table.Location.Row)
		}
		for _, key := range rows.Keys() {
			c := Case{Commitment: ids[m.Name], File: m.Name, Name: caseName([]*ast.Term{key}), Line: lineOf(table, key)}
			if c.Input, err = inputOf(rows.Get(key)); err != nil {
				return nil, fmt.Errorf("%s:%d: case %q: %w", c.File, c.Line, c.Name, err)
			}
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b Case) int {
		return cmp.Or(cmp.Compare(a.Commitment, b.Commitment), cmp.Compare(a.Name, b.Name), cmp.Compare(a.File, b.File))
	})
	return out, nil
}

const tableName = "cases"

func tableOf(m *ast.Module) *ast.Rule {
	for _, r := range m.Rules {
		if string(r.Head.Name) == tableName || r.Head.Ref()[0].Equal(ast.VarTerm(tableName)) {
			return r
		}
	}
	return nil
}

// lineOf is where the row called key is written, or where the table is.
func lineOf(table *ast.Rule, key *ast.Term) int {
	if rows, ok := objectOf(table); ok {
		for _, k := range rows.Keys() {
			if k.Equal(key) && k.Location != nil {
				return k.Location.Row
			}
		}
	}
	return table.Location.Row
}

// objectOf is the object that a rule is, where it is written as one.
func objectOf(r *ast.Rule) (ast.Object, bool) {
	if r.Head.Value == nil {
		return nil, false
	}
	o, ok := r.Head.Value.Value.(ast.Object)
	return o, ok
}

func inputOf(row *ast.Term) (map[string]any, error) {
	fields, ok := row.Value.(ast.Object)
	if !ok || fields.Get(ast.StringTerm("input")) == nil {
		return nil, errors.New("holds no \"input\"")
	}
	v, err := ast.JSONWithOpt(fields.Get(ast.StringTerm("input")).Value, ast.JSONOpt{SortSets: true})
	if err != nil {
		return nil, err
	}
	input, ok := v.(map[string]any)
	if !ok {
		return nil, errors.New("\"input\" is not an object")
	}
	return input, nil
}
