package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"belay/attest"
	"belay/checker/policy/bundle"
	"belay/checker/policy/registry"
)

// verifiedPack is a pack, what its signer says of it, and the signature that holds.
type verifiedPack struct {
	*bundle.Bundle
	signed    *attest.SignedPack
	signature []byte
}

// verified returns the pack if one of its signatures is by someone whom trust believes, is of these very bytes, and says
// the name and version that stand inside. Nothing inside is read before the signature holds.
func verified(trust *attest.Trust, name string, packed []byte, signatures [][]byte, at time.Time) (*verifiedPack, error) {
	if len(signatures) == 0 {
		return nil, unfit(name, &hinted{errors.New("its signature is missing: somebody has taken it away, or it was never signed"), "ask its publisher for the signature, which lies beside it as " + path.Base(name) + signatureEnding + " or refers to it in the registry"})
	}
	var v verifiedPack
	var first error
	for _, s := range signatures {
		p, err := trust.OpenPack(s, packed, at)
		if err == nil {
			v.signed, v.signature = p, s
			break
		}
		if first == nil {
			first = err
		}
	}
	if v.signed == nil {
		return nil, unfit(name, first)
	}
	var err error
	if v.Bundle, err = bundle.Read(packed); err != nil {
		return nil, unfit(name, err)
	}
	if err := v.signed.Is(v.Name, v.Version); err != nil {
		return nil, unfit(name, err)
	}
	return &v, nil
}

// signatureEnding is what the name of a signature has behind that of its pack.
const signatureEnding = ".sigstore.json"

// readPacked reads a bundle and the signature beside it, or the one in the file called signature.
func readPacked(name, signature string) (packed []byte, signatures [][]byte, err error) {
	if packed, err = readRegular(name, bundle.MaxBytes); err != nil {
		return nil, nil, refused("give the path of a pack that exists and can be read", "%s: %w", name, reason(err))
	}
	beside := signature == ""
	if beside {
		signature = name + signatureEnding
	}
	text, err := readRegular(signature, maxSignature)
	switch {
	case errors.Is(err, fs.ErrNotExist) && beside:
		return packed, nil, nil
	case err != nil:
		return nil, nil, refused("give the path of a signature that exists and can be read", "%s: %w", signature, reason(err))
	}
	return packed, [][]byte{text}, nil
}

const maxSignature = 1 << 20

// readRegular reads a regular file, and at most one byte more than limit.
func readRegular(name string, limit int64) ([]byte, error) {
	info, err := os.Stat(name) // before opening: opening a pipe would wait for its writer
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is no regular file")
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, limit+1))
}

// isRule tells whether a file is one of a pack's rules, by its name.
func isRule(name string) bool {
	return strings.HasSuffix(name, ".rego") && !strings.HasSuffix(name, "_test.rego")
}

// holdsRego tells whether a folder, or a file, can be a pack, so that another is refused as the caller's mistake; tests
// alone would be a pack of nothing. It gives up, and lets the reader of packs complain, where there is too much to look
// at.
func holdsRego(dir string) bool {
	if isRego(dir) {
		return isRule(dir)
	}
	found, left := false, 20_000
	_ = fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		left--
		switch {
		case left == 0 || err == nil && !d.IsDir() && isRule(name):
			found = true
			return fs.SkipAll
		case err != nil && d != nil && d.IsDir():
			return fs.SkipDir
		}
		return nil
	})
	return found
}

func addressOf(name string, f fetchFlags) (registry.Address, error) {
	a, err := registry.Parse(name)
	switch {
	case err != nil:
		return a, refused("as in oci://registry.example.com/team/pack@sha256:…", "%w", err)
	case f.plainHTTP && !a.Local():
		return a, refused("leave it out: https is spoken", "--plain-http: %s is not on this machine", name)
	}
	return a, nil
}

// client talks to registries with what the docker config of the user says of logins.
func client(f fetchFlags) *registry.Client {
	c := &registry.Client{PlainHTTP: f.plainHTTP, MaxPack: bundle.MaxBytes}
	dir := os.Getenv("DOCKER_CONFIG")
	if dir == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return c
		}
		dir = filepath.Join(home, ".docker")
	}
	c.DockerConfig, _ = readRegular(filepath.Join(dir, "config.json"), 1<<20) // without one the client is anonymous
	return c
}

// hinted is an error that says what to do.
type hinted struct {
	error
	hint string
}

func (h *hinted) Hint() string  { return h.hint }
func (h *hinted) Unwrap() error { return h.error }

// unfit says that a pack is not to be judged by. The error brings its own hint.
func unfit(name string, err error) error { return &packError{fmt.Errorf("%s: %w", name, err)} }

func unfetched(err error) error {
	return &packError{&hinted{err, "look at the address, the network and the login (the auths of the docker config; helpers are not run)"}}
}
