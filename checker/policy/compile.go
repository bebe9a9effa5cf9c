package policy

import (
	"github.com/open-policy-agent/opa/v1/ast"
)

// needless are stages for what lint has refused: printing, text templates, `with`,
// and rules that read their own METADATA.
var needless = []ast.StageID{
	ast.StageRewriteTemplateStrings, ast.StageRewritePrintCalls, ast.StageParseMetadataBlocks,
	ast.StageSetAnnotationSet, ast.StageRewriteRegoMetadataCalls, ast.StageRewriteWithValues,
}

// compile compiles modules and checks what only the compiled form shows.
func compile(modules map[string]*ast.Module, caps *ast.Capabilities, cs []Commitment, owned ownership, ps *problems) (*ast.Compiler, error) {
	types := ast.NewSchemaSet()
	types.Put(ast.SchemaRootRef, inputTypes(cs))
	c := ast.NewCompiler().
		WithCapabilities(caps).
		WithSchemas(types).
		WithStrict(true).
		SetErrorLimit(maxProblems).
		WithSkipStages(needless...)
	unequal := &unequals{}
	after(c, ast.StageSetRuleTree, func() *ast.Error { return owned.rules(c, ps) })
	after(c, ast.StageSetRuleTree, func() *ast.Error { return checkReferences(c, owned, ps) })
	after(c, ast.StageCheckRecursion, func() *ast.Error { return checkGrowth(c, ps) })
	after(c, ast.StageCheckRecursion, func() *ast.Error { return unequal.asEquals(c) })
	after(c, ast.StageCheckTypes, unequal.restore)
	c.Compile(modules)
	if c.Failed() && len(ps.list) == 0 {
		ps.opa(undeclared(c, cs, ps))
	}
	if err := ps.err(); err != nil {
		return nil, err
	}
	checkBlindSpots(c, ps)
	checkAnswers(c, cs, ps)
	return c, ps.err()
}

// after runs f when the compiler is through with stage; an error ends the compilation.
func after(c *ast.Compiler, stage ast.StageID, f func() *ast.Error) {
	c.WithStageAfterID(stage, ast.CompilerStageDefinition{
		Name:       "BelayAfter" + string(stage),
		MetricName: "belay_after_" + string(stage),
		Stage:      func(*ast.Compiler) *ast.Error { return f() },
	})
}

// unequals makes the type checker compare both sides of a != b, which it would
// otherwise let pass: of two different types it is always true. While types
// are checked the operator is the one for equality.
type unequals struct {
	changed [][]*ast.Term
	was     []*ast.Term
}

func (u *unequals) asEquals(c *ast.Compiler) *ast.Error {
	for _, m := range c.Modules {
		ast.WalkExprs(m, func(e *ast.Expr) bool {
			if terms, ok := e.Terms.([]*ast.Term); ok && len(terms) == 3 && e.Operator().Equal(ast.NotEqual.Ref()) {
				u.changed, u.was = append(u.changed, terms), append(u.was, terms[0])
				terms[0] = ast.NewTerm(ast.Equality.Ref()).SetLocation(terms[0].Location)
			}
			return false
		})
	}
	return nil
}

func (u *unequals) restore() *ast.Error {
	for i, terms := range u.changed {
		terms[0] = u.was[i]
	}
	return nil
}
