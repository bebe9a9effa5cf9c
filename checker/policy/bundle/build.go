package bundle

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"belay/checker/policy"
)

// Build writes the pack in l as a bundle. The same files, name and version give the same bytes: names are sorted, and
// there is neither a time nor an owner in them. Tests are left out: they are the author's, and stock OPA would compile
// them with every evaluation. What Build writes, Read accepts; a pack that breaks a limit is an error.
func Build(l policy.Layer, name, version string) ([]byte, error) {
	if err := CheckName(name); err != nil {
		return nil, err
	}
	if err := CheckVersion(version); err != nil {
		return nil, err
	}
	held, err := policy.Read(l)
	if err != nil {
		return nil, err
	}
	files := policy.Files{}
	err = fs.WalkDir(held.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(name, "_test.rego") {
			return err
		}
		files[name], err = fs.ReadFile(held.FS, name)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading the pack: %w", err)
	}
	if len(files) == 0 {
		return nil, noRego()
	}
	roots, err := rootsOf(files)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(manifest{Revision: revision(files), Roots: roots, RegoVersion: regoVersion, Metadata: &metadata{name, version}})
	if err != nil {
		return nil, err
	}
	files[manifestName] = append(text, '\n')
	packed, err := pack(files)
	if err != nil {
		return nil, fmt.Errorf("writing the bundle: %w", err)
	}
	if _, err := Read(packed); err != nil { // nobody could use it
		return nil, err
	}
	return packed, nil
}

// revision is the digest of names and bytes, each with its length.
func revision(files policy.Files) string {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(h, "%d %s %d\n", len(name), name, len(files[name]))
		h.Write(files[name])
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}

// rootsOf lists the packages of files, without those that stand below another: OPA refuses roots that overlap, and two
// bundles that share one.
func rootsOf(files policy.Files) ([]string, error) {
	var roots []string
	for _, name := range slices.Sorted(maps.Keys(files)) {
		pkg, err := packageOf(name, files[name])
		if err != nil {
			return nil, err
		}
		roots = append(roots, pkg)
	}
	slices.Sort(roots)
	roots = slices.Compact(roots)
	return slices.DeleteFunc(slices.Clone(roots), func(root string) bool {
		return slices.ContainsFunc(roots, func(other string) bool { return other != root && within(root, other) })
	}), nil
}

func within(pkg, root string) bool {
	return root == "" || pkg == root || strings.HasPrefix(pkg, root+"/")
}

func pack(files policy.Files) ([]byte, error) {
	var out bytes.Buffer
	zip, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	archive := tar.NewWriter(zip)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		header := &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: int64(len(files[name])), Mode: 0o644}
		if err := archive.WriteHeader(header); err != nil {
			return nil, err
		}
		if _, err := archive.Write(files[name]); err != nil {
			return nil, err
		}
	}
	if err := archive.Close(); err != nil {
		return nil, err
	}
	if err := zip.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
