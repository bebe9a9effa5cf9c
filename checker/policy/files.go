package policy

import (
	"bytes"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
)

// Files is a file system in memory: slash-separated names to contents. Folders are what the names imply.
type Files map[string][]byte

// Open returns the file or folder of that name.
func (f Files) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	if text, ok := f[name]; ok {
		return &heldFile{entry{path.Base(name), int64(len(text)), false}, bytes.NewReader(text)}, nil
	}
	list, err := f.ReadDir(name)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &heldDir{entry{path.Base(name), 0, true}, list}, nil
}

// ReadDir lists a folder, sorted by name.
func (f Files) ReadDir(dir string) ([]fs.DirEntry, error) {
	found := map[string]fs.DirEntry{}
	for name, text := range f {
		rest, inside := name, true
		if dir != "." {
			rest, inside = strings.CutPrefix(name, dir+"/")
		}
		if !inside {
			continue
		}
		first, _, deeper := strings.Cut(rest, "/")
		if deeper {
			found[first] = fs.FileInfoToDirEntry(entry{first, 0, true})
		} else {
			found[first] = fs.FileInfoToDirEntry(entry{first, int64(len(text)), false})
		}
	}
	if len(found) == 0 && dir != "." {
		return nil, &fs.PathError{Op: "readdir", Path: dir, Err: fs.ErrNotExist}
	}
	out := make([]fs.DirEntry, 0, len(found))
	for _, name := range slices.Sorted(maps.Keys(found)) {
		out = append(out, found[name])
	}
	return out, nil
}

type entry struct {
	name string
	size int64
	dir  bool
}

func (e entry) Name() string       { return e.name }
func (e entry) Size() int64        { return e.size }
func (e entry) IsDir() bool        { return e.dir }
func (e entry) ModTime() time.Time { return time.Time{} }
func (e entry) Sys() any           { return nil }
func (e entry) Mode() fs.FileMode {
	if e.dir {
		return fs.ModeDir | 0o555
	}
	return 0o444
}

type heldFile struct {
	entry
	*bytes.Reader
}

func (f *heldFile) Stat() (fs.FileInfo, error) { return f.entry, nil }
func (f *heldFile) Size() int64                { return f.entry.size }
func (f *heldFile) Close() error               { return nil }

type heldDir struct {
	entry
	rest []fs.DirEntry
}

func (d *heldDir) Stat() (fs.FileInfo, error) { return d.entry, nil }
func (d *heldDir) Close() error               { return nil }
func (d *heldDir) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.name, Err: fs.ErrInvalid}
}

func (d *heldDir) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 || n > len(d.rest) {
		if n > 0 && len(d.rest) == 0 {
			return nil, io.EOF
		}
		n = len(d.rest)
	}
	out := d.rest[:n]
	d.rest = d.rest[n:]
	return out, nil
}
