package policy

import (
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// flow follows values through compiled rules back to the places in the input that they come from: through variables,
// helpers, sets that others are picked from, and the parts of objects that helpers build. Where a value is computed
// the trail ends; what it was computed from is followed by itself.
type flow struct {
	c      *ast.Compiler
	bounds map[*ast.Rule]*bound
}

// bound is one rule, or one branch of it, with what its variables stand for.
type bound struct {
	rule  *ast.Rule
	body  ast.Body              // the bodies of comprehensions before what they stand in
	of    map[ast.Var]*ast.Term // what a variable was made equal to first
	types map[string][]string   // piece of evidence, as key writes it, to the types that it may have
}

// origin is a place in the input that a value comes from.
type origin struct {
	path  []string // manifest, rollout, stages, [], soak; "[]" stands for any element
	types []string // of the piece of evidence that it is of, or is; nil: not said
}

func (o origin) String() string {
	return strings.ReplaceAll(strings.Join(o.path, "."), ".[]", "[]")
}

// evidence reports whether o is a piece of evidence or a place in one.
func (o origin) evidence() bool { return len(o.path) >= 2 && o.path[0] == "evidence" }

const (
	maxTrail   = 24  // rules that a value is followed through
	maxOrigins = 100 // of one value

	maxTrailSteps = 20_000 // for one value; real ones take some dozens
)

func newFlow(c *ast.Compiler) *flow {
	return &flow{c: c, bounds: map[*ast.Rule]*bound{}}
}

// bound returns what is known of the variables of r, which may be an `else`.
func (f *flow) bound(r *ast.Rule) *bound {
	if s, ok := f.bounds[r]; ok {
		return s
	}
	s := &bound{rule: r, body: flatten(nil, r.Body), of: map[ast.Var]*ast.Term{}}
	f.bounds[r] = s
	args := ast.NewVarSet()
	for _, a := range r.Head.Args {
		args.Update(a.Vars())
	}
	set := func(v ast.Var, t *ast.Term) bool {
		if _, known := s.of[v]; known || args.Contains(v) || t.Value.Compare(v) == 0 {
			return false
		}
		s.of[v] = t
		return true
	}
	for _, e := range s.body {
		if e.Negated || !e.IsCall() {
			continue
		}
		terms := e.Terms.([]*ast.Term)
		if e.IsEquality() && len(terms) == 3 {
			if !bind(terms[1], terms[2], set) {
				bind(terms[2], terms[1], set)
			}
			continue
		}
		if n := f.c.GetArity(e.Operator()); n >= 0 && len(terms) == n+2 {
			if v, ok := terms[n+1].Value.(ast.Var); ok {
				set(v, ast.NewTerm(ast.Call(terms[:n+1])).SetLocation(e.Location))
			}
		}
	}
	s.types = f.typed(s)
	return s
}

// bind makes the variables of pattern stand for value or its parts.
func bind(pattern, value *ast.Term, set func(ast.Var, *ast.Term) bool) bool {
	switch p := pattern.Value.(type) {
	case ast.Var:
		return set(p, value)
	case *ast.Array:
		ref, ok := value.Value.(ast.Ref)
		if !ok {
			return false
		}
		any := false
		for i := range p.Len() {
			part := ast.NewTerm(ref.Append(ast.IntNumberTerm(i))).SetLocation(value.Location)
			any = bind(p.Elem(i), part, set) || any
		}
		return any
	}
	return false
}

// only returns the rule that gives ref its one value, where there is just one and it is no set, object or function.
func (f *flow) only(ref ast.Ref) *ast.Rule {
	if !ref[0].Equal(ast.DefaultRootDocument) {
		return nil
	}
	rules := f.c.GetRulesExact(ref)
	if len(rules) != 1 || rules[0].Else != nil || len(rules[0].Head.Args) > 0 || rules[0].Head.Value == nil || len(rules[0].Head.Ref()) > 1 || rules[0].Head.RuleKind() == ast.MultiValue {
		return nil
	}
	return rules[0]
}

// resolve writes the reference that t is, or stands for, without variables at its head. nil: it is none.
func (s *bound) resolve(t *ast.Term) ast.Ref {
	for range maxPlaces {
		switch v := t.Value.(type) {
		case ast.Var:
			of := s.of[v]
			if of == nil {
				return nil
			}
			t = of
		case ast.Ref:
			head, ok := v[0].Value.(ast.Var)
			if !ok {
				return nil
			}
			of := s.of[head]
			if of == nil || ast.RootDocumentNames.Contains(v[0]) {
				return v
			}
			base := s.resolve(of)
			if base == nil {
				return nil
			}
			return base.Concat(v[1:])
		default:
			return nil
		}
	}
	return nil
}

// origins returns the places that t, a term of s, comes from.
func (f *flow) origins(t *ast.Term, s *bound) []origin {
	left := maxTrailSteps
	trail := &trail{f: f, args: map[ast.Var]argument{}, left: &left}
	trail.term(t, s, nil, 0)
	return trail.found
}

// trail collects the origins of one value.
type trail struct {
	f     *flow
	found []origin
	args  map[ast.Var]argument // of the functions that it leads through
	left  *int                 // steps: helpers with many definitions branch at each of them
}

// argument is what a function was called with, and where.
type argument struct {
	term *ast.Term
	in   *bound
}

func (tr *trail) add(o origin) {
	if len(tr.found) >= maxOrigins {
		return
	}
	for _, known := range tr.found {
		if slices.Equal(known.path, o.path) && slices.Equal(known.types, o.types) {
			return
		}
	}
	tr.found = append(tr.found, o)
}

// term follows what stands at rest below t.
func (tr *trail) term(t *ast.Term, s *bound, rest []*ast.Term, depth int) {
	if *tr.left--; *tr.left < 0 || depth > maxTrail || t == nil {
		return
	}
	each := func(e *ast.Term) { tr.term(e, s, rest[min(1, len(rest)):], depth+1) }
	switch v := t.Value.(type) {
	case ast.Var:
		if a, ok := tr.args[v]; ok {
			tr.term(a.term, a.in, rest, depth+1)
			return
		}
		tr.term(s.of[v], s, rest, depth+1)
	case ast.Ref:
		tr.ref(v, s, rest, depth)
	case *ast.Array:
		if n, ok := first(rest).(ast.Number); ok {
			if i, ok := n.Int(); ok && i >= 0 && i < v.Len() {
				each(v.Elem(i))
			}
			return
		}
		v.Foreach(each)
	case ast.Set:
		v.Foreach(each)
	case ast.Object:
		key, fixed := first(rest).(ast.String)
		v.Foreach(func(k, e *ast.Term) {
			if name, ok := k.Value.(ast.String); !ok || !fixed || name == key {
				each(e)
			}
		})
	case *ast.ArrayComprehension:
		each(v.Term)
	case *ast.SetComprehension:
		each(v.Term)
	case *ast.ObjectComprehension:
		each(v.Value)
	case ast.Call:
		if op := v[0].String(); op == "array.concat" || op == "or" || op == "and" || op == "minus" || op == "sort" {
			for _, arg := range v[1:] {
				tr.term(arg, s, rest, depth+1)
			}
			return
		}
		tr.call(v, s, rest, depth)
	}
}

// call follows what a function of the pack returns.
func (tr *trail) call(call ast.Call, s *bound, rest []*ast.Term, depth int) {
	op, ok := call[0].Value.(ast.Ref)
	if !ok {
		return
	}
	for _, r := range tr.f.c.GetRulesExact(op) {
		for e := r; e != nil; e = e.Else {
			for i, a := range e.Head.Args {
				if v, ok := a.Value.(ast.Var); ok && i+1 < len(call) {
					tr.args[v] = argument{call[i+1], s}
				}
			}
			tr.term(e.Head.Value, tr.f.bound(e), rest, depth+1)
		}
	}
}

func first(rest []*ast.Term) ast.Value {
	if len(rest) == 0 {
		return nil
	}
	return rest[0].Value
}

// ref follows a reference, and narrows the pieces of evidence found by what s says of them.
func (tr *trail) ref(ref ast.Ref, s *bound, rest []*ast.Term, depth int) {
	whole := s.resolve(ast.NewTerm(ref))
	if whole == nil {
		whole = ref
	}
	if !ast.RootDocumentNames.Contains(whole[0]) {
		if _, again := whole[0].Value.(ast.Ref); !again {
			tr.term(whole[0], s, append(slices.Clone(whole[1:]), rest...), depth+1)
		}
		return
	}
	whole = whole.Concat(rest)
	inner := &trail{f: tr.f, args: tr.args, left: tr.left}
	if whole[0].Equal(ast.InputRootDocument) {
		inner.add(origin{path: steps(whole[1:])})
	} else {
		inner.rules(whole, depth)
	}
	var types []string
	for n := len(whole); n > 1 && types == nil; n-- {
		types = s.types[whole[:n].String()]
	}
	for _, o := range inner.found {
		if types != nil && o.evidence() {
			if o.types = meet(o.types, types); len(o.types) == 0 {
				continue // of another helper's type: not here
			}
		}
		tr.add(o)
	}
}

func meet(a, b []string) []string {
	if a == nil {
		return b
	}
	return slices.DeleteFunc(slices.Clone(a), func(t string) bool { return !slices.Contains(b, t) })
}

// steps writes the steps of a reference into the input.
func steps(ref []*ast.Term) []string {
	var out []string
	for _, t := range ref {
		if s, ok := t.Value.(ast.String); ok {
			out = append(out, string(s))
		} else {
			out = append(out, "[]")
		}
	}
	return out
}

// rules follows a reference to a rule into each of its definitions.
func (tr *trail) rules(ref ast.Ref, depth int) {
	for n := 2; n <= len(ref); n++ {
		if _, ok := ref[n-1].Value.(ast.String); !ok {
			return
		}
		rules := tr.f.c.GetRulesExact(ref[:n])
		if len(rules) == 0 {
			continue
		}
		for _, r := range rules {
			for e := r; e != nil; e = e.Else {
				tr.head(e, ref[n:], depth+1)
			}
		}
		return
	}
}

func (tr *trail) head(r *ast.Rule, rest []*ast.Term, depth int) {
	s := tr.f.bound(r)
	keys := len(r.Head.Ref()) - 1
	value := r.Head.Value
	if r.Head.RuleKind() == ast.MultiValue {
		value = r.Head.Key
		keys++
	}
	if len(r.Head.Args) > 0 || len(rest) < keys {
		return
	}
	tr.term(value, s, rest[keys:], depth)
}
