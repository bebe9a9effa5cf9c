package policy

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"belay/schemas"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/types"
)

const maxProblems = 50 // reported at once

// problems collects what is wrong with a pack, so that its author sees
// everything in one run.
type problems struct {
	list schemas.Errors
}

func (ps *problems) add(loc *ast.Location, hint, format string, a ...any) {
	var pos schemas.Position
	if loc != nil {
		pos = schemas.Position{File: loc.File, Line: loc.Row, Column: loc.Col}
	}
	ps.at(pos, hint, format, a...)
}

func (ps *problems) at(pos schemas.Position, hint, format string, a ...any) {
	message := schemas.Clean(fmt.Sprintf(format, a...))
	ps.list = append(ps.list, &schemas.Error{Position: pos, Message: message, Hint: hint})
}

// stop ends a compilation in which one of our own checks found something. The
// error is only a sign: what counts is in ps.
func (ps *problems) stop() *ast.Error {
	if len(ps.list) == 0 {
		return nil
	}
	return ast.NewError(ast.CompileErr, nil, "stopped")
}

// opa takes over what OPA's parser or compiler found.
func (ps *problems) opa(err error) {
	var errs ast.Errors
	var one *ast.Error
	switch {
	case errors.As(err, &errs):
		for _, e := range errs {
			ps.opaError(e)
		}
	case errors.As(err, &one):
		ps.opaError(one)
	default:
		ps.add(nil, "", "%v", err)
	}
}

// hints say what is to be done about what OPA says, by a part of it.
var hints = [][2]string{
	{"var cannot be used for rule name", "a condition stands outside of every rule: is an `if` missing before it, or a brace?"},
	{"rule name conflicts with built-in function", "a condition stands outside of every rule: several of them need braces, as in name if { … }"},
	{"unexpected eof", "the file ends inside of something: look for a brace, a bracket or a quote that is not closed"},
	{"`if` keyword is required", "write name if { … }"},
	{"`contains` keyword is required", "write name contains value if { … }"},
}

// opaError says in words what OPA's type checker draws.
func (ps *problems) opaError(e *ast.Error) {
	switch d := e.Details.(type) {
	case *ast.RefErrInvalidDetail:
		ps.nowhere(e.Location, d, d.Ref.String())
	case *ast.UnificationErrDetail:
		ps.add(e.Location, "compare values of one type; lengths and ages of the input are seconds", "the two sides are never equal: %s and %s", typeName(d.Left), typeName(d.Right))
	case *ast.ArgErrDetail:
		var have []string
		for _, t := range d.Have {
			have = append(have, typeName(t))
		}
		ps.add(e.Location, "", "%s: given (%s)", e.Message, strings.Join(have, ", "))
	default:
		hint := ""
		for _, h := range hints {
			if strings.Contains(e.Message, h[0]) {
				hint = h[1]
				break
			}
		}
		loc := e.Location
		if loc != nil && loc.Col < 1 { // the end of a file has none
			loc = ast.NewLocation(loc.Text, loc.File, loc.Row, 1)
		}
		ps.add(loc, hint, "%s", strings.ReplaceAll(e.Message, "<VALUE>", "VALUE"))
	}
}

// nowhere says that a reference, as its author wrote it, leads nowhere.
func (ps *problems) nowhere(loc *ast.Location, d *ast.RefErrInvalidDetail, written string) {
	var known []string
	for _, v := range d.OneOf {
		known = append(known, strings.Trim(v.String(), `"`))
	}
	hint := ""
	if step, ok := d.Ref[d.Pos].Value.(ast.String); ok && len(known) > 0 {
		hint = schemas.DidYouMean(string(step), known)
	}
	ps.add(loc, hint, "%s leads nowhere: there is no %s", written, d.Ref[d.Pos])
}

// typeName writes a type, shortened: those of objects list every key.
func typeName(t types.Type) string {
	const most = 80
	if t == nil {
		return "any"
	}
	s := types.Sprint(t)
	if len(s) > most {
		s = s[:most] + "…"
	}
	return s
}

// err returns everything that was found in the order of the files, or nil.
func (ps *problems) err() error {
	if len(ps.list) == 0 {
		return nil
	}
	slices.SortStableFunc(ps.list, func(a, b *schemas.Error) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	list := slices.CompactFunc(ps.list, func(a, b *schemas.Error) bool {
		return a.Position == b.Position && a.Message == b.Message
	})
	return list[:min(len(list), maxProblems)]
}
