package schemas

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// An evaluation is what expressions may use: variables and pure functions.
type evaluation struct {
	vars    map[string]string
	context *hcl.EvalContext
}

// Evaluate is Parse for a file that is not judged yet: in HCL, values may use var.NAME from vars, filesha256("path") of
// a file in files, conditions, templates, and the functions upper, lower, trimspace, join, concat, replace, format and
// tostring. The document holds the results. Loops, splats and arithmetic are refused. YAML and JSON have no expressions.
func Evaluate(name string, src []byte, kind Kind, files fs.FS, vars map[string]string) (*Document, error) {
	for _, key := range slices.Sorted(maps.Keys(vars)) {
		if fault := variableFault(key, vars[key]); fault != "" {
			p := &problems{file: name}
			p.add(mark{}, nil, "the variable "+quote(key)+" "+fault, "give it as name=value, in one line of text")
			return nil, p.errors()
		}
	}
	return parse(name, src, kind, newEvaluation(files, vars))
}

func newEvaluation(files fs.FS, vars map[string]string) *evaluation {
	values := make(map[string]cty.Value, len(vars))
	for key, value := range vars {
		values[key] = cty.StringVal(value)
	}
	return &evaluation{vars: vars, context: &hcl.EvalContext{
		Variables: map[string]cty.Value{"var": cty.ObjectVal(values)},
		Functions: functions(files),
	}}
}

func variableFault(key, value string) string {
	switch {
	case !hclsyntax.ValidIdentifier(key):
		return "has no plain name"
	case utf8.RuneCountInString(value) > maxChars:
		return fmt.Sprintf("is longer than the limit of %d characters", maxChars)
	}
	return textFault(value)
}

// evaluate works out an expression that is no literal. All of its result stands at one place.
func (h *hclReader) evaluate(e hclsyntax.Expression, at mark) *node {
	if !h.allowed(e) {
		return &node{shape: refused, at: at}
	}
	value, diagnostics := e.Value(h.context.context)
	if diagnostics.HasErrors() {
		h.diagnose(diagnostics)
		return &node{shape: refused, at: at}
	}
	out, err := h.result(value, at, 0)
	if err != nil {
		return h.refuse(at, err.Error(), "write the value out")
	}
	return out
}

// allowed refuses what could take long or large, and names what is unknown. What has no result of a size that can be
// read off the text is not here at all.
func (h *hclReader) allowed(e hclsyntax.Expression) bool {
	before := len(h.list)
	_ = hclsyntax.VisitAll(e, func(n hclsyntax.Node) hcl.Diagnostics {
		at := h.mark(n.Range().Start)
		switch n := n.(type) {
		case *hclsyntax.ForExpr, *hclsyntax.SplatExpr:
			h.add(at, nil, nameOf(n.(hclsyntax.Expression))+" is not evaluated", "write the elements out")
		case *hclsyntax.BinaryOpExpr:
			if t := n.Op.Type; t == cty.Number {
				h.add(at, nil, "arithmetic is not evaluated", "write the number out")
			}
		case *hclsyntax.UnaryOpExpr:
			if _, literal := n.Val.(*hclsyntax.LiteralValueExpr); n.Op == hclsyntax.OpNegate && !literal {
				h.add(at, nil, "arithmetic is not evaluated", "write the number out")
			}
		case *hclsyntax.FunctionCallExpr:
			if _, known := h.context.context.Functions[n.Name]; !known {
				known := slices.Sorted(maps.Keys(h.context.context.Functions))
				h.add(at, nil, "no function is called "+quote(n.Name), candidates(n.Name, known))
			}
		case *hclsyntax.ScopeTraversalExpr:
			h.variable(n.Traversal, at)
		}
		return nil
	})
	return len(h.list) == before
}

func (h *hclReader) variable(t hcl.Traversal, at mark) {
	root := t.RootName()
	var name string
	if len(t) > 1 {
		if attribute, ok := t[1].(hcl.TraverseAttr); ok {
			name = attribute.Name
		}
	}
	if root != "var" || len(t) != 2 || name == "" {
		h.add(at, nil, "nothing is called "+quote(root), "variables are written var.NAME; text stands in quotes")
		return
	}
	if _, given := h.context.vars[name]; !given {
		h.add(at, nil, "no value for var."+Clean(name), "give it with --var "+Clean(name)+"=…")
	}
}

// result turns a value that was worked out into nodes.
func (h *hclReader) result(v cty.Value, at mark, depth int) (*node, error) {
	if !h.room(at, depth) {
		return &node{shape: refused, at: at}, nil
	}
	if !v.IsWhollyKnown() {
		return nil, errors.New("the expression has no value")
	}
	if v.IsNull() {
		return &node{shape: null, at: at}, nil
	}
	switch t := v.Type(); {
	case t == cty.String:
		return &node{shape: text, at: at, text: v.AsString()}, nil
	case t == cty.Bool:
		return &node{shape: boolean, at: at, text: fmt.Sprint(v.True())}, nil
	case t == cty.Number:
		return numberResult(v, at)
	case t.IsTupleType() || t.IsListType() || t.IsSetType():
		out := &node{shape: array, at: at}
		for it := v.ElementIterator(); it.Next(); {
			_, item := it.Element()
			inner, err := h.result(item, at, depth+1)
			if err != nil {
				return nil, err
			}
			out.items = append(out.items, inner)
		}
		return out, nil
	case t.IsObjectType() || t.IsMapType():
		out := &node{shape: object, at: at}
		for it := v.ElementIterator(); it.Next(); {
			key, item := it.Element()
			inner, err := h.result(item, at, depth+1)
			if err != nil {
				return nil, err
			}
			out.members = append(out.members, member{key: key.AsString(), at: at, value: inner})
		}
		return out, nil
	}
	return nil, errors.New("the expression has a value of another kind")
}

// numberResult writes a number that came through an expression. It was read with 512 bits from at most 32 characters,
// so the shortest text that reads back as the same number is the one that was written.
func numberResult(v cty.Value, at mark) (*node, error) {
	f := v.AsBigFloat()
	const most = 128 // bits: more than 32 digits have
	if exponent := f.MantExp(nil); exponent > most || exponent < -most {
		return nil, errors.New("a number out of range")
	}
	canonical, fault := decimal(f.Text('f', -1))
	if fault != "" {
		return nil, errors.New(fault)
	}
	return &node{shape: number, at: at, text: canonical}, nil
}
