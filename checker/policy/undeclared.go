package policy

import (
	"fmt"
	"maps"
	"slices"

	"belay/schemas"

	"github.com/open-policy-agent/opa/v1/ast"
)

// undeclared says at each use which parameter is read and not declared, or what of another rule is not there, and returns
// the other errors of the compiler: of what is read through a rule, it tells neither the place nor what the author wrote.
func undeclared(c *ast.Compiler, cs []Commitment, ps *problems) ast.Errors {
	u := &undeclareds{c: c, f: newFlow(c), ps: ps, byFile: map[string]Commitment{}, byID: map[string]Commitment{}, at: map[schemas.Position]bool{}, uses: map[string][]use{}}
	for _, one := range cs {
		u.byFile[one.File], u.byID[one.ID] = one, one
	}
	for _, name := range slices.Sorted(maps.Keys(c.Modules)) {
		own, ok := u.byFile[name]
		if !ok {
			continue
		}
		for _, r := range c.Modules[name].Rules {
			for e := r; e != nil; e = e.Else {
				s := u.f.bound(e)
				look := func(t *ast.Term) bool {
					if ref, ok := t.Value.(ast.Ref); ok {
						u.use(own, ref, u.whole(ref, s), t.Location)
						u.uses[ref.String()] = append(u.uses[ref.String()], use{own, t.Location})
					}
					return false
				}
				ast.WalkTerms(e.Head, look)
				ast.WalkTerms(e.Body, look)
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(c.Errors), u.said)
}

type undeclareds struct {
	c      *ast.Compiler
	f      *flow
	ps     *problems
	byFile map[string]Commitment
	byID   map[string]Commitment
	at     map[schemas.Position]bool // places at which something was said
	uses   map[string][]use          // by what is read, as the compiler writes it
}

// use is a place at which something is read.
type use struct {
	by  Commitment
	loc *ast.Location
}

// whole follows ref through variables and rules that stand for one place.
func (u *undeclareds) whole(ref ast.Ref, s *bound) ast.Ref {
	for range maxPlaces {
		if s != nil {
			ref = s.resolve(ast.NewTerm(ref))
		}
		if ref == nil || !ref[0].Equal(ast.DefaultRootDocument) {
			return ref
		}
		next := ast.Ref(nil)
		for n := 2; n <= len(ref) && next == nil; n++ {
			if _, fixed := ref[n-1].Value.(ast.String); !fixed {
				return nil
			}
			r := u.f.only(ref[:n])
			if r == nil {
				continue
			}
			s = u.f.bound(r)
			if next = s.resolve(r.Head.Value); next == nil {
				return nil
			}
			next = next.Concat(ref[n:])
		}
		if ref = next; ref == nil {
			return nil
		}
	}
	return nil
}

// use says what is wrong with ref, which own reads and which is whole when written out, if anything is.
func (u *undeclareds) use(own Commitment, ref, whole ast.Ref, loc *ast.Location) {
	if len(whole) < 3 || loc == nil || !whole[0].Equal(ast.InputRootDocument) || !whole[1].Equal(ast.StringTerm("parameters")) {
		return
	}
	id, fixed := whole[2].Value.(ast.String)
	if !fixed {
		return
	}
	of, known := u.byID[string(id)]
	ownID := fmt.Sprintf("a commitment reads its own: input.parameters[%q]", own.ID)
	if !known {
		if ref[0].Equal(ast.InputRootDocument) { // once, where it is written
			u.say(loc, ownID, "input.parameters[%q] leads nowhere: no commitment here has the id %s", string(id), string(id))
		}
		return
	}
	if len(whole) < 4 {
		return
	}
	name, fixed := whole[3].Value.(ast.String)
	if _, declared := of.Parameters[string(name)]; declared || !fixed || !written(ref, string(name)) {
		return // or where the rule that it is read through is written
	}
	hint := "it declares none: write it under custom.parameters of METADATA"
	if have := slices.Sorted(maps.Keys(of.Parameters)); len(have) > 0 {
		hint = schemas.DidYouMean(string(name), have)
	}
	if _, mine := own.Parameters[string(name)]; mine && of.ID != own.ID {
		hint = ownID
	}
	u.say(loc, hint, "%s leads nowhere: %s declares no parameter %s", u.asWritten(own, ref), of.ID, string(name))
}

func (u *undeclareds) say(loc *ast.Location, hint, format string, a ...any) {
	u.at[schemas.Position{File: loc.File, Line: loc.Row, Column: loc.Col}] = true
	u.ps.add(loc, hint, format, a...)
}

// asWritten is ref as its author wrote it: the compiler gives rules their whole path and variables names of its own.
func (u *undeclareds) asWritten(own Commitment, ref ast.Ref) string {
	pkg := ast.MustParseRef("data." + own.Package)
	if ref.HasPrefix(pkg) && len(ref) > len(pkg) {
		if name, ok := ref[len(pkg)].Value.(ast.String); ok {
			return ast.Ref{ast.VarTerm(string(name))}.Concat(ref[len(pkg)+1:]).String()
		}
	}
	if v, ok := ref[0].Value.(ast.Var); ok {
		if name, ok := u.c.RewrittenVars[v]; ok {
			return ast.Ref{ast.NewTerm(name)}.Concat(ref[1:]).String()
		}
	}
	return ref.String()
}

// said reports whether e is about something that was said.
func (u *undeclareds) said(e *ast.Error) bool {
	d, ok := e.Details.(*ast.RefErrInvalidDetail)
	if !ok || e.Location == nil {
		return false
	}
	if u.at[schemas.Position{File: e.Location.File, Line: e.Location.Row, Column: e.Location.Col}] {
		return true
	}
	whole := d.Ref
	if d.Ref[0].Equal(ast.DefaultRootDocument) {
		whole = u.whole(d.Ref, nil)
	}
	if len(u.at) > 0 && len(whole) > 2 && whole[0].Equal(ast.InputRootDocument) && whole[1].Equal(ast.StringTerm("parameters")) {
		return true
	}
	if !d.Ref[0].Equal(ast.DefaultRootDocument) {
		return false
	}
	uses := u.uses[d.Ref.String()]
	for _, one := range uses {
		u.ps.nowhere(one.loc, d, u.asWritten(one.by, d.Ref))
	}
	return len(uses) > 0
}
