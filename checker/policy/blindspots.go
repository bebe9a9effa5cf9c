package policy

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/types"
)

// Where the type checker is blind it says nothing: a path through a value whose
// type it does not know (a function's parameter, what a built-in function found)
// could be misspelt and the rule would be silent for ever. Rather than keep a list of
// such places, checkBlindSpots misspells every path of every rule on purpose and
// asks the type checker. A misspelling that it does not see is a blind spot,
// and the path is refused. Most paths start in the input, or at a variable that
// stands for a place in it: there the types are at hand and nothing need be tried.
func checkBlindSpots(c *ast.Compiler, ps *problems) {
	b := &blindSpots{c: c, ps: ps, next: 1}
	for _, name := range slices.Sorted(maps.Keys(c.Modules)) {
		if name == engineFile {
			continue
		}
		for _, r := range c.Modules[name].Rules {
			for e := r; e != nil; e = e.Else {
				b.rule(r.Module, e)
			}
		}
	}
	if len(b.rules) == 0 {
		return
	}
	c.WithSchemas(nil) // its types are known by now: not loaded a second time
	seen := map[int]bool{}
	for _, err := range c.PassesTypeCheckRules(b.rules) {
		if err.Location != nil && err.Location.File == probeFile {
			seen[err.Location.Row] = true
		}
	}
	for _, p := range b.paths {
		switch {
		case p.fixed && !seen[p.row] && !seen[p.row+1]:
			b.unknown(p.step, p.loc)
		case !p.fixed && seen[p.row] && seen[p.row+1] && seen[p.row+2]:
			b.computed(p.loc)
		}
	}
}

func (b *blindSpots) unknown(step string, loc *ast.Location) {
	b.ps.add(loc, "take what is needed out of the input where the path is plain, and hand on strings, numbers and lists of them: paths do not go through a function's parameter or what a built-in function returns", "the compiler cannot check this path, a misspelling of %s in it would go unnoticed", step)
}

func (b *blindSpots) computed(loc *ast.Location) {
	b.ps.add(loc, "name the key, or take keys and values from a list", "the key of an object is computed, a misspelling of it would go unnoticed")
}

const (
	probeFile = "probe" // in the locations of misspelt paths
	misspelt  = "\x00"  // no key of the input
)

// blindSpots collects the misspelt paths, in rules that only the type checker sees.
type blindSpots struct {
	c      *ast.Compiler
	ps     *problems
	places map[ast.Var]ast.Ref // of the rule at hand: variables that stand for a place
	rules  []*ast.Rule
	paths  []probed
	next   int
}

// probed is one step of one path. row is the first of the rows under which the
// type checker reports what was tried in its place; see try.
type probed struct {
	loc   *ast.Location
	step  string
	fixed bool // the step is written as a name
	row   int
}

// rule adds one rule that holds r's body, with the bodies of comprehensions
// before what they stand in, followed by the misspelt paths.
func (b *blindSpots) rule(m *ast.Module, r *ast.Rule) {
	body := flatten(nil, r.Body)
	b.places = places(body)
	var probes ast.Body
	done := map[string]bool{}
	probe := func(ref ast.Ref) bool {
		if len(ref) > 1 && !b.function(ref) {
			probes = b.ref(probes, ref, done)
		}
		return false
	}
	for _, e := range body {
		ast.WalkRefs(e, probe)
	}
	ast.WalkRefs(r.Head, probe)
	if len(probes) == 0 {
		return
	}
	name := ast.Ref{ast.VarTerm(fmt.Sprintf("belay probe %d", len(b.rules)))}
	head := &ast.Head{Name: name[0].Value.(ast.Var), Reference: name, Value: ast.BooleanTerm(true), Location: r.Location}
	b.rules = append(b.rules, &ast.Rule{Head: head, Body: append(body, probes...), Module: m, Location: r.Location})
}

// function reports whether ref is the name of a function that is called.
func (b *blindSpots) function(ref ast.Ref) bool {
	v, ok := ref[0].Value.(ast.Var)
	if _, place := b.places[v]; !ok || place || ref[0].Equal(ast.InputRootDocument) {
		return !ok
	}
	return b.c.GetArity(ref) >= 0
}

// flatten appends body to out with the bodies of its comprehensions: the
// compiler has given each variable of a rule a name of its own.
func flatten(out, body ast.Body) ast.Body {
	for _, e := range body {
		ast.WalkClosures(e, func(x any) bool {
			switch x := x.(type) {
			case *ast.ArrayComprehension:
				out = flatten(out, x.Body)
			case *ast.SetComprehension:
				out = flatten(out, x.Body)
			case *ast.ObjectComprehension:
				out = flatten(out, x.Body)
			}
			return true
		})
		out = append(out, e)
	}
	return out
}

// ref adds two misspellings for each step of ref that the type checker should see.
func (b *blindSpots) ref(probes ast.Body, ref ast.Ref, done map[string]bool) ast.Body {
	start := 1
	if ref[0].Equal(ast.DefaultRootDocument) {
		for start = 2; start < len(ref) && len(b.c.GetRulesExact(ref[:start])) == 0; start++ {
		}
	}
	for i := start; i < len(ref); i++ {
		step, fixed := ref[i].Value.(ast.String)
		if _, number := ref[i].Value.(ast.Number); number || !fixed && i == start && b.table(ref[:i]) {
			continue
		}
		loc := cmp.Or(ref[i].Location, ref[0].Location)
		if t := b.typeOf(ref[:i]); t != nil {
			switch {
			case fixed && types.Nil(t), fixed && anyType(t):
				b.unknown(string(step), loc)
			case !fixed && closed(t):
				b.computed(loc)
			}
			continue
		}
		key := ref[:i+1].String()
		if done[key] {
			continue
		}
		done[key] = true
		b.paths = append(b.paths, probed{loc: loc, step: string(step), fixed: fixed, row: b.next})
		tries := try(ref[:i], fixed, b.next)
		probes = append(probes, tries...)
		b.next += len(tries)
	}
	return probes
}

// try misspells the step after base. For a name the type checker must object to
// another name; if it does not, base is either a map, whose keys are free, or
// of a type it does not know, which it would even take for a number. A computed step is
// an element of a list or set, or a key of a map, unless the type checker
// objects to a number, to a name and to base as a set.
func try(base ast.Ref, fixed bool, row int) []*ast.Expr {
	name := term(base, ast.StringTerm(misspelt), row)
	if fixed {
		number := ast.Equality.Expr(term(base, nil, row+1), ast.IntNumberTerm(0))
		return []*ast.Expr{expr(name, row), number.SetLocation(location(row + 1))}
	}
	index := term(base, ast.IntNumberTerm(0), row+1)
	set := ast.Or.Expr(term(base, nil, row+2), term(base, nil, row+2))
	return []*ast.Expr{expr(name, row), expr(index, row+1), set.SetLocation(location(row + 2))}
}

func location(row int) *ast.Location { return ast.NewLocation(nil, probeFile, row, 1) }

func expr(t *ast.Term, row int) *ast.Expr { return ast.NewExpr(t).SetLocation(location(row)) }

// term is base with one more step, or base itself, under a location of ours.
func term(base ast.Ref, step *ast.Term, row int) *ast.Term {
	head := ast.NewTerm(base[0].Value).SetLocation(location(row))
	ref := append(ast.Ref{head}, base[1:]...)
	if step != nil {
		ref = append(ref, step)
	}
	if len(ref) == 1 && !ast.RootDocumentNames.Contains(head) {
		return head // a variable
	}
	return ast.NewTerm(ref).SetLocation(location(row))
}
