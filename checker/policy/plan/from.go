package plan

import (
	"fmt"
	"strconv"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/ir"
)

// From takes over the functions of what OPA has planned. Statements that no rule of a pack needs are an error.
func From(policy *ir.Policy) (*Program, error) {
	t := &taker{p: &Program{}, strings: policy.Static.Strings, constants: map[string]int32{}, functions: map[string]int32{}, builtins: map[string]int32{}}
	for i, f := range policy.Funcs.Funcs {
		t.functions[f.Name] = int32(i)
	}
	for _, b := range policy.Static.BuiltinFuncs {
		t.builtins[b.Name] = int32(len(t.p.builtins))
		t.p.builtins = append(t.p.builtins, b.Name)
	}
	for _, f := range policy.Funcs.Funcs {
		t.locals = map[ir.Local]int32{}
		for _, param := range f.Params {
			t.local(param)
		}
		blocks := t.blocks(f.Blocks)
		t.p.functions = append(t.p.functions, function{name: f.Name, params: len(f.Params), locals: len(t.locals), blocks: blocks})
	}
	if t.err != nil {
		return nil, t.err
	}
	return t.p, t.p.link()
}

type taker struct {
	p                              *Program
	strings                        []*ir.StringConst
	constants, functions, builtins map[string]int32
	locals                         map[ir.Local]int32 // of the function at hand
	err                            error
}

func (t *taker) local(l ir.Local) int32 {
	n, ok := t.locals[l]
	if !ok {
		n = int32(len(t.locals))
		t.locals[l] = n
	}
	return n
}

func (t *taker) constant(term *ast.Term) int32 {
	key := fmt.Sprintf("%T %v", term.Value, term)
	n, ok := t.constants[key]
	if !ok {
		t.p.constants = append(t.p.constants, term)
		n = -int32(len(t.p.constants))
		t.constants[key] = n
	}
	return n
}

func (t *taker) operand(o ir.Operand) int32 {
	switch v := o.Value.(type) {
	case *ir.Local: // as they come out of JSON
		return t.local(*v)
	case *ir.StringIndex:
		return t.constant(ast.StringTerm(t.strings[*v].Value))
	case *ir.Bool:
		return t.constant(ast.BooleanTerm(bool(*v)))
	case ir.Local:
		return t.local(v)
	case ir.StringIndex:
		return t.constant(ast.StringTerm(t.strings[v].Value))
	case ir.Bool:
		return t.constant(ast.BooleanTerm(bool(v)))
	}
	t.err = fmt.Errorf("an operand of type %T", o.Value)
	return 0
}

func (t *taker) operands(os []ir.Operand) (out []int32) {
	for _, o := range os {
		out = append(out, t.operand(o))
	}
	return out
}

func (t *taker) blocks(blocks []*ir.Block) (out [][]stmt) {
	for _, b := range blocks {
		one := []stmt{}
		for _, s := range b.Stmts {
			if n, ok := t.stmt(s); ok {
				one = append(one, n)
			}
		}
		out = append(out, one)
	}
	return out
}

func (t *taker) stmt(s ir.Stmt) (stmt, bool) {
	switch s := s.(type) {
	case *ir.NopStmt:
		return stmt{}, false
	case *ir.ReturnLocalStmt:
		return stmt{op: opReturn, a: t.local(s.Source)}, true
	case *ir.CallStmt:
		n := stmt{op: opCall, args: t.operands(s.Args), c: t.local(s.Result)}
		var own, known bool
		if n.b, own = t.functions[s.Func]; !own {
			n.op = opBuiltin
			if n.b, known = t.builtins[s.Func]; !known {
				t.err = fmt.Errorf("a call of %s", s.Func)
			}
		}
		return n, true
	case *ir.BlockStmt:
		return stmt{op: opBlock, blocks: t.blocks(s.Blocks)}, true
	case *ir.BreakStmt:
		return stmt{op: opBreak, a: int32(s.Index)}, true
	case *ir.DotStmt:
		return stmt{op: opDot, a: t.operand(s.Source), b: t.operand(s.Key), c: t.local(s.Target)}, true
	case *ir.ScanStmt:
		return stmt{op: opScan, a: t.local(s.Source), b: t.local(s.Key), c: t.local(s.Value), blocks: t.blocks([]*ir.Block{s.Block})}, true
	case *ir.NotStmt:
		return stmt{op: opNot, blocks: t.blocks([]*ir.Block{s.Block})}, true
	case *ir.AssignVarStmt:
		return stmt{op: opAssign, a: t.operand(s.Source), b: t.local(s.Target)}, true
	case *ir.AssignVarOnceStmt:
		return stmt{op: opAssignOnce, a: t.operand(s.Source), b: t.local(s.Target)}, true
	case *ir.ResetLocalStmt:
		return stmt{op: opReset, a: t.local(s.Target)}, true
	case *ir.AssignIntStmt:
		return stmt{op: opAssign, a: t.constant(numberTerm(strconv.FormatInt(s.Value, 10))), b: t.local(s.Target)}, true
	case *ir.MakeNumberIntStmt:
		return stmt{op: opAssign, a: t.constant(numberTerm(strconv.FormatInt(s.Value, 10))), b: t.local(s.Target)}, true
	case *ir.MakeNumberRefStmt:
		return stmt{op: opAssign, a: t.constant(numberTerm(t.strings[s.Index].Value)), b: t.local(s.Target)}, true
	case *ir.MakeNullStmt:
		return stmt{op: opAssign, a: t.constant(ast.NullTerm()), b: t.local(s.Target)}, true
	}
	return t.values(s)
}

// values are the statements that make and look at values.
func (t *taker) values(s ir.Stmt) (stmt, bool) {
	switch s := s.(type) {
	case *ir.MakeArrayStmt:
		return stmt{op: opArray, a: t.local(s.Target)}, true
	case *ir.MakeObjectStmt:
		return stmt{op: opObject, a: t.local(s.Target)}, true
	case *ir.MakeSetStmt:
		return stmt{op: opSet, a: t.local(s.Target)}, true
	case *ir.EqualStmt:
		return stmt{op: opEqual, a: t.operand(s.A), b: t.operand(s.B)}, true
	case *ir.NotEqualStmt:
		return stmt{op: opNotEqual, a: t.operand(s.A), b: t.operand(s.B)}, true
	case *ir.IsArrayStmt:
		return stmt{op: opIsArray, a: t.operand(s.Source)}, true
	case *ir.IsObjectStmt:
		return stmt{op: opIsObject, a: t.operand(s.Source)}, true
	case *ir.IsSetStmt:
		return stmt{op: opIsSet, a: t.operand(s.Source)}, true
	case *ir.IsDefinedStmt:
		return stmt{op: opIsDefined, a: t.local(s.Source)}, true
	case *ir.IsUndefinedStmt:
		return stmt{op: opIsUndefined, a: t.local(s.Source)}, true
	case *ir.ArrayAppendStmt:
		return stmt{op: opAppend, a: t.operand(s.Value), b: t.local(s.Array)}, true
	case *ir.ObjectInsertStmt:
		return stmt{op: opInsert, a: t.operand(s.Key), c: t.operand(s.Value), b: t.local(s.Object)}, true
	case *ir.ObjectInsertOnceStmt:
		return stmt{op: opInsertOnce, a: t.operand(s.Key), c: t.operand(s.Value), b: t.local(s.Object)}, true
	case *ir.SetAddStmt:
		return stmt{op: opAdd, a: t.operand(s.Value), b: t.local(s.Set)}, true
	case *ir.LenStmt:
		return stmt{op: opLen, a: t.operand(s.Source), b: t.local(s.Target)}, true
	}
	t.err = fmt.Errorf("a statement of type %T", s)
	return stmt{}, false
}
