package attest

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"belay/schemas"
)

// NewTrust makes a Trust of a trust file. The keys and roots that it names are read from fsys, which must be the
// trust file's own folder; nil will do where it names none. What is wrong comes back as schemas.Errors, each with its place in
// the trust file. The file must have been read as schemas.Trust.
func NewTrust(doc *schemas.Document, fsys fs.FS) (*Trust, error) {
	if doc == nil || doc.Kind != schemas.Trust {
		return nil, errors.New("making trust: not a trust file")
	}
	r := &trustReader{doc: doc, fsys: fsys, digests: map[string]string{}, roots: map[string]*trustRoot{}}
	r.readRoots()
	signers := r.readSigners()
	t := &Trust{Name: doc.Name, signers: signers, products: r.readProducts(), packs: r.readPacks(signers)}
	if err := r.errors(); err != nil {
		return nil, err
	}
	t.Digest = r.digest()
	return t, nil
}

// trustReader collects what is wrong, so that one run shows all of it.
type trustReader struct {
	doc     *schemas.Document
	fsys    fs.FS
	faults  schemas.Errors
	digests map[string]string // of each file that was read, by name
	roots   map[string]*trustRoot
}

// block is one entry of a list in the document.
type block struct {
	r     *trustReader
	path  []any
	value map[string]any
}

func (r *trustReader) blocks(list string) []block {
	items, _ := r.doc.Value[list].([]any)
	var out []block
	for i, item := range items {
		value, ok := item.(map[string]any)
		if !ok {
			continue // the schema has refused it already
		}
		out = append(out, block{r, []any{list, i}, value})
	}
	return out
}

func (b block) text(key string) string {
	s, _ := b.value[key].(string)
	return s
}

func (b block) has(key string) bool {
	_, ok := b.value[key]
	return ok
}

// flag is a boolean that is true unless it is written out.
func (b block) flag(key string) bool {
	v, ok := b.value[key].(bool)
	return v || !ok
}

func (b block) fault(key, message, hint string) {
	path := append(slices.Clone(b.path), key)
	at := b.r.doc.Position(path...)
	where := schemas.PathString(path)
	b.r.faults = append(b.r.faults, &schemas.Error{
		Position: at, Path: where, Message: where + ": " + message, Hint: hint, Snippet: schemas.Clean(b.r.doc.Line(at.Line)),
	})
}

func (r *trustReader) errors() error {
	const most = 20
	if len(r.faults) == 0 {
		return nil
	}
	slices.SortStableFunc(r.faults, func(a, b *schemas.Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Path, b.Path))
	})
	return r.faults[:min(most, len(r.faults))]
}

// digest covers every file that trust rests on, by name, for the same name may come to hold another key.
func (r *trustReader) digest() string {
	var lines []string
	for name, sum := range r.digests {
		lines = append(lines, fmt.Sprintf("%q %s", name, sum))
	}
	slices.Sort(lines)
	return digestOf([]byte("trust " + r.doc.Digest + "\n" + strings.Join(lines, "\n")))
}

func digestOf(b []byte) string {
	sum := sha256.Sum256(b)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// file reads a file that the block names, up to a limit.
func (b block) file(key string, limit int64) ([]byte, bool) {
	name := b.text(key)
	content, err := readFile(b.r.fsys, name, limit)
	if err != nil {
		b.fault(key, fmt.Sprintf("cannot read %q: %s", schemas.Clean(name), schemas.Clean(err.Error())), "paths are relative to the trust file, and stay in its folder")
		return nil, false
	}
	b.r.digests[name] = digestOf(content)
	return content, true
}

func readFile(fsys fs.FS, name string, limit int64) ([]byte, error) {
	if fsys == nil {
		return nil, errors.New("there is no folder to read it from")
	}
	if !fs.ValidPath(name) {
		return nil, errors.New("not a path inside the folder")
	}
	info, err := fs.Stat(fsys, name) // before opening: a pipe would wait for a writer
	if err != nil {
		return nil, plain(err)
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("not a regular file")
	}
	f, err := fsys.Open(name)
	if err != nil {
		return nil, plain(err)
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, plain(err)
	}
	if int64(len(content)) > limit {
		return nil, fmt.Errorf("larger than the limit of %d bytes", limit)
	}
	return content, nil
}

// plain leaves out the path, which the message has already.
func plain(err error) error {
	if lost := new(fs.PathError); errors.As(err, &lost) {
		return lost.Err
	}
	return err
}

func (r *trustReader) readRoots() {
	for _, b := range r.blocks("roots") {
		root := &trustRoot{name: b.text("name"), log: b.flag("log"), sct: b.flag("sct"), time: cmp.Or(b.text("time"), timeAny)}
		r.roots[root.name] = root
		if root.time == timeLog && !root.log {
			b.fault("time", "the time is to come from the log, and no log entry is asked for", `take out "log = false", or ask for time "timestamp"`)
			continue
		}
		key, content := "trusted_root", []byte(nil)
		switch {
		case b.has("builtin") == b.has("trusted_root"):
			b.fault("name", "a root has either `builtin` or `trusted_root`", `write builtin = "public-good", or trusted_root = "file.json"`)
			continue
		case b.has("builtin"):
			key, content = "builtin", publicGood
			r.digests["builtin:"+b.text("builtin")] = digestOf(publicGood)
		default:
			var ok bool
			if content, ok = b.file("trusted_root", maxRootBytes); !ok {
				continue
			}
		}
		if err := root.load(content); err != nil {
			b.fault(key, "not usable: "+schemas.Clean(err.Error()), "export it again from the instance, and check what the root asks for")
		}
	}
}

func (r *trustReader) readSigners() []*signer {
	var signers []*signer
	byKey := map[string]*signer{}
	for _, b := range r.blocks("signers") {
		s := &signer{
			name: b.text("name"), vendor: b.text("vendor"), role: Role(b.text("role")),
			issuer: pattern(b.text("issuer")), subject: pattern(b.text("subject")),
		}
		signers = append(signers, s)
		b.checkRole(s)
		b.readAttests(s)
		if b.has("root") {
			if s.root = r.roots[b.text("root")]; s.root == nil {
				b.fault("root", fmt.Sprintf("there is no root %q", schemas.Clean(b.text("root"))), "name one of the roots of this file")
			}
		}
		if !b.has("key") {
			b.readCertificate()
			for _, other := range signers[:len(signers)-1] {
				if other.key == nil && other.root == s.root && other.issuer == s.issuer && other.subject == s.subject && (other.role != s.role || other.vendor != s.vendor) {
					b.fault("subject", fmt.Sprintf("the same identity as signer %q, in another role or for another vendor", schemas.Clean(other.name)), "who signs cannot be told apart by it: give it one role")
				}
			}
			continue
		}
		b.readKey(s)
		if s.key == nil {
			continue
		}
		other := byKey[s.key.id]
		if byKey[s.key.id] = s; other != nil && (other.role != s.role || other.vendor != s.vendor) {
			b.fault("key", fmt.Sprintf("the same key as signer %q, in another role or for another vendor", schemas.Clean(other.name)), "who signs cannot be told apart by it: use a key for each")
		}
	}
	slices.SortFunc(signers, func(a, b *signer) int { return cmp.Compare(a.name, b.name) })
	return signers
}

func (b block) checkRole(s *signer) {
	switch {
	case s.role == Independent && s.vendor != "":
		b.fault("vendor", "an independent signer speaks for no vendor", "take it out, or give the role that it has for that vendor")
	case s.role != Independent && s.vendor == "":
		b.fault("role", fmt.Sprintf("a signer of role %q needs `vendor`", schemas.Clean(string(s.role))), "name whom it speaks for")
	}
}

func (b block) readAttests(s *signer) {
	items, _ := b.value["attests"].([]any)
	for _, item := range items {
		typ, _ := item.(string)
		switch {
		case strings.Contains(typ, "*"):
			b.fault("attests", fmt.Sprintf("%q has a wildcard", schemas.Clean(typ)), "list each predicate type")
		case schemas.Long(typ) != typ && !schemas.Known(typ):
			b.fault("attests", fmt.Sprintf("there is no predicate type %q", schemas.Clean(typ)), schemas.DidYouMean(typ, schemas.Types()))
		case schemas.Short(typ) != typ:
			b.fault("attests", fmt.Sprintf("%q is the long form", schemas.Clean(typ)), fmt.Sprintf("write %q", schemas.Clean(schemas.Short(typ))))
		}
		s.attests = append(s.attests, typ)
	}
	slices.Sort(s.attests)
}

func (b block) readCertificate() {
	for _, key := range []string{"root", "issuer", "subject"} {
		if !b.has(key) {
			b.fault("name", fmt.Sprintf("no `%s`", key), "a signer has a `key`, or `root`, `issuer` and `subject` of its certificate")
		}
	}
	for _, key := range []string{"issuer", "subject"} {
		if why := pattern(b.text(key)).fault(); b.has(key) && why != "" {
			b.fault(key, fmt.Sprintf("%q %s", schemas.Clean(b.text(key)), why), "name the host and the owner in full; `*` stands for anything up to the next slash")
		}
	}
	if b.has("time") {
		b.fault("time", "a certificate lives for minutes, so it needs a trusted time", "take it out; only a key can do without")
	}
}

func (b block) readKey(s *signer) {
	for _, key := range []string{"issuer", "subject"} {
		if b.has(key) {
			b.fault(key, "a key has no issuer and no subject", "take it out, or take out `key`")
		}
	}
	if b.has("root") == b.has("time") {
		b.fault("key", "a key needs a `root` that gives the time, or else time = \"none\" written out", "with \"none\", what it signs is worth no more than the grade signed")
	}
	content, ok := b.file("key", maxKeyBytes)
	if !ok {
		return
	}
	var err error
	if s.key, err = readKey(content); err != nil {
		b.fault("key", "no usable key: "+schemas.Clean(err.Error()), "give the PEM of one public key")
	}
}

func (r *trustReader) readProducts() map[string]Product {
	products := map[string]Product{}
	for _, b := range r.blocks("products") {
		products[b.text("name")] = Product{Name: b.text("name"), Vendor: b.text("vendor"), Kind: b.text("kind"), ConsumedBy: b.text("consumed_by"), LoadPhase: b.text("load_phase")}
	}
	return products
}
