package policy

import (
	"io/fs"
	"regexp"
)

var ownLib = regexp.MustCompile(`(?m)^package[ \t]+belay\.lib[ \t\r]*(#.*)?$`)

// Stack returns the layers that are loaded for a drafter's directory: the built-in helpers beneath it, or, where it
// brings a package belay.lib of its own as a copy of the built-in pack does, the directory alone.
func Stack(lib fs.FS, l Layer) ([]Layer, error) {
	files, err := readSources([]Layer{l}, false)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		if ownLib.Match(f.text) {
			return []Layer{l}, nil
		}
	}
	return []Layer{{FS: lib}, l}, nil
}

// Read returns the layer with all its Rego files, tests included, in memory: what is worked on cannot change on the way,
// and can be sent to another process. It has read them under the limits of a pack, and has not looked at the Rego.
func Read(l Layer) (Layer, error) {
	files, err := readSources([]Layer{l}, true)
	if err != nil {
		return Layer{}, err
	}
	held := Files{}
	for _, f := range files {
		held[f.name[len(l.file("")):]] = f.text
	}
	return Layer{Name: l.Name, FS: held}, nil
}
