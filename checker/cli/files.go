package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/term"

	"belay/attest"
	"belay/checker"
	"belay/policies"
	"belay/schemas"
)

// Limits on what is read as evidence, besides those of a bundle itself.
const (
	maxBundles      = 10_000
	maxEvidenceFile = 64 << 20 // a .jsonl holds many bundles
	maxDepth        = 8        // folders below an evidence folder
)

// read reads a file that the caller named, as the kind of document it should be.
func (c *command) read(name string, kind schemas.Kind) (*schemas.Document, error) {
	src, err := c.bytes(name)
	if err != nil {
		return nil, err
	}
	return schemas.Parse(name, src, kind)
}

// bytes reads a file that the caller named, up to one byte more than a document may have.
func (c *command) bytes(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, refused("give the path of a file that exists and can be read", "%s: %w", name, reason(err))
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, refused("name a file in it", "%s: it is a folder", name)
	}
	src, err := io.ReadAll(io.LimitReader(f, schemas.MaxBytes+1))
	if err != nil {
		return nil, refused("", "%s: %w", name, reason(err))
	}
	return src, nil
}

// reason drops the operation and the path from an error of a file, which the message has already.
func reason(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// manifest reads the release called name; "-" is standard input, which stdinName stands for.
func (c *command) manifest(name, stdinName string) (*checker.Manifest, error) {
	if name != "-" {
		doc, err := c.read(name, schemas.Manifest)
		if err != nil {
			return nil, err
		}
		return checker.NewManifest(doc)
	}
	if stdinName == "" {
		return nil, refused("as in --stdin-name release.hcl", "standard input needs --stdin-name, which says its format")
	}
	src, err := io.ReadAll(io.LimitReader(c.std.In, schemas.MaxBytes+1))
	if err != nil {
		return nil, refused("", "reading standard input: %w", err)
	}
	doc, err := schemas.Parse(stdinName, src, schemas.Manifest)
	if err != nil {
		return nil, err
	}
	return checker.NewManifest(doc)
}

// folder opens the folder that a file lies in; nothing outside of it can be reached through what is returned.
func folder(name string) (*os.Root, error) {
	root, err := os.OpenRoot(filepath.Dir(name))
	if err != nil {
		return nil, refused("", "%s: %w", name, reason(err))
	}
	return root, nil
}

// trust reads the auditor's trust file; no name is no trust.
func (c *command) trust(name string) (*attest.Trust, error) {
	if name == "" {
		return nil, nil
	}
	doc, err := c.read(name, schemas.Trust)
	if err != nil {
		return nil, err
	}
	// Keys and roots may be links to wherever the auditor keeps them: the trust file is his own.
	return attest.NewTrust(doc, os.DirFS(filepath.Dir(name)))
}

// profile reads a profile of the pack by its name, or one of the caller's by its path.
func (c *command) profile(name string) (*checker.Profile, error) {
	if strings.ContainsAny(name, "./\\") {
		doc, err := c.read(name, schemas.Profile)
		if err != nil {
			return nil, err
		}
		return checker.NewProfile(doc), nil
	}
	doc, err := schemas.Read(policies.FS, "profiles/"+name+".hcl", schemas.Profile)
	if errors.Is(err, fs.ErrNotExist) || (err != nil && !slices.Contains(profileNames(), name)) {
		return nil, refused("the pack has "+strings.Join(profileNames(), ", ")+"; a file is named with its extension", "there is no profile %q", name)
	}
	if err != nil {
		return nil, err
	}
	return checker.NewBuiltinProfile(doc), nil
}

func profileNames() []string {
	names := []string{}
	entries, _ := fs.ReadDir(policies.FS, "profiles") // embedded: it is there
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".hcl"))
	}
	return names
}

func (c *command) waivers(name string) (*checker.Waivers, error) {
	if name == "" {
		return nil, nil
	}
	doc, err := c.read(name, schemas.Waivers)
	if err != nil {
		return nil, err
	}
	return checker.NewWaivers(doc), nil
}

// isBundleName tells whether a file beside a manifest is an attestation; in a folder of attestations every .json is.
func isBundleName(name string, inFolder bool) bool {
	return strings.HasSuffix(name, ".sigstore.json") || strings.HasSuffix(name, ".sigstore") || strings.HasSuffix(name, ".jsonl") || (inFolder && strings.HasSuffix(name, ".json"))
}

// beside finds the attestations that lie with a manifest: *.sigstore.json, *.sigstore and *.jsonl in its folder, and all in attestations/.
func beside(root *os.Root, dir string) ([]checker.Bundle, error) {
	b := &bundles{fsys: root.FS(), dir: dir}
	entries, err := fs.ReadDir(b.fsys, ".")
	if err != nil {
		return nil, refused("", "%s: %w", dir, reason(err))
	}
	for _, e := range entries {
		if !e.IsDir() && isBundleName(e.Name(), false) && !b.signsPack(e.Name()) {
			b.file(e.Name())
		}
	}
	if info, err := fs.Stat(b.fsys, "attestations"); err == nil && info.IsDir() {
		b.walk("attestations", 0)
	}
	return b.found, b.err
}

// evidence reads what --evidence names: a file, or a folder with all attestations below it.
func evidence(name string) ([]checker.Bundle, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, refused("give the path of a bundle, or of a folder of bundles", "%s: %w", name, reason(err))
	}
	if info.IsDir() {
		root, err := os.OpenRoot(name)
		if err != nil {
			return nil, refused("", "%s: %w", name, reason(err))
		}
		defer root.Close()
		b := &bundles{fsys: root.FS(), dir: name}
		b.walk(".", 0)
		return b.found, b.err
	}
	b := &bundles{fsys: os.DirFS(filepath.Dir(name)), dir: filepath.Dir(name)}
	b.file(filepath.Base(name))
	if b.err == nil && len(b.found) == 1 && b.found[0].Err != nil {
		return nil, refused("", "%s: %w", name, b.found[0].Err)
	}
	return b.found, b.err
}

// bundles collects attestations below a folder. One that cannot be read is kept with its reason: it is listed, and counts for nothing.
type bundles struct {
	fsys  fs.FS
	dir   string
	found []checker.Bundle
	err   error // a limit was passed
}

func (b *bundles) walk(dir string, depth int) {
	entries, err := fs.ReadDir(b.fsys, dir)
	if err != nil {
		b.add(checker.Bundle{Name: filepath.Join(b.dir, dir), Err: fmt.Errorf("it cannot be read: %w", reason(err))})
		return
	}
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		switch {
		case e.IsDir() && depth >= maxDepth:
			b.add(checker.Bundle{Name: filepath.Join(b.dir, name), Err: fmt.Errorf("folders go deeper than %d", maxDepth)})
		case e.IsDir():
			b.walk(name, depth+1)
		case isBundleName(e.Name(), true):
			b.file(name)
		}
	}
}

// signsPack tells whether a file is the signature of a pack, which says nothing of a release. By its name it may also be
// an attestation of an artifact, so what is in it decides; what has another name is not read twice.
func (b *bundles) signsPack(name string) bool {
	if !isBundleFile(strings.TrimSuffix(name, signatureEnding)) {
		return false
	}
	src, err := readBundle(b.fsys, name)
	if err == nil {
		_, err = attest.PackClaimUnsafe(src)
	}
	return err == nil
}

func (b *bundles) file(name string) {
	full := filepath.Join(b.dir, name)
	src, err := readBundle(b.fsys, name)
	if err != nil {
		b.add(checker.Bundle{Name: full, Err: err})
		return
	}
	if !strings.HasSuffix(name, ".jsonl") {
		b.add(checker.Bundle{Name: full, Bytes: src})
		return
	}
	n := 0
	for line := range bytes.Lines(src) {
		n++
		if line = bytes.TrimSpace(line); len(line) > 0 {
			b.add(checker.Bundle{Name: fmt.Sprintf("%s:%d", full, n), Bytes: line})
		}
	}
	if len(bytes.TrimSpace(src)) == 0 {
		b.add(checker.Bundle{Name: full, Err: errors.New("the file is empty")})
	}
}

func (b *bundles) add(one checker.Bundle) {
	if len(b.found) >= maxBundles {
		b.err = refused("point --evidence at what belongs to the release", "%s: more than %d attestations", b.dir, maxBundles)
		return
	}
	b.found = append(b.found, one)
}

func readBundle(fsys fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(fsys, name) // before opening: opening a pipe would wait for its writer
	if err != nil {
		return nil, fmt.Errorf("it cannot be read: %w", reason(err))
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is no regular file")
	}
	f, err := fsys.Open(name)
	if err != nil {
		return nil, fmt.Errorf("it cannot be read: %w", reason(err))
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, maxEvidenceFile+1))
	if err != nil {
		return nil, fmt.Errorf("it cannot be read: %w", reason(err))
	}
	if len(src) > maxEvidenceFile {
		return nil, fmt.Errorf("it is larger than %d MiB", maxEvidenceFile>>20)
	}
	return src, nil
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

func terminalWidth(f *os.File) int {
	w, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return w
}

// slashed is a folder's name as it stands before the names of its files. It never makes one of them look like a file of
// the built-in pack, which stands without a folder.
func slashed(dir string) string {
	dir = filepath.ToSlash(filepath.Clean(dir))
	first, _, _ := strings.Cut(dir, "/")
	if _, err := fs.Stat(policies.FS, first); err == nil && first != "." {
		return "./" + dir
	}
	return dir
}
