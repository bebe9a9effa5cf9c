package policy

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of a pack's source, checked before OPA sees a byte of it. They are
// far above what a pack needs and far below what makes its parser or compiler slow.
const (
	maxFiles       = 300
	maxFileBytes   = 64 << 10
	MaxPackBytes   = 1 << 20 // of all files together
	maxDirDepth    = 8
	maxNesting     = 40   // brackets open at once
	maxLineBytes   = 2000 // also keeps positions and snippets readable
	maxFileEntries = 20_000
)

// Layer is the files of one owner. What is loaded together are layers: rules of a later one may use the libraries of an
// earlier one, and can neither add to them nor change them.
type Layer struct {
	Name string // stands before the names of its files; "" for the built-in pack
	FS   fs.FS
}

// file is the name of one of the layer's files in messages. It is never that of a file of the built-in pack.
func (l Layer) file(name string) string {
	switch {
	case l.Name == "":
		return name
	case l.Name == ".":
		return "./" + name
	}
	return strings.TrimSuffix(l.Name, "/") + "/" + name
}

// source is one Rego file of a pack.
type source struct {
	name  string // of the layer and of the file inside it, slash-separated
	text  []byte
	layer int
}

func (s source) test() bool { return strings.HasSuffix(s.name, "_test.rego") }

// readSources returns the Rego files of layers in their order and sorted by name, tests only when asked for. A file
// that breaks a limit, or holds text that a reader cannot see, is an error.
func readSources(layers []Layer, tests bool) (files []source, err error) {
	for i, l := range layers {
		own, err := readLayer(l, i, tests, checkText)
		if err != nil {
			return nil, fmt.Errorf("reading the pack: %w", err)
		}
		for _, f := range own {
			if slices.ContainsFunc(files, func(g source) bool { return g.name == f.name }) {
				return nil, fmt.Errorf("reading the pack: two layers hold a file %s", f.name)
			}
		}
		files = append(files, own...)
	}
	return files, nil
}

func readLayer(l Layer, index int, tests bool, check func(source) error) (files []source, err error) {
	fsys, total, entries := l.FS, 0, 0
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		shown := l.file(name)
		if entries++; entries > maxFileEntries {
			return fmt.Errorf("%s: more than %d files and directories in one pack", shown, maxFileEntries)
		}
		if strings.Count(name, "/") > maxDirDepth {
			return fmt.Errorf("%s: more than %d directories deep", shown, maxDirDepth)
		}
		if d.Type()&fs.ModeSymlink != 0 && path.Ext(name) == "" {
			// it is not followed, and the commitments behind it would be missed by nobody
			if info, err := fs.Stat(fsys, name); !errors.Is(err, fs.ErrNotExist) && (err != nil || info.IsDir()) {
				return fmt.Errorf("%s: a link to a folder, or to what is outside of the pack", shown)
			}
		}
		if d.IsDir() || !strings.EqualFold(path.Ext(name), ".rego") {
			return nil
		}
		f := source{name: shown, layer: index}
		if f.test() && !tests {
			return nil
		}
		if !d.Type().IsRegular() || path.Ext(name) != ".rego" {
			return fmt.Errorf("%s: not a regular file that ends in .rego", shown)
		}
		if len(files) == maxFiles {
			return fmt.Errorf("%s: more than %d Rego files in one pack", shown, maxFiles)
		}
		if f.text, err = readLimited(fsys, name); err != nil {
			return err
		}
		if total += len(f.text); total > MaxPackBytes {
			return fmt.Errorf("%s: the pack is larger than %d bytes", shown, MaxPackBytes)
		}
		if err := check(f); err != nil {
			return err
		}
		files = append(files, f)
		return nil
	})
	return files, err
}

func readLimited(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(f, maxFileBytes+1))
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(text) > maxFileBytes {
		return nil, fmt.Errorf("%s: larger than %d bytes", name, maxFileBytes)
	}
	return text, nil
}

// digest of a layer's files is over names inside it and bytes, each with its length, so that nothing can move from one
// file into the next unseen.
func digest(l Layer, files []source) string {
	h := sha256.New()
	for _, f := range files {
		name := f.name[len(l.file("")):]
		fmt.Fprintf(h, "%d %s %d\n", len(name), name, len(f.text))
		h.Write(f.text)
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}

// parts says of each layer what was read of it.
func parts(layers []Layer, files []source) (out []Part) {
	for i, l := range layers {
		own := slices.DeleteFunc(slices.Clone(files), func(f source) bool { return f.layer != i })
		out = append(out, Part{Name: cmp.Or(l.Name, "built-in"), Digest: digest(l, own)})
	}
	return out
}

// checkText refuses what an eye cannot see or tell apart, and nesting that
// would overflow a parser. It knows just enough of Rego's syntax for that:
// comments, the two kinds of strings, and brackets.
func checkText(f source) error {
	at := func(off int, format string, a ...any) error {
		line := bytes.Count(f.text[:off], []byte("\n")) + 1
		col := utf8.RuneCount(f.text[bytes.LastIndexByte(f.text[:off], '\n')+1:off]) + 1
		return fmt.Errorf("%s:%d:%d: %s", f.name, line, col, fmt.Sprintf(format, a...))
	}
	depth, lineStart := 0, 0
	var in byte // what we are in: 0 code, '#' comment, '"' or '`' string
	for i := 0; i < len(f.text); {
		r, size := utf8.DecodeRune(f.text[i:])
		if r == utf8.RuneError && size == 1 {
			return at(i, "not valid UTF-8")
		}
		if why := invisible(r); why != "" && !(r == '\r' && i+1 < len(f.text) && f.text[i+1] == '\n') {
			return at(i, "%s (U+%04X) is not allowed in a pack", why, r)
		}
		if r > 0x7f && in == 0 {
			return at(i, "%q outside comments and strings: names are ASCII, so that no two look alike", r)
		}
		switch {
		case r == '\n':
			if i-lineStart > maxLineBytes {
				return at(lineStart, "line longer than %d bytes", maxLineBytes)
			}
			lineStart = i + 1
			if in != '`' {
				in = 0
			}
		case in == 0 && (r == '#' || r == '"' || r == '`'):
			in = byte(r)
		case in == '"' && r == '\\' && i+1 < len(f.text) && f.text[i+1] != '\n':
			size += utf8Len(f.text[i+1:])
		case (in == '"' || in == '`') && rune(in) == r:
			in = 0
		case in == 0 && (r == '(' || r == '[' || r == '{'):
			if depth++; depth > maxNesting {
				return at(i, "more than %d brackets open at once", maxNesting)
			}
		case in == 0 && (r == ')' || r == ']' || r == '}'):
			depth--
		}
		i += size
	}
	if len(f.text)-lineStart > maxLineBytes {
		return at(lineStart, "line longer than %d bytes", maxLineBytes)
	}
	return nil
}

// utf8Len is 1 for ASCII, the only thing a backslash may stand before; anything
// else is left for the next round to judge.
func utf8Len(b []byte) int {
	if b[0] < utf8.RuneSelf {
		return 1
	}
	return 0
}

// invisible says why r must not stand in a pack, or "".
func invisible(r rune) string {
	switch {
	case r == '\n' || r == '\t' || r == ' ':
		return ""
	case r == 0xFEFF:
		return "a byte order mark"
	case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == 0x200E, r == 0x200F, r == 0x061C:
		return "a character that changes the direction of text"
	case unicode.IsControl(r):
		return "a control character"
	case r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0000 && r <= 0xE01EF, r == 0x3164, r == 0x115F, r == 0x1160, r == 0xFFA0, r == 0x034F, r == 0x2800:
		return "an invisible character"
	case unicode.In(r, unicode.Cf, unicode.Co, unicode.Zs, unicode.Zl, unicode.Zp):
		return "an invisible character"
	}
	return ""
}
