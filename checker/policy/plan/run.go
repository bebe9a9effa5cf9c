package plan

import (
	"context"
	"errors"
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// Limits of one evaluation. Steps are the real one: they do not depend on how busy the machine is.
const (
	maxSteps = 5_000_000 // statements; a release takes some thousands
	maxDepth = 200       // calls inside calls; Rego has no recursion, so this is never met by a pack that was compiled
)

// Evaluation runs rules over one input. What a rule has answered is remembered, so that it is run once. It is used by
// one goroutine.
type Evaluation struct {
	p     *Program
	ctx   topdown.BuiltinContext
	input *ast.Term
	memo  []answer
	free  []*ast.Term // for the locals of the next call
	steps int
	depth int

	answered *ast.Term // by the last built-in function
	keep     func(*ast.Term) error
	err      error
}

// answer is what a rule has answered: nil is undefined.
type answer struct {
	known bool
	value *ast.Term
}

// Evaluate prepares to run rules over input, until ctx ends.
func (p *Program) Evaluate(ctx context.Context, input *ast.Term) (e *Evaluation, done func()) {
	cancel := topdown.NewCancel()
	stop := context.AfterFunc(ctx, cancel.Cancel)
	e = &Evaluation{p: p, input: input, memo: make([]answer, p.memos), free: make([]*ast.Term, chunk), ctx: topdown.BuiltinContext{
		Context: ctx, Cancel: cancel, Seed: zeros{}, Time: ast.NumberTerm("1000000000"),
	}}
	e.keep = func(t *ast.Term) error {
		e.answered = t
		return nil
	}
	return e, func() { stop() }
}

// zeros stands where OPA would read the machine's random numbers; no rule can see it.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

var empty = ast.ObjectTerm()

// Rule returns what the rule at path answers, as in belay.family.name.claim: nil is undefined. After an error every
// further answer is an error: what was half evaluated is worth nothing.
func (e *Evaluation) Rule(path string) (*ast.Term, error) {
	i, ok := e.p.byName["g0.data."+path]
	if !ok {
		return nil, fmt.Errorf("there is no rule %s", path)
	}
	f := &e.p.functions[i]
	if f.params != 2 {
		return nil, fmt.Errorf("%s is no rule", path)
	}
	v := e.rule(f, &frame{locals: []*ast.Term{e.input, empty}}, []int32{0, 1})
	return v, e.err
}

// What running a block comes to: its end, a return, or the number of blocks that are still to be left.
const (
	next     = -1
	returned = -2
)

// frame is one call: its locals and what it returns.
type frame struct {
	locals []*ast.Term
	result *ast.Term
}

// rule runs f, unless it is a rule that has run before. Its parameters are args, operands of the frame it is called from.
func (e *Evaluation) rule(f *function, from *frame, args []int32) *ast.Term {
	if f.memo >= 0 && e.memo[f.memo].known {
		return e.memo[f.memo].value
	}
	if e.depth++; e.depth > maxDepth {
		e.fail(fmt.Errorf("more than %d calls inside each other", maxDepth))
	}
	free := e.free
	fr := frame{locals: e.room(f.locals)}
	for i, a := range args {
		fr.locals[i] = e.get(from, a)
	}
	for _, b := range f.blocks {
		if e.err != nil || e.block(&fr, b) == returned {
			break
		}
	}
	clear(fr.locals)
	e.free = free
	e.depth--
	if f.memo >= 0 {
		e.memo[f.memo] = answer{true, fr.result}
	}
	return fr.result
}

// chunk is how many locals are made at once: more than the built-in pack has use for at any moment.
const chunk = 1024

// room returns n locals without values. What is used up comes back when a call ends: calls end in the reverse of the
// order they began in.
func (e *Evaluation) room(n int) []*ast.Term {
	if len(e.free) < n {
		e.free = make([]*ast.Term, max(n, chunk))
	}
	room := e.free[:n:n]
	e.free = e.free[n:]
	return room
}

func (e *Evaluation) fail(err error) {
	if e.err == nil {
		e.err = err
	}
}

func (e *Evaluation) get(fr *frame, o int32) *ast.Term {
	if o < 0 {
		return e.p.constants[-o-1]
	}
	return fr.locals[o]
}

// left is what a block that was left by n comes to for the one around it.
func left(n int) int {
	if n > 0 {
		return n - 1
	}
	return n
}

func (e *Evaluation) block(fr *frame, stmts []stmt) int {
	for i := range stmts {
		s := &stmts[i]
		if s.op == opAssign { // every third statement is one
			fr.locals[s.b] = e.get(fr, s.a)
			continue
		}
		if r := e.stmt(fr, s); r != next {
			return r
		}
		if e.err != nil {
			return returned
		}
	}
	return next
}

// when goes on where ok, and ends the block where not.
func when(ok bool) int {
	if ok {
		return next
	}
	return 0
}

func (e *Evaluation) stmt(fr *frame, s *stmt) int {
	if e.steps++; e.steps > maxSteps {
		e.fail(fmt.Errorf("more than %d steps", maxSteps))
	} else if e.steps&0xfff == 0 && e.ctx.Cancel.Cancelled() {
		e.fail(context.Cause(e.ctx.Context))
	}
	switch s.op {
	case opReturn:
		fr.result = fr.locals[s.a]
		return returned
	case opCall, opBuiltin:
		return e.calls(fr, s)
	case opBlock:
		for _, b := range s.blocks {
			if r := e.block(fr, b); r > 0 || r == returned {
				return left(r)
			}
		}
	case opBreak:
		return int(s.a)
	case opDot:
		v := dot(e.get(fr, s.a), e.get(fr, s.b))
		fr.locals[s.c] = v
		return when(v != nil)
	case opScan:
		return e.scan(fr, s)
	case opNot:
		switch r := e.block(fr, s.blocks[0]); {
		case r == next:
			return 0
		case r != 0:
			return left(r)
		}
	case opAssignOnce:
		v := e.get(fr, s.a)
		if had := fr.locals[s.b]; had != nil && !equal(had, v) {
			e.fail(errors.New("a rule has two values"))
		}
		fr.locals[s.b] = v
	case opReset:
		fr.locals[s.a] = nil
	default:
		return e.values(fr, s)
	}
	return next
}

// values runs the statements that make and look at values.
func (e *Evaluation) values(fr *frame, s *stmt) int {
	switch s.op {
	case opArray:
		fr.locals[s.a] = ast.NewTerm(ast.NewArray())
	case opObject:
		fr.locals[s.a] = ast.NewTerm(ast.NewObject())
	case opSet:
		fr.locals[s.a] = ast.NewTerm(ast.NewSet())
	case opEqual:
		return when(equal(e.get(fr, s.a), e.get(fr, s.b)))
	case opNotEqual:
		return when(!equal(e.get(fr, s.a), e.get(fr, s.b)))
	case opIsArray:
		_, ok := valueOf(e.get(fr, s.a)).(*ast.Array)
		return when(ok)
	case opIsObject:
		_, ok := valueOf(e.get(fr, s.a)).(ast.Object)
		return when(ok)
	case opIsSet:
		_, ok := valueOf(e.get(fr, s.a)).(ast.Set)
		return when(ok)
	case opIsDefined:
		return when(fr.locals[s.a] != nil)
	case opIsUndefined:
		return when(fr.locals[s.a] == nil)
	case opAppend:
		fr.locals[s.b] = ast.NewTerm(fr.locals[s.b].Value.(*ast.Array).Append(e.get(fr, s.a)))
	case opInsert:
		fr.locals[s.b].Value.(ast.Object).Insert(e.get(fr, s.a), e.get(fr, s.c))
	case opInsertOnce:
		o, key, v := fr.locals[s.b].Value.(ast.Object), e.get(fr, s.a), e.get(fr, s.c)
		if had := o.Get(key); had != nil && !equal(had, v) {
			e.fail(errors.New("an object has two values for one key"))
			return returned
		}
		o.Insert(key, v)
	case opAdd:
		fr.locals[s.b].Value.(ast.Set).Add(e.get(fr, s.a))
	case opLen:
		fr.locals[s.b] = length(e.get(fr, s.a))
	default:
		e.fail(fmt.Errorf("there is no statement %d", s.op))
	}
	return next
}

func (e *Evaluation) calls(fr *frame, s *stmt) int {
	var v *ast.Term
	if s.op == opCall {
		v = e.rule(&e.p.functions[s.b], fr, s.args)
	} else {
		free := e.free
		args := e.room(len(s.args))
		for i, a := range s.args {
			args[i] = e.get(fr, a)
		}
		v = e.builtin(int(s.b), args)
		clear(args)
		e.free = free
	}
	fr.locals[s.c] = v
	return when(v != nil)
}

func (e *Evaluation) builtin(i int, args []*ast.Term) *ast.Term {
	e.answered = nil
	if err := e.p.calls[i](e.ctx, args, e.keep); err != nil {
		e.fail(fmt.Errorf("%s: %w", e.p.builtins[i], err))
	}
	return e.answered
}

func (e *Evaluation) scan(fr *frame, s *stmt) int {
	result := next
	body := func(k, v *ast.Term) bool { // false ends the scan
		fr.locals[s.b], fr.locals[s.c] = k, v
		switch r := e.block(fr, s.blocks[0]); {
		case r == returned:
			result = returned
			return false
		case r > 0: // a loop is two blocks: the one that goes on and the one around it
			if result = next; r > 1 {
				result = r - 2
			}
			return false
		}
		return e.err == nil
	}
	switch v := valueOf(fr.locals[s.a]).(type) {
	case *ast.Array:
		for i := range v.Len() {
			if !body(ast.InternedTerm(i), v.Elem(i)) {
				break
			}
		}
	case ast.Object:
		v.Until(func(k, v *ast.Term) bool { return !body(k, v) })
	case ast.Set:
		for _, x := range v.Slice() {
			if !body(x, x) {
				break
			}
		}
	}
	return result
}

func valueOf(t *ast.Term) ast.Value {
	if t == nil {
		return nil
	}
	return t.Value
}

func dot(t, key *ast.Term) *ast.Term {
	switch v := valueOf(t).(type) {
	case ast.Object:
		return v.Get(key)
	case *ast.Array:
		return v.Get(key)
	case ast.Set:
		if v.Contains(key) {
			return key
		}
	}
	return nil
}

func equal(a, b *ast.Term) bool {
	if a == nil || b == nil || a == b {
		return a == b
	}
	if x, ok := a.Value.(ast.String); ok {
		y, ok := b.Value.(ast.String)
		return ok && x == y
	}
	if x, ok := a.Value.(ast.Boolean); ok {
		y, ok := b.Value.(ast.Boolean)
		return ok && x == y
	}
	return ast.Compare(a.Value, b.Value) == 0
}

func length(t *ast.Term) *ast.Term {
	switch v := valueOf(t).(type) {
	case *ast.Array:
		return ast.InternedTerm(v.Len())
	case ast.Object:
		return ast.InternedTerm(v.Len())
	case ast.Set:
		return ast.InternedTerm(v.Len())
	}
	return ast.InternedTerm(0)
}
