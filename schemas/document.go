// Package schemas is the one reader for every file a person writes: manifests, trust files, profiles and waivers, in
// HCL, YAML or JSON. It also holds the JSON Schemas that say what may stand in them and in the predicates of evidence.
//
// Read is where to start. Each of the three languages has a small front end (hcl.go, yaml.go, json.go) that yields the
// same tree of nodes with positions; check.go walks that tree along a schema and yields plain values. There is nothing
// between the two that depends on the language, so one document has one meaning in all three.
//
// The reader is strict where readers are known to disagree: a file that two programs could read differently is refused
// with the place and a hint, never guessed. It does not judge what a document says, open any file but the one it was
// asked for, or reach the network.
package schemas

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
)

// Kind says what a document is, and so which schema it must follow.
type Kind string

// The kinds of file that people write.
const (
	Manifest Kind = "manifest"
	Trust    Kind = "trust"
	Profile  Kind = "profile"
	Waivers  Kind = "waivers"
)

// A Document is a file that was read, checked against the schema of its kind, and found good.
type Document struct {
	Name   string // as given
	Kind   Kind
	Source []byte
	Digest string         // "sha256:<hex>" of Source
	Value  map[string]any // map[string]any, []any, string, bool, and json.Number in canonical decimal; never nil

	root   *node
	schema *schema
}

// Read reads the file name from fsys as a document of the given kind, in the language that its extension names: .hcl,
// .yaml, .yml or .json. What is wrong with the file comes back as Errors. The caller decides what fsys may reach; an
// os.Root keeps links from leaving it.
func Read(fsys fs.FS, name string, kind Kind) (*Document, error) {
	src, err := load(fsys, name)
	if err != nil {
		return nil, err
	}
	return Parse(name, src, kind)
}

// Parse reads src as a document of the given kind. The name is used for its extension and in positions only.
func Parse(name string, src []byte, kind Kind) (*Document, error) {
	return parse(name, src, kind, nil)
}

func parse(name string, src []byte, kind Kind, context *evaluation) (*Document, error) {
	rules, err := kind.rules()
	if err != nil {
		return nil, err
	}
	return parseAs(name, src, kind, rules, context)
}

// parseAs is parse with the schema at hand, so that tests can bring their own.
func parseAs(name string, src []byte, kind Kind, rules *schema, context *evaluation) (*Document, error) {
	p := &problems{file: name, src: src}
	root := tree(p, rules, context)
	if root != nil && root.shape == object && len(root.members) == 0 && len(p.list) == 0 {
		p.add(mark{1, 1}, nil, "the file declares nothing", "where nothing is said, nothing can be checked")
	}
	if root == nil || len(root.members) == 0 && len(p.list) > 0 {
		return nil, p.errors()
	}
	checker := &checker{problems: p, native: path.Ext(name) == ".hcl"}
	value, _ := checker.value(root, rules).(map[string]any)
	if err := p.errors(); err != nil {
		return nil, err
	}
	return &Document{
		Name: name, Kind: kind, Source: src, Digest: Digest(src),
		Value: value, root: root, schema: rules,
	}, nil
}

// tree reads the source with the front end for its extension; nil means that it could not be read at all.
func tree(p *problems, rules *schema, context *evaluation) *node {
	language := path.Ext(p.file)
	switch language {
	case ".hcl", ".yaml", ".yml", ".json":
	default:
		p.src = nil
		p.add(mark{}, nil, "the name does not say which language this is", "name it .hcl, .yaml, .yml or .json")
		return nil
	}
	if !checkText(p) {
		return nil
	}
	switch language {
	case ".hcl":
		return readHCL(p, rules, context)
	case ".json":
		return readJSON(p, written)
	}
	return readYAML(p)
}

// load reads a whole file within its limit. A path that leads out of fsys, a folder, or a pipe is refused.
func load(fsys fs.FS, name string) ([]byte, error) {
	refuse := func(message, hint string) ([]byte, error) {
		p := &problems{file: name}
		p.add(mark{}, nil, message, hint)
		return nil, p.errors()
	}
	if !fs.ValidPath(name) || name == "." {
		return refuse("this is not the name of a file here", "give a path without .. below the folder")
	}
	info, err := fs.Stat(fsys, name) // before opening: a pipe would wait for a writer
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return refuse("no such file", "check the name and the folder")
	case err != nil:
		return refuse("cannot be read: "+Clean(reason(err)), "check its permissions, and that no link leads out of the folder")
	case info.IsDir():
		return refuse("this is a folder", "name the file in it")
	case !info.Mode().IsRegular():
		return refuse("this is not a regular file", "save it as a file first")
	}
	file, err := fsys.Open(name)
	if err != nil {
		return refuse("cannot be read: "+Clean(reason(err)), "check its permissions, and that no link leads out of the folder")
	}
	defer file.Close()
	src, err := io.ReadAll(io.LimitReader(file, MaxBytes+1))
	if err != nil {
		return refuse("cannot be read: "+Clean(reason(err)), "try again")
	}
	return src, nil // checkText refuses what is longer than the limit
}

// reason is the last cause of an error, without the path that os errors repeat.
func reason(err error) string {
	var lost *fs.PathError
	if errors.As(err, &lost) {
		return lost.Err.Error()
	}
	return err.Error()
}

// Position returns where the value at path stands: a block or a list at its name, anything else at the value itself.
// The path holds string keys and int indexes. A path that is absent takes the position of its nearest ancestor.
func (d *Document) Position(path ...any) Position {
	at := d.root
	if at == nil {
		return Position{File: d.Name}
	}
	for _, step := range path {
		next := at.child(step)
		if next == nil {
			break
		}
		at = next
	}
	return Position{File: d.Name, Line: at.at.line, Column: at.at.column}
}

// Line returns line n (counted from 1) of the source without its line end; "" when there is no such line.
func (d *Document) Line(n int) string { return line(d.Source, n) }

// JSON returns the value in one canonical form: sorted keys, no spaces, one newline at the end. The same document
// written in HCL, YAML or JSON gives the same bytes.
func (d *Document) JSON() []byte {
	return append(canonicalJSON(d.Value), '\n')
}

// canonicalJSON writes a checked value; such values hold nothing that could fail to encode.
func canonicalJSON(v any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		panic(fmt.Sprintf("schemas: a value that no reader makes: %v", err))
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

// PathString writes a path as rules and people name it: rollout.stages[0].soak.
func PathString(path []any) string {
	var out strings.Builder
	for _, step := range path {
		switch step := step.(type) {
		case int:
			fmt.Fprintf(&out, "[%d]", step)
		case string:
			if !plainName(step) {
				fmt.Fprintf(&out, `["%s"]`, Clean(step))
				continue
			}
			if out.Len() > 0 {
				out.WriteByte('.')
			}
			out.WriteString(step)
		default:
			fmt.Fprintf(&out, "[%s]", Clean(fmt.Sprint(step)))
		}
	}
	return out.String()
}

// plainName says whether a key can stand in a path as it is.
func plainName(s string) bool {
	for i, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_'
		if !letter && (i == 0 || (r < '0' || r > '9') && r != '-') {
			return false
		}
	}
	return s != ""
}

// Digest returns "sha256:<hex>" of b.
func Digest(b []byte) string {
	sum := sha256.Sum256(b)
	return "sha256:" + hex.EncodeToString(sum[:])
}
