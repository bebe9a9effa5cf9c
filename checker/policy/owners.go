package policy

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// ownership says which layer each file is of. A package belongs to the first layer that declares it, and so does all
// that stands in it: in Rego any file can add a body to any rule of a package that it names, and turn a verdict.
type ownership struct {
	layers []Layer
	files  map[string]int // file to layer
}

func owners(layers []Layer, files []source) ownership {
	o := ownership{layers: layers, files: make(map[string]int, len(files))}
	for _, f := range files {
		o.files[f.name] = f.layer
	}
	return o
}

func (o ownership) name(layer int) string { return cmp.Or(o.layers[layer].Name, "the built-in pack") }

// packages refuses a module of one layer in a package of another.
func (o ownership) packages(modules map[string]*ast.Module, ps *problems) {
	first := map[string]int{}
	for _, name := range slices.Sorted(maps.Keys(modules)) {
		path := modules[name].Package.Path.String()
		if layer, seen := first[path]; !seen || o.files[name] < layer {
			first[path] = o.files[name]
		}
	}
	for _, name := range slices.Sorted(maps.Keys(modules)) {
		pkg := modules[name].Package
		if owner := first[pkg.Path.String()]; owner != o.files[name] {
			ps.add(pkg.Location, "write a package of your own, such as belay.lib.yours for helpers", "package %s belongs to %s: nothing can be added to it", strings.TrimPrefix(pkg.Path.String(), "data."), o.name(owner))
		}
	}
}

// rules refuses, on the compiled tree, a rule of one layer that stands on, above or below a rule of another.
func (o ownership) rules(c *ast.Compiler, ps *problems) *ast.Error {
	for _, name := range slices.Sorted(maps.Keys(c.Modules)) {
		if name == engineFile {
			continue
		}
		for _, r := range c.Modules[name].Rules {
			path := r.Ref().GroundPrefix()
			for n := 2; n <= len(path); n++ {
				for _, other := range c.GetRulesExact(path[:n]) {
					if file := other.Module.Package.Location.File; o.files[file] < o.files[name] {
						ps.add(r.Location, "choose another name", "%s stands where %s has a rule", path, o.name(o.files[file]))
					} else if o.files[file] > o.files[name] {
						ps.add(other.Location, "choose another name", "%s hides a rule of %s", other.Ref().GroundPrefix(), o.name(o.files[name]))
					}
				}
			}
		}
	}
	return ps.stop()
}
