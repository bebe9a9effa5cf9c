package mutate

import (
	"math/big"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// comparisons are what one of them is replaced by: the others.
var comparisons = map[string]*ast.Builtin{
	"<": ast.LessThan, "<=": ast.LessThanEq, ">": ast.GreaterThan, ">=": ast.GreaterThanEq, "==": ast.Equal, "!=": ast.NotEqual,
}

var signs = []string{"<", "<=", ">", ">=", "==", "!="}

func signOf(op ast.Ref) string {
	for _, sign := range signs {
		if op.Equal(comparisons[sign].Ref()) {
			return sign
		}
	}
	return ""
}

// operator replaces the comparison of an expression.
func (x *mutator) operator(e *ast.Expr) {
	terms, ok := e.Terms.([]*ast.Term)
	if !ok || len(terms) != 3 {
		return
	}
	op, _ := terms[0].Value.(ast.Ref)
	x.compare(terms, op, e.Location)
}

// call replaces a comparison inside an expression.
func (x *mutator) call(t *ast.Term, c ast.Call) {
	if op, ok := c[0].Value.(ast.Ref); ok && len(c) == 3 {
		x.compare(c, op, t.Location)
	}
}

func (x *mutator) compare(terms []*ast.Term, op ast.Ref, loc *ast.Location) {
	sign := signOf(op)
	if sign == "" {
		return
	}
	was := terms[0]
	for _, by := range signs {
		switch {
		case by == sign, ordered(by) && !ordered(sign) && !numeric(terms[1]) && !numeric(terms[2]):
			continue // only numbers are ordered: the pack would not be loaded
		case x.same(terms, sign, by):
			x.equivalent++
			continue
		}
		terms[0] = ast.NewTerm(comparisons[by].Ref()).SetLocation(was.Location)
		x.try(loc, "flip comparison", infix(terms, sign), infix(terms, by))
	}
	terms[0] = was
}

func ordered(sign string) bool { return strings.ContainsAny(sign, "<>") }

// infix writes a comparison as its author did.
func infix(terms []*ast.Term, sign string) string {
	return written(terms[1].Location, terms[1]) + " " + sign + " " + written(terms[2].Location, terms[2])
}

// numeric reports whether t is a number as far as can be seen: written out, or computed.
func numeric(t *ast.Term) bool {
	if _, ok := t.Value.(ast.Number); ok {
		return true
	}
	c, ok := t.Value.(ast.Call)
	return ok && slices.ContainsFunc(counting, func(b *ast.Builtin) bool { return c[0].Value.Compare(b.Ref()) == 0 })
}

var counting = []*ast.Builtin{ast.Count, ast.Round, ast.Plus, ast.Multiply, ast.Divide, ast.Abs, ast.Ceil, ast.Floor, ast.Sum}

// same reports whether the comparison with another sign is the same for every value that can be had.
func (x *mutator) same(terms []*ast.Term, sign, by string) bool {
	n, ok := terms[2].Value.(ast.Number)
	if !ok {
		return false
	}
	limit, ok := new(big.Rat).SetString(string(n))
	return ok && x.bounds.same(terms[1], sign, by, limit)
}
