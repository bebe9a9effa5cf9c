package policy

import (
	"fmt"
	"slices"
	"strings"

	"belay/schemas"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Limits of one module, checked before it is compiled: what OPA's compiler does
// grows faster than the text it is given.
const (
	maxRules   = 100   // in one file, counting each `else`
	maxElse    = 8     // branches in a row
	maxTerms   = 5_000 // in one file
	maxBody    = 50    // expressions in one body: putting them in order takes their third power
	maxCalls   = 24    // calls inside calls; a + b + c is two
	maxNumber  = 20    // characters of a number
	maxPattern = 200   // characters of a regular expression
)

// packageKind reports whether m is a library, and refuses every package that is
// neither a library nor a commitment.
func packageKind(m *ast.Module, ps *problems) (lib bool) {
	path := words(m.Package.Path)
	if len(path) >= 2 && path[0] == "belay" && path[1] == "lib" && !slices.Contains(path, "") {
		return true
	}
	if len(path) != 3 || path[0] != "belay" || !namePattern.MatchString(path[1]) || !namePattern.MatchString(path[2]) {
		ps.add(m.Package.Location, "write package belay.FAMILY.NAME for a commitment, belay.lib for helpers", "package %s is not allowed", strings.TrimPrefix(m.Package.Path.String(), "data."))
	}
	return false
}

// words are the steps of a package path after data; a step that is no string is "".
func words(path ast.Ref) []string {
	var out []string
	for _, t := range path[1:] {
		s, _ := t.Value.(ast.String)
		out = append(out, string(s))
	}
	return out
}

// linter checks one module as its author wrote it: what OPA would accept and a
// commitment must not say, because a slip in it would go unnoticed or because
// it would take more time or memory than a pack may.
type linter struct {
	ps     *problems
	m      *ast.Module
	usable map[string]bool // built-in functions that a pack may call
}

func lint(m *ast.Module, usable map[string]bool, ps *problems) {
	l := linter{ps: ps, m: m, usable: usable}
	lib := packageKind(m, &problems{})
	l.imports()
	l.sizes()
	for _, r := range m.Rules {
		l.rule(r, lib)
	}
	if !lib {
		l.contract()
	}
}

func (l linter) imports() {
	for _, i := range l.m.Imports {
		path, ok := i.Path.Value.(ast.Ref)
		s := i.Path.String()
		if s == "rego.v1" || ok && len(path) >= 3 && strings.HasPrefix(s+".", "data.belay.lib.") {
			continue
		}
		l.ps.add(i.Location, "write paths of input and data in full; only data.belay.lib is imported", "import of %s", s)
	}
}

// sizes counts what makes compiling slow.
func (l linter) sizes() {
	rules, terms := 0, 0
	for _, r := range l.m.Rules {
		n := 0
		for e := r.Else; e != nil; e = e.Else {
			if n++; n == maxElse {
				l.ps.add(r.Location, "", "rule %s has more than %d `else` branches", ruleName(r), maxElse)
			}
		}
		rules += 1 + n
	}
	ast.WalkTerms(l.m, func(t *ast.Term) bool {
		terms++
		return terms > maxTerms
	})
	ast.WalkBodies(l.m, func(b ast.Body) bool {
		if len(b) > maxBody {
			l.ps.add(b.Loc(), "name the parts", "more than %d expressions in one body", maxBody)
		}
		return false
	})
	if rules > maxRules {
		l.ps.add(l.m.Package.Location, "a commitment is one short file", "more than %d rules in one file", maxRules)
	}
	if terms > maxTerms {
		l.ps.add(l.m.Package.Location, "a commitment is one short file", "more than %d terms in one file", maxTerms)
	}
}

func (l linter) rule(r *ast.Rule, lib bool) {
	name := ruleName(r)
	switch {
	case !plainName(r.Head.Ref()):
		l.ps.add(r.Location, "write name, or name[key] with a key that is not fixed", "rule %s is named by a path", r.Head.Ref())
	case slices.Contains(contract, name) && len(r.Head.Ref()) > 1:
		l.ps.add(r.Location, "claim is a value, deny and proof are sets", "rule %s is an object", r.Head.Ref())
	case !namePattern.MatchString(name):
		l.ps.add(r.Location, "use lower case letters, digits and underscores", "rule name %s", name)
	case name == "input" || name == "data" || name == "rego" || name == "future":
		l.ps.add(r.Location, "choose another name", "a rule named %s hides Rego's own", name)
	case strings.HasPrefix(name, "test_"):
		l.ps.add(r.Location, "put tests into a file that ends in _test.rego", "test %s is among the rules", name)
	case lib && slices.Contains(contract, name):
		l.ps.add(r.Location, "a library holds helpers only", "rule %s in a library", name)
	}
	for e := r; e != nil; e = e.Else {
		l.inside(e.Head)
		l.inside(e.Body)
	}
}

// ruleName is the first word of what a rule is named by.
func ruleName(r *ast.Rule) string {
	name, _ := r.Head.Ref()[0].Value.(ast.Var)
	return string(name)
}

// plainName reports whether a rule is named by one word, or by one word and
// a key that is not fixed.
func plainName(ref ast.Ref) bool {
	return len(ref) == 1 || len(ref) == 2 && !ast.IsConstant(ref[1].Value)
}

// inside checks the expressions and terms of a head or a body.
func (l linter) inside(x any) {
	vis := ast.NewGenericVisitor(func(x any) bool {
		switch x := x.(type) {
		case *ast.With:
			l.ps.add(x.Loc(), "`with` is for tests; pass what differs as a function's argument", "`with` in a rule")
		case *ast.Every:
			l.ps.add(x.Loc(), "the compiler does not look inside, and over an empty list it is true: collect what breaks the rule in a set and ask for count(…) == 0 beside a guard that the list is not empty", "`every` in a rule")
		case *ast.Expr:
			if x.IsCall() {
				l.call(x.Operator(), x.Operands(), x.Loc())
			}
		case *ast.Term:
			l.term(x)
		}
		return false
	})
	vis.Walk(x)
}

func (l linter) term(t *ast.Term) {
	switch v := t.Value.(type) {
	case ast.Call:
		ref, _ := v[0].Value.(ast.Ref)
		l.call(ref, v[1:], t.Loc())
		if n := callDepth(t); n > maxCalls {
			l.ps.add(t.Loc(), "name the parts", "more than %d calls or operators inside each other", maxCalls)
		}
	case ast.String:
		if !knownPredicate(string(v)) {
			l.ps.add(t.Loc(), "", "there is no predicate type %q", string(v))
		}
	case *ast.TemplateString:
		l.ps.add(t.Loc(), "rules make no text: reports say what was found", "template string")
	case ast.Number:
		if len(v) > maxNumber || strings.ContainsAny(string(v), "eE") {
			l.ps.add(t.Loc(), "", "write the number in full, with at most %d characters", maxNumber)
		}
	}
}

// callDepth follows the first operands, which is where operators written in a
// row nest, without recursion: the chain may be as long as the file.
func callDepth(t *ast.Term) int {
	depth := 0
	for {
		c, ok := t.Value.(ast.Call)
		if !ok || depth > maxCalls {
			return depth
		}
		depth++
		next := t
		for _, arg := range c[1:] {
			if _, ok := arg.Value.(ast.Call); ok {
				next = arg
				break
			}
		}
		if next == t {
			return depth
		}
		t = next
	}
}

func (l linter) call(op ast.Ref, args []*ast.Term, loc *ast.Location) {
	name := op.String()
	_, builtin := ast.BuiltinMap[name]
	switch {
	case builtin && !l.usable[name]:
		l.ps.add(loc, betterThan(name), "built-in function %s is not available to a pack", name)
	case name == ast.RegexMatch.Name && len(args) > 0:
		if s, ok := args[0].Value.(ast.String); !ok || len(s) > maxPattern {
			l.ps.add(args[0].Loc(), fmt.Sprintf("write it as a literal of at most %d characters", maxPattern), "regular expression that is computed or long")
		}
	}
}

// betterThan says what to write instead of a built-in function.
func betterThan(name string) string {
	family, _, _ := strings.Cut(name, ".")
	switch {
	case family == "object" || family == "json" || name == "walk":
		return "write the path as a plain reference: the compiler checks it, and a misspelling is an error"
	case family == "time":
		return "the time of judgement is input.now, and ages and lengths of the input are seconds"
	case name == "sprintf" || name == "print" || name == "trace" || family == "strings":
		return "rules make no text: reports say what was found, what was wanted and what to do"
	case name == "to_number" || name == "units.parse" || name == "units.parse_bytes":
		return "numbers of the input are numbers already, and lengths are seconds"
	}
	return "rules see only their input: no network, files, clock or chance, and nothing that ignores the deadline"
}

// contract checks the three rules of a commitment.
func (l linter) contract() {
	for _, name := range contract {
		found := false
		for _, r := range l.m.Rules {
			if ruleName(r) == name {
				found = true
				l.contractRule(name, r)
			}
		}
		if !found {
			l.ps.add(l.m.Package.Location, "a commitment has the rules claim, deny and proof", "no rule %s", name)
		}
	}
}

func (l linter) contractRule(name string, r *ast.Rule) {
	switch {
	case r.Default:
		l.ps.add(r.Location, "what is not said is not defined: that is how silence is told from an answer", "`default` for %s", name)
	case r.Else != nil:
		l.ps.add(r.Else.Location, "write the alternatives as rules of their own, or in a helper", "`else` for %s", name)
	case len(r.Head.Args) > 0:
		l.ps.add(r.Location, "", "%s is a function", name)
	case name == "claim" && r.Head.RuleKind() != ast.SingleValue:
		l.ps.add(r.Location, "write `claim := …`", "claim is a set")
	case name == "proof" && r.Head.RuleKind() != ast.MultiValue:
		l.ps.add(r.Location, "write `proof contains e.id if { … }`", "proof is no set")
	case name == "deny" && (r.Head.RuleKind() != ast.MultiValue || !denialHead(r.Head.Key)):
		l.ps.add(r.Location, "write `deny contains {\"at\": path} if …`, with \"by\": e.id where evidence contradicts the claim", "the head of deny is not an object of \"at\" and \"by\"")
	case name == "deny":
		l.place(r)
	}
}

func denialHead(key *ast.Term) bool {
	o, ok := key.Value.(ast.Object)
	if !ok || o.Get(ast.StringTerm("at")) == nil {
		return false
	}
	return o.Len() == 1 || o.Len() == 2 && o.Get(ast.StringTerm("by")) != nil
}

// place checks the path that a denial writes out, in its head or as the value of
// the variable there: as far as its first variable it must lead somewhere.
func (l linter) place(r *ast.Rule) {
	o, ok := r.Head.Key.Value.(ast.Object)
	if !ok {
		return
	}
	at := o.Get(ast.StringTerm("at"))
	l.path(at)
	for _, e := range r.Body {
		if e.IsAssignment() && e.Operand(0).Equal(at) {
			l.path(e.Operand(1))
		}
	}
}

func (l linter) path(t *ast.Term) {
	a, ok := t.Value.(*ast.Array)
	if !ok {
		return
	}
	var steps []string
loop:
	for i := range a.Len() {
		switch e := a.Elem(i).Value.(type) {
		case ast.String:
			steps = append(steps, string(e))
		case ast.Number:
			if len(steps) > 0 {
				steps[len(steps)-1] += "[]"
			}
		default:
			break loop
		}
	}
	if len(steps) > 0 && !schemas.HasPath(schemas.Manifest, steps) {
		l.ps.add(t.Loc(), "write \"at\" as in the manifest's schema", "the manifest has no path %s", strings.Join(steps, "."))
	}
}
