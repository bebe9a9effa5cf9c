package checker

import (
	"context"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"slices"

	"belay/schemas"
)

// maxArtifactBytes bounds the hashing of one file, which takes about a minute for so much.
const maxArtifactBytes = 64 << 30

// seeArtifacts compares each artifact whose file is present in files with the digest that the manifest claims.
// Files are streamed. A path that leads out of files, or to something that is no regular file, is a schemas.Errors;
// a file that is not there is no error: it is absent. A nil files holds nothing.
func seeArtifacts(ctx context.Context, m *Manifest, files fs.FS) ([]Artifact, error) {
	out := []Artifact{}
	var errs schemas.Errors
	for i, v := range list(m.facts, "artifacts") {
		o, _ := v.(map[string]any)
		a := Artifact{Name: text(o, "name"), Kind: text(o, "kind"), Path: text(o, "path"), Digest: map[string]string{}, File: "absent"}
		for alg, d := range object(o, "digest") {
			a.Digest[alg], _ = d.(string)
		}
		if a.Path != "" && files != nil {
			actual, err := digests(ctx, files, a.Path, a.Digest)
			switch {
			case ctx.Err() != nil:
				return nil, ctx.Err()
			case errors.Is(err, fs.ErrNotExist):
			case err != nil:
				path := []any{"artifacts", i, "path"}
				pos := m.Doc.Position(path...)
				errs = append(errs, &schemas.Error{Position: pos, Path: schemas.PathString(path), Message: fmt.Sprintf("artifact %q cannot be read: %v", a.Name, cause(err)),
					Hint: "an artifact is a regular file below the manifest's folder", Snippet: schemas.Clean(m.Doc.Line(pos.Line))})
			default:
				a.File, a.Actual = "matches", actual
				for alg, want := range a.Digest {
					if actual[alg] != want {
						a.File = "differs"
					}
				}
			}
		}
		out = append(out, a)
	}
	if len(errs) > 0 {
		return nil, errs
	}
	return out, nil
}

// cause drops the operation and the name, which the message has already.
func cause(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// digests hashes the file once with every algorithm in want.
func digests(ctx context.Context, files fs.FS, name string, want map[string]string) (map[string]string, error) {
	info, err := fs.Stat(files, name) // before opening: opening a pipe would wait for its writer
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is no regular file")
	}
	if info.Size() > maxArtifactBytes {
		return nil, fmt.Errorf("it is larger than %d GiB", int64(maxArtifactBytes)>>30)
	}
	f, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	hashes := map[string]hash.Hash{}
	writers := []io.Writer{}
	for _, alg := range slices.Compact(slices.Sorted(slices.Values(append(sortedKeys(want), "sha256")))) { // sha256 always: a rollback target is named by it
		h := newHash(alg)
		if h == nil {
			return nil, fmt.Errorf("no such digest algorithm: %s", alg)
		}
		hashes[alg] = h
		writers = append(writers, h)
	}
	if _, err := io.Copy(io.MultiWriter(writers...), &cancelReader{ctx, f}); err != nil {
		return nil, err
	}
	out := map[string]string{}
	for alg, h := range hashes {
		out[alg] = hex.EncodeToString(h.Sum(nil))
	}
	return out, nil
}

func newHash(alg string) hash.Hash {
	switch alg {
	case "sha256":
		return sha256.New()
	case "sha384":
		return sha512.New384()
	case "sha512":
		return sha512.New()
	}
	return nil
}

// cancelReader stops a long read when ctx ends.
type cancelReader struct {
	ctx context.Context
	r   io.Reader
}

func (c *cancelReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
