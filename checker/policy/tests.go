package policy

import (
	_ "embed"
	"slices"
	"strings"

	"belay/schemas"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Module is one Rego file of a pack, parsed.
type Module struct {
	Name   string // as in messages
	Layer  int    // which of the layers it is of
	Test   bool   // its name ends in _test.rego
	Text   []byte
	Parsed *ast.Module // with its METADATA; not to be written to
}

// Modules reads and parses layers, tests included, under the limits of a pack. Nothing else is checked. They are in the
// order of the layers and sorted by name.
func Modules(layers ...Layer) ([]Module, error) {
	files, err := readSources(layers, true)
	if err != nil {
		return nil, err
	}
	ps := &problems{}
	parsed := parse(files, ps)
	if err := ps.err(); err != nil {
		return nil, err
	}
	out := make([]Module, 0, len(files))
	for _, f := range files {
		out = append(out, Module{f.name, f.layer, f.test(), f.text, parsed[f.name]})
	}
	return out, nil
}

// CompileTests compiles modules, which are those of layers, perhaps changed. It is for running tests and for nothing
// else: ownership and OPA's own checks hold, and nothing was linted. more are functions that the caller brings.
func CompileTests(layers []Layer, modules []Module, more ...*ast.Builtin) (*ast.Compiler, error) {
	ps := &problems{}
	owned := ownership{layers: layers, files: map[string]int{}}
	byName := map[string]*ast.Module{}
	for _, m := range modules {
		owned.files[m.Name] = m.Layer
		byName[m.Name] = m.Parsed
	}
	owned.packages(byName, ps)
	if err := ps.err(); err != nil {
		return nil, err
	}
	c := ast.NewCompiler().
		WithCapabilities(testCapabilities(more)).
		WithEnablePrintStatements(true).
		SetErrorLimit(maxProblems).
		WithSkipStages(ast.StageParseMetadataBlocks, ast.StageSetAnnotationSet, ast.StageRewriteRegoMetadataCalls)
	after(c, ast.StageSetRuleTree, func() *ast.Error { return owned.rules(c, ps) })
	after(c, ast.StageSetRuleTree, func() *ast.Error { return nowhere(c, modules, ps) })
	err := guard(func() error { c.Compile(byName); return nil })
	if err != nil {
		return nil, err
	}
	if c.Failed() && len(ps.list) == 0 {
		ps.opa(c.Errors)
	}
	for _, e := range ps.list {
		if name, ok := strings.CutPrefix(e.Message, "undefined function "); ok && ast.BuiltinMap[name] != nil {
			e.Hint = "tests may only call what gives the same answer everywhere: nothing that reaches out, reads files, or asks for the time or for chance"
		}
	}
	return c, ps.err()
}

// nowhere finds paths of data in tests that lead to no rule. To OPA they are undefined, and a test that expects
// silence would pass by a misspelling. What is put there by `with` is there.
func nowhere(c *ast.Compiler, modules []Module, ps *problems) *ast.Error {
	var placed []ast.Ref
	for _, m := range c.Modules {
		ast.WalkWiths(m, func(w *ast.With) bool {
			if ref, ok := w.Target.Value.(ast.Ref); ok {
				placed = append(placed, ref)
			}
			return false
		})
	}
	for _, m := range modules {
		if !m.Test {
			continue
		}
		ast.WalkRefs(c.Modules[m.Name], func(ref ast.Ref) bool {
			fixed := ref.ConstantPrefix()
			known := !ref[0].Equal(ast.DefaultRootDocument) || len(fixed) < 2 || ref.Equal(c.Modules[m.Name].Package.Path) ||
				slices.ContainsFunc(placed, func(p ast.Ref) bool { return fixed.HasPrefix(p) || p.HasPrefix(fixed) })
			for n := 2; n <= len(fixed) && !known; n++ {
				known = len(c.GetRulesExact(fixed[:n])) > 0
			}
			if !known && len(c.GetRulesWithPrefix(fixed)) == 0 {
				ps.add(ref[0].Location, schemas.DidYouMean(lastStep(fixed), rulesOf(c, fixed[:len(fixed)-1])), "%s is no rule", fixed)
			}
			return false
		})
	}
	return ps.stop()
}

func lastStep(path ast.Ref) string { return strings.Trim(path[len(path)-1].Value.String(), `"`) }

// rulesOf are the names of the rules in a package.
func rulesOf(c *ast.Compiler, pkg ast.Ref) (names []string) {
	for _, r := range c.GetRulesWithPrefix(pkg) {
		if path := r.Ref().GroundPrefix(); len(path) == len(pkg)+1 && !slices.Contains(names, lastStep(path)) {
			names = append(names, lastStep(path))
		}
	}
	slices.Sort(names)
	return names
}

// What tests may call besides what rules may. All of it answers the same for the same arguments, on every machine, and
// reads nothing else: no network, no files (time zones are files), no clock, no chance. Some of it can be made to take
// any amount of time or memory, which is why strangers' tests run in a process of their own.
//
//go:embed tests_builtins.txt
var testBuiltins string

func testCapabilities(more []*ast.Builtin) *ast.Capabilities {
	caps := ast.CapabilitiesForThisVersion()
	allowed := strings.Fields(testBuiltins)
	caps.Builtins = slices.DeleteFunc(caps.Builtins, func(b *ast.Builtin) bool { return !slices.Contains(allowed, b.Name) })
	caps.Builtins = append(caps.Builtins, more...)
	caps.AllowNet = []string{}
	return caps
}
