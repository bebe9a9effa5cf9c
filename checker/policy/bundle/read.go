package bundle

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"belay/checker/policy"
	"belay/schemas"
)

// Read reads a bundle, from Build or from `opa build`. The Rego in it is not looked at beyond its package line. Every
// error is an *Error.
func Read(packed []byte) (*Bundle, error) {
	plain, err := unzip(packed)
	if err != nil {
		return nil, err
	}
	files, err := untar(plain)
	if err != nil {
		return nil, err
	}
	text, ok := files[manifestName]
	if !ok {
		return nil, fault("", rebuild, "there is no %s in it", manifestName)
	}
	m, err := readManifest(text)
	if err != nil {
		return nil, err
	}
	b := &Bundle{Revision: m.Revision, Roots: m.Roots, Files: policy.Files{}}
	if m.Metadata != nil {
		b.Name, b.Version = m.Metadata.Name, m.Metadata.Version
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := b.add(name, files[name]); err != nil {
			return nil, err
		}
	}
	if len(b.Files) == 0 {
		return nil, noRego()
	}
	return b, nil
}

func noRego() error {
	return fault("", "a commitment is a Rego file in package belay.FAMILY.NAME", "there is no Rego in it besides tests")
}

// add takes in one file, if a pack has a use for it.
func (b *Bundle) add(name string, text []byte) error {
	switch base := path.Base(name); {
	case name == manifestName:
		return nil
	case base == "data.json":
		// opa build always writes one. What is in it would stand beside the rules, or in the place of one.
		if v, err := schemas.Strict(text); err != nil || !emptyObject(v) {
			return fault(name, "commitments are rules; values belong in their parameters", "a pack holds no data")
		}
		return nil
	case base == "data.yaml" || base == "data.yml":
		return fault(name, "commitments are rules; values belong in their parameters", "a pack holds no data")
	case base == "patch.json":
		return fault(name, "ask for the whole bundle", "it changes another bundle, which nobody has signed like that")
	case base == "plan.json" || strings.HasSuffix(base, ".wasm"):
		return fault(name, rebuild, "a compiled policy, which cannot be checked as Rego is")
	case base == ".signatures.json":
		return fault(name, "sign the bundle with `belay policy sign`, beside it", "a signature of OPA's own kind, which covers less than the bundle")
	case path.Ext(name) != ".rego" || strings.HasPrefix(base, "."):
		return fault(name, rebuild, "neither Rego nor a part of a bundle")
	}
	pkg, err := packageOf(name, text)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(b.Roots, func(root string) bool { return within(pkg, root) }) {
		return fault(name, rebuild, "package %s is outside the roots that the bundle declares", strings.ReplaceAll(pkg, "/", "."))
	}
	b.Files[name] = text
	return nil
}

func emptyObject(v any) bool {
	object, ok := v.(map[string]any)
	return ok && len(object) == 0
}

// unzip returns what is in the one gzip member.
func unzip(packed []byte) ([]byte, error) {
	if len(packed) > MaxBytes {
		return nil, fault("", rebuild, "more than %d bytes", MaxBytes)
	}
	rest := bytes.NewReader(packed) // an io.ByteReader, so that nothing behind the member is read
	zip, err := gzip.NewReader(rest)
	if err != nil {
		return nil, fault("", "name a .tar.gz", "not gzip")
	}
	zip.Multistream(false)
	limit := min(maxUnpackedBytes, max(ratioFloor, maxRatio*len(packed)))
	plain, err := io.ReadAll(io.LimitReader(zip, int64(limit)+1))
	switch {
	case err != nil:
		return nil, fault("", "fetch it again", "broken gzip: %v", err)
	case len(plain) > maxUnpackedBytes:
		return nil, fault("", rebuild, "more than %d bytes when unpacked", maxUnpackedBytes)
	case len(plain) > limit:
		return nil, fault("", rebuild, "it unpacks to more than %d times its size", maxRatio)
	case rest.Len() > 0:
		return nil, fault("", rebuild, "%d bytes behind the end of it, which another reader might take for more files", rest.Len())
	}
	return plain, nil
}

// untar returns the files by name. A name is a plain path; opa build puts one slash before each of them.
func untar(plain []byte) (map[string][]byte, error) {
	rest := bytes.NewReader(plain)
	archive := tar.NewReader(rest)
	files, seen, slashes := map[string][]byte{}, map[string]string{}, 0
	for {
		h, err := archive.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fault("", "fetch it again", "broken tar: %v", err)
		}
		if len(files) == maxEntries {
			return nil, fault("", rebuild, "more than %d files", maxEntries)
		}
		if err := checkHeader(h); err != nil {
			return nil, err
		}
		name, absolute := strings.CutPrefix(h.Name, "/")
		if absolute {
			slashes++
		}
		if err := checkName(h.Name, name); err != nil {
			return nil, err
		}
		if first, twice := seen[strings.ToLower(name)]; twice {
			return nil, fault(h.Name, rebuild, "the same name as %s on a system that does not tell capitals", first)
		}
		seen[strings.ToLower(name)] = h.Name
		text, err := io.ReadAll(io.LimitReader(archive, maxEntryBytes+1))
		if err != nil || int64(len(text)) != h.Size {
			return nil, fault(h.Name, "fetch it again", "broken tar: it ends in the middle of the file")
		}
		files[name] = text
	}
	end, _ := io.ReadAll(rest)
	if len(bytes.Trim(end, "\x00")) > 0 {
		return nil, fault("", rebuild, "something stands behind the end of the archive")
	}
	if slashes > 0 && (slashes != len(files) || files[manifestName] == nil) {
		return nil, fault("", rebuild, "absolute names, and not as opa build writes them")
	}
	return files, noFolderIsFile(seen)
}

// checkHeader refuses what is no plain file, and headers that only some readers know.
func checkHeader(h *tar.Header) error {
	if h.Typeflag != tar.TypeReg || h.Linkname != "" {
		return fault(h.Name, rebuild, "not a regular file: a bundle has no links, folders or devices of its own")
	}
	for key := range h.PAXRecords {
		if key != "path" && key != "mtime" {
			return fault(h.Name, rebuild, "an extended header %q", key)
		}
	}
	if h.Size > maxEntryBytes {
		return fault(h.Name, "split it", "larger than %d bytes", maxEntryBytes)
	}
	return nil
}

var step = regexp.MustCompile(`^[A-Za-z0-9_.-]+$`)

func checkName(full, name string) error {
	if len(full) > maxNameBytes {
		return fault(full[:maxNameBytes], rebuild, "a name of more than %d bytes", maxNameBytes)
	}
	steps := strings.Split(name, "/")
	for _, s := range steps {
		if !step.MatchString(s) || strings.Trim(s, ".") == "" {
			return fault(full, rebuild, "a name that is no plain path inside the bundle")
		}
	}
	if len(steps)-1 > maxDepth {
		return fault(full, rebuild, "more than %d folders deep", maxDepth)
	}
	return nil
}

// noFolderIsFile refuses a file that is the folder of another. The keys of seen are in small letters.
func noFolderIsFile(seen map[string]string) error {
	for _, name := range slices.Sorted(maps.Keys(seen)) {
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			if file, clash := seen[dir]; clash {
				return fault(file, rebuild, "a file, and the folder of %s", seen[name])
			}
		}
	}
	return nil
}

// packageLine is what stands first in a Rego file of a pack, behind comments and empty lines.
var packageLine = regexp.MustCompile(`^package[ \t]+([A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)[ \t]*(?:#.*)?$`)

// packageOf returns the package of a Rego file, as a path. It reads the line and no more, so that no stranger's Rego is
// parsed before it is known whose it is.
func packageOf(name string, text []byte) (string, error) {
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\r\n")
		if trimmed := strings.TrimSpace(line); trimmed == "" || strings.HasPrefix(trimmed, "#") {
			continue
		}
		if m := packageLine.FindStringSubmatch(line); m != nil {
			return strings.ReplaceAll(m[1], ".", "/"), nil
		}
		break
	}
	return "", fault(name, "write `package belay.FAMILY.NAME` on a line of its own, before all else but comments", "it does not begin with its package")
}
