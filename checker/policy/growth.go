package policy

import "github.com/open-policy-agent/opa/v1/ast"

// maxGrowth is how many values a rule's value may be built from, every helper
// counted each time it is used. Thirty helpers that each use the one before
// twice make a value of a thousand million parts out of shared pieces: nothing in
// evaluating them takes long, but the type checker, a plain == and the copy of
// the answer do, and none of them looks at the deadline. Real rules need less than a tenth.
const maxGrowth = 1000

// growth weighs values by the number of parts they are built from.
type growth struct {
	c     *ast.Compiler
	rules map[*ast.Rule]int
	vars  map[ast.Var]int // of the rule being weighed
}

// checkGrowth refuses rules whose value grows beyond maxGrowth.
func checkGrowth(c *ast.Compiler, ps *problems) *ast.Error {
	g := growth{c: c, rules: map[*ast.Rule]int{}}
	sorted, ok := c.Graph.Sort()
	if !ok {
		return nil // recursive: the stage before has said so
	}
	for _, x := range sorted {
		r, ok := x.(*ast.Rule)
		if !ok || r.Module.Package.Location.File == engineFile {
			continue
		}
		if g.rules[r] = g.rule(r); g.rules[r] >= maxGrowth {
			ps.add(r.Location, "use helpers less often inside each other", "rule %s is built from more than %d parts, helpers counted each time they are used", ruleName(r), maxGrowth)
			break // the rules that use it are no better
		}
	}
	return ps.stop()
}

func (g *growth) rule(r *ast.Rule) int {
	g.vars = map[ast.Var]int{}
	n := 1
	for e := r; e != nil; e = e.Else {
		g.body(e.Body)
		n = max(n, sum(g.term(e.Head.Key), g.term(e.Head.Value)))
		for _, w := range g.vars { // a doubling that never reaches the head still runs
			n = max(n, w)
		}
	}
	return n
}

func sum(parts ...int) int {
	n := 1
	for _, p := range parts {
		n = min(n+p, maxGrowth)
	}
	return n
}

func (g *growth) body(body ast.Body) {
	for _, e := range body {
		switch t := e.Terms.(type) {
		case *ast.Term:
			g.term(t)
		case []*ast.Term:
			g.call(t)
		case *ast.Every:
			g.body(t.Body)
		}
	}
}

// call weighs one call of a body and gives the weight to the variables it binds.
func (g *growth) call(terms []*ast.Term) {
	op, _ := terms[0].Value.(ast.Ref)
	args := terms[1:]
	if op.Equal(ast.Equality.Ref()) && len(args) == 2 {
		a, b := g.term(args[0]), g.term(args[1])
		g.bind(args[0], b)
		g.bind(args[1], a)
		return
	}
	w := g.result(op, args)
	if n := g.c.GetArity(op); n >= 0 && n < len(args) {
		g.bind(args[n], w)
	}
}

// result is the weight of what op makes of args.
func (g *growth) result(op ast.Ref, args []*ast.Term) int {
	n := 1
	for _, a := range args {
		n = sum(n, g.term(a))
	}
	for _, r := range g.c.GetRulesExact(op) {
		n = min(max(n, n*g.rules[r]), maxGrowth)
	}
	return n
}

// bind gives every variable in t that has no weight yet the weight w.
func (g *growth) bind(t *ast.Term, w int) {
	switch v := t.Value.(type) {
	case ast.Var:
		if _, ok := g.vars[v]; !ok {
			g.vars[v] = w
		}
	case *ast.Array, ast.Object:
		ast.WalkVars(t, func(v ast.Var) bool {
			if _, ok := g.vars[v]; !ok {
				g.vars[v] = w
			}
			return false
		})
	}
}

func (g *growth) term(t *ast.Term) int {
	if t == nil {
		return 0
	}
	n := 1
	switch v := t.Value.(type) {
	case ast.Var:
		return max(1, g.vars[v])
	case ast.Ref:
		return g.ref(v)
	case *ast.Array:
		v.Foreach(func(e *ast.Term) { n = sum(n, g.term(e)) })
	case ast.Set:
		v.Foreach(func(e *ast.Term) { n = sum(n, g.term(e)) })
	case ast.Object:
		v.Foreach(func(k, e *ast.Term) { n = sum(n, g.term(k), g.term(e)) })
	case *ast.ArrayComprehension:
		g.body(v.Body)
		n = sum(g.term(v.Term))
	case *ast.SetComprehension:
		g.body(v.Body)
		n = sum(g.term(v.Term))
	case *ast.ObjectComprehension:
		g.body(v.Body)
		n = sum(g.term(v.Key), g.term(v.Value))
	case ast.Call:
		op, _ := v[0].Value.(ast.Ref)
		n = g.result(op, v[1:])
	}
	return n
}

func (g *growth) ref(ref ast.Ref) int {
	switch head := ref[0].Value.(type) {
	case ast.Var:
		if !head.Equal(ast.DefaultRootDocument.Value) {
			return max(1, g.vars[head])
		}
		n := 1
		for _, r := range g.c.GetRules(ref) {
			n = max(n, g.rules[r])
		}
		return n
	}
	return g.term(ref[0])
}
