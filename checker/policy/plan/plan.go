// Package plan runs rules that were compiled beforehand, without compiling anything when a program starts.
//
// OPA's planner turns rules into a program of some twenty kinds of statements, its intermediate representation. [From]
// takes it over, [Program.Marshal] and [Unmarshal] write and read it compactly, and [Program.Call] runs one rule of it.
// It is one of two ways to evaluate the built-in pack; the other, OPA's own evaluator, is the reference: a test holds
// the answers of both against each other. Drafts and others' packs never come here.
//
// What a program may do is what its rules may: its built-in functions are OPA's. It reads no file and no clock.
package plan

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// op is what a statement does. See the statements of OPA's package ir, whose meaning each has.
type op uint8

const (
	opReturn      op = iota // return A
	opCall                  // C = function B of the program with Args; undefined ends the block
	opBuiltin               // C = built-in function B with Args; undefined ends the block
	opBlock                 // run Blocks one after the other
	opBreak                 // leave A blocks more than this one
	opDot                   // C = A[B]; undefined ends the block
	opScan                  // for B, C in A: run Blocks[0]
	opNot                   // end the block if Blocks[0] comes to its end
	opAssign                // B = A
	opAssignOnce            // B = A; a conflict if B is another value
	opReset                 // A is undefined
	opArray                 // A = []
	opObject                // A = {}
	opSet                   // A = set()
	opEqual                 // end the block unless A == B
	opNotEqual              // end the block if A == B
	opIsArray               // end the block unless A is an array
	opIsObject              // end the block unless A is an object
	opIsSet                 // end the block unless A is a set
	opIsDefined             // end the block unless A is defined
	opIsUndefined           // end the block if A is defined
	opAppend                // append A to the array B
	opInsert                // B[A] = C
	opInsertOnce            // B[A] = C; a conflict if it is another value
	opAdd                   // add A to the set B
	opLen                   // B = number of members of A
	ops
)

// stmt is a statement. An operand from 0 up is a local; below 0 stands for a constant, -1 for the first.
type stmt struct {
	op      op
	a, b, c int32
	args    []int32
	blocks  [][]stmt
}

// function is a rule, or a function that rules call. Its parameters are its first locals.
type function struct {
	name   string
	params int
	locals int
	memo   int // index of what a rule is remembered by, or -1 for what has parameters of its own
	blocks [][]stmt
}

// Program is a set of rules. It does not change, and may be run by many goroutines.
type Program struct {
	functions []function
	builtins  []string
	constants []*ast.Term

	byName map[string]int
	memos  int
	calls  []topdown.BuiltinFunc
}

// link finds what the program calls by name.
func (p *Program) link() error {
	p.byName = make(map[string]int, len(p.functions))
	p.memos = 0
	for i := range p.functions {
		f := &p.functions[i]
		p.byName[f.name] = i
		f.memo = -1
		if f.params == 2 { // input and data: a rule has one answer for a whole evaluation
			f.memo = p.memos
			p.memos++
		}
	}
	p.calls = make([]topdown.BuiltinFunc, len(p.builtins))
	for i, name := range p.builtins {
		if p.calls[i] = topdown.GetBuiltin(name); p.calls[i] == nil {
			return fmt.Errorf("there is no built-in function %s", name)
		}
	}
	return nil
}

// format names the form of Marshal's bytes. It changes with the form.
const format = "belay plan 1\n"

// Marshal writes the program; Unmarshal reads it. Equal programs have equal bytes.
func (p *Program) Marshal() []byte {
	w := &writer{b: []byte(format)}
	w.int(len(p.constants))
	for _, c := range p.constants {
		switch v := c.Value.(type) {
		case ast.String:
			w.int(0)
			w.string(string(v))
		case ast.Number:
			w.int(1)
			w.string(string(v))
		case ast.Boolean:
			w.int(2)
			w.string(strconv.FormatBool(bool(v)))
		default:
			w.int(3)
		}
	}
	w.int(len(p.builtins))
	for _, name := range p.builtins {
		w.string(name)
	}
	w.int(len(p.functions))
	for _, f := range p.functions {
		w.string(f.name)
		w.int(f.params)
		w.int(f.locals)
		w.blocks(f.blocks)
	}
	return w.b
}

type writer struct{ b []byte }

func (w *writer) int(n int) { w.b = binary.AppendVarint(w.b, int64(n)) }

func (w *writer) string(s string) {
	w.int(len(s))
	w.b = append(w.b, s...)
}

func (w *writer) blocks(blocks [][]stmt) {
	w.int(len(blocks))
	for _, b := range blocks {
		w.int(len(b))
		for _, s := range b {
			w.b = append(w.b, byte(s.op))
			w.int(int(s.a))
			w.int(int(s.b))
			w.int(int(s.c))
			w.int(len(s.args))
			for _, a := range s.args {
				w.int(int(a))
			}
			w.blocks(s.blocks)
		}
	}
}

// Unmarshal reads what Marshal has written.
func Unmarshal(b []byte) (*Program, error) {
	r := &reader{b: b}
	if len(b) < len(format) || string(b[:len(format)]) != format {
		return nil, errors.New("no program of this form")
	}
	r.b = b[len(format):]
	p := &Program{constants: make([]*ast.Term, r.count())}
	for i := range p.constants {
		switch kind, text := r.int(), ""; kind {
		case 0, 1, 2:
			text = r.string()
			p.constants[i] = []func(string) *ast.Term{ast.StringTerm, numberTerm, func(s string) *ast.Term { return ast.BooleanTerm(s == "true") }}[kind](text)
		default:
			p.constants[i] = ast.NullTerm()
		}
	}
	p.builtins = make([]string, r.count())
	for i := range p.builtins {
		p.builtins[i] = r.string()
	}
	p.functions = make([]function, r.count())
	for i := range p.functions {
		f := &p.functions[i]
		f.name, f.params, f.locals, f.blocks = r.string(), r.int(), r.int(), r.blocks()
	}
	if r.err != nil {
		return nil, r.err
	}
	return p, p.link()
}

func numberTerm(s string) *ast.Term { return ast.NumberTerm(json.Number(s)) }

// reader reads a program. After an error it reads nothing more.
type reader struct {
	b   []byte
	err error
}

func (r *reader) int() int {
	n, size := binary.Varint(r.b)
	if size <= 0 {
		r.fail()
		return 0
	}
	r.b = r.b[size:]
	return int(n)
}

// count is the length of what follows, each of which takes a byte at least.
func (r *reader) count() int {
	n := r.int()
	if n < 0 || n > len(r.b) {
		r.fail()
		return 0
	}
	return n
}

func (r *reader) string() string {
	n := r.count()
	s := string(r.b[:n])
	r.b = r.b[n:]
	return s
}

func (r *reader) blocks() [][]stmt {
	n := r.count()
	if n == 0 {
		return nil
	}
	blocks := make([][]stmt, n)
	for i := range blocks {
		b := make([]stmt, r.count())
		for j := range b {
			s := &b[j]
			if len(r.b) == 0 {
				r.fail()
				return nil
			}
			s.op, r.b = op(r.b[0]), r.b[1:]
			s.a, s.b, s.c = int32(r.int()), int32(r.int()), int32(r.int())
			if n := r.count(); n > 0 {
				s.args = make([]int32, n)
				for k := range s.args {
					s.args[k] = int32(r.int())
				}
			}
			s.blocks = r.blocks()
		}
		blocks[i] = b
	}
	return blocks
}

func (r *reader) fail() {
	if r.err == nil {
		r.err = errors.New("the program is cut off")
	}
	r.b = nil
}
