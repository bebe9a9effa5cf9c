package policy

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"belay/schemas"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
)

// contract are the rules that every commitment has.
var contract = []string{"claim", "deny", "proof"}

// Load reads the pack in layers, checks it and compiles it once. Files that end in
// _test.rego are left out. The error, if any, names the file, line and column of
// everything that is wrong; a pack in which anything is wrong is not loaded.
func Load(layers ...Layer) (*Pack, error) {
	files, err := readSources(layers, false)
	if err != nil {
		return nil, err
	}
	ps := &problems{}
	modules := parse(files, ps)
	cs, packages := commitments(modules, ps)
	owned := owners(layers, files)
	owned.packages(modules, ps)
	caps, err := capabilities()
	if err != nil {
		return nil, fmt.Errorf("reading the list of built-in functions: %w", err)
	}
	usable := make(map[string]bool, len(caps.Builtins))
	for _, b := range caps.Builtins {
		usable[b.Name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(modules)) {
		lint(modules[name], usable, ps)
	}
	if err := ps.err(); err != nil {
		return nil, err
	}
	p := &Pack{Commitments: cs, Parts: parts(layers, files), store: inmem.New(), byFile: map[string]string{}}
	for _, c := range cs {
		p.byFile[c.File] = c.ID
	}
	engine, err := engineModule(cs, packages)
	if err != nil {
		return nil, fmt.Errorf("writing the engine's module: %w", err)
	}
	modules[engineFile] = engine
	err = guard(func() (err error) {
		p.compiler, err = compile(modules, caps, cs, owned, ps)
		return err
	})
	if err != nil {
		return nil, err
	}
	p.query, err = p.compiler.QueryCompiler().Compile(ast.MustParseBody("data." + enginePackage + " = x"))
	if err != nil {
		return nil, fmt.Errorf("compiling the engine's query: %w", err)
	}
	return p, nil
}

// parse returns the modules of files by name, with their annotations. Files do
// not depend on each other, so they are parsed side by side: it is a third of the
// time that a program takes to start.
func parse(files []source, ps *problems) map[string]*ast.Module {
	parsed, errs := make([]*ast.Module, len(files)), make([]error, len(files))
	var workers sync.WaitGroup
	next := atomic.Int64{}
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		workers.Go(func() {
			opts := ast.ParserOptions{ProcessAnnotation: true, RegoVersion: ast.RegoV1}
			for i := next.Add(1) - 1; i < int64(len(files)); i = next.Add(1) - 1 {
				errs[i] = guard(func() (err error) {
					parsed[i], err = ast.ParseModuleWithOpts(files[i].name, string(files[i].text), opts)
					return err
				})
			}
		})
	}
	workers.Wait()
	modules := make(map[string]*ast.Module, len(files)+1)
	for i, f := range files {
		switch {
		case errs[i] != nil:
			ps.opa(errs[i])
		case parsed[i] == nil:
			ps.at(schemas.Position{File: f.name}, "", "holds no Rego")
		default:
			modules[f.name] = parsed[i]
		}
	}
	return modules
}

// guard turns a panic in OPA's code into an error: a pack that trips over a fault
// there is not loaded, and an input that does is not judged.
func guard(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the policy engine failed: %v", r)
		}
	}()
	return f()
}

// commitments returns what METADATA says of the commitments in modules, sorted
// by id, and the package of each.
func commitments(modules map[string]*ast.Module, ps *problems) ([]Commitment, map[string]ast.Ref) {
	var cs []Commitment
	packages := map[string]ast.Ref{}
	files := map[string]string{} // package to the first file that declares it
	for _, name := range slices.Sorted(maps.Keys(modules)) {
		m := modules[name]
		lib := packageKind(m, ps)
		if lib {
			continue
		}
		pkg := m.Package.Path.String()
		if first, ok := files[pkg]; ok {
			ps.add(m.Package.Location, "a commitment is one file: choose another package name", "package %s is already declared in %s", pkg[len("data."):], first)
			continue
		}
		files[pkg] = name
		c := readMetadata(m, ps)
		if c == nil {
			continue
		}
		if _, ok := packages[c.ID]; ok {
			ps.add(m.Package.Location, "ids are unique in a pack", "id %s is used twice", c.ID)
			continue
		}
		packages[c.ID] = m.Package.Path
		cs = append(cs, *c)
	}
	if len(files) == 0 && len(ps.list) == 0 {
		ps.at(schemas.Position{File: "."}, "a commitment is a Rego file in package belay.FAMILY.NAME", "the pack holds no commitment")
	}
	sortCommitments(cs)
	return cs, packages
}
