package bundle

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"belay/checker/policy"
)

const oneRule = "package belay.family.name\n\nclaim := 1\n"

func layer(files map[string]string) policy.Layer {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return policy.Layer{Name: "draft", FS: fsys}
}

func built(t testing.TB, files map[string]string) []byte {
	t.Helper()
	b, err := Build(layer(files), "acme", "1.4.0")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBuildIsRead(t *testing.T) {
	packed := built(t, map[string]string{
		"family/name.rego": "# a comment\n\n" + oneRule, "family/name_test.rego": "package belay.family.name_test\n",
		"lib/help.rego": "package belay.lib.acme # helpers\n", "README.md": "not taken along", "family/deep/deeper.rego": "package belay.family.name.deeper\n",
	})
	b, err := Read(packed)
	if err != nil {
		t.Fatal(err)
	}
	if b.Name != "acme" || b.Version != "1.4.0" || !strings.HasPrefix(b.Revision, "sha256:") {
		t.Errorf("%+v", b)
	}
	if names := slices.Sorted(maps.Keys(b.Files)); !slices.Equal(names, []string{"family/deep/deeper.rego", "family/name.rego", "lib/help.rego"}) {
		t.Errorf("files %q", names)
	}
	if !slices.Equal(b.Roots, []string{"belay/family/name", "belay/lib/acme"}) {
		t.Errorf("roots %q", b.Roots)
	}
	if l := b.Layer("x.tar.gz"); l.Name != "x.tar.gz" || string(b.Files["family/name.rego"]) != "# a comment\n\n"+oneRule {
		t.Errorf("%+v", l)
	}
}

// Two builds of one pack are one file; whatever is different in the pack is different in the bundle.
func TestBuildIsReproducible(t *testing.T) {
	files := map[string]string{"b/two.rego": "package belay.b.two\n", "a/one.rego": "package belay.a.one\n", "a/b/c.rego": "package belay.a.b_c\n"}
	first := built(t, files)
	for range 3 {
		if !bytes.Equal(first, built(t, files)) {
			t.Fatal("two builds differ")
		}
	}
	header := tarHeaders(t, first)
	for _, h := range header {
		if h.ModTime.Unix() != 0 || h.Uid != 0 || h.Gid != 0 || h.Uname != "" || h.Gname != "" || h.Mode != 0o644 {
			t.Errorf("%+v", h)
		}
	}
	if first[9] != 255 || !bytes.Equal(first[4:8], make([]byte, 4)) {
		t.Error("the gzip header names a system or a time")
	}
	if !slices.IsSortedFunc(header, func(a, b *tar.Header) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("names are not sorted")
	}
	renamed, err := Build(layer(files), "acme", "1.4.1")
	if err != nil || bytes.Equal(first, renamed) {
		t.Error("another version is the same bundle", err)
	}
	// A pack that was read and is built again is the same file.
	b, err := Read(first)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := Build(b.Layer("x"), b.Name, b.Version); err != nil || !bytes.Equal(first, again) {
		t.Error("it changes when built again", err)
	}
}

func tarHeaders(t testing.TB, packed []byte) (out []*tar.Header) {
	t.Helper()
	zip, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	archive := tar.NewReader(zip)
	for {
		h, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, h)
	}
}

func TestBuildRefuses(t *testing.T) {
	many := map[string]string{}
	for i := range 301 {
		many[fmt.Sprintf("f/c%d.rego", i)] = fmt.Sprintf("package belay.f.c%d\n", i)
	}
	good := map[string]string{"a.rego": oneRule}
	for name, c := range map[string]struct {
		files            map[string]string
		pack, vers, want string
	}{
		"no name":           {good, "", "1.0.0", "no name of a pack"},
		"capitals":          {good, "Acme", "1.0.0", "no name of a pack"},
		"path as name":      {good, "../acme", "1.0.0", "no name of a pack"},
		"long name":         {good, strings.Repeat("a", 101), "1.0.0", "no name of a pack"},
		"no version":        {good, "acme", "", "no version of a pack"},
		"half a version":    {good, "acme", "1.0", "no version of a pack"},
		"v before it":       {good, "acme", "v1.0.0", "no version of a pack"},
		"build part":        {good, "acme", "1.0.0+1", "no version of a pack"},
		"zero before it":    {good, "acme", "01.0.0", "no version of a pack"},
		"nothing":           {map[string]string{"README.md": "x"}, "acme", "1.0.0", "no Rego"},
		"tests alone":       {map[string]string{"a_test.rego": oneRule}, "acme", "1.0.0", "no Rego"},
		"no package":        {map[string]string{"a.rego": "x := 1\n"}, "acme", "1.0.0", "does not begin with its package"},
		"space in a name":   {map[string]string{"a b.rego": oneRule}, "acme", "1.0.0", "no plain path"},
		"hidden file":       {map[string]string{".a.rego": oneRule}, "acme", "1.0.0", "neither Rego"},
		"two of one name":   {map[string]string{"a.rego": oneRule, "A.rego": oneRule}, "acme", "1.0.0", "does not tell capitals"},
		"too many files":    {many, "acme", "1.0.0", "more than 300 Rego files"},
		"invisible letters": {map[string]string{"a.rego": oneRule + "# \u202e"}, "acme", "1.0.0", "direction of text"},
	} {
		if _, err := Build(layer(c.files), c.pack, c.vers); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestVersions(t *testing.T) {
	ordered := []string{"0.9.0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-rc.2", "1.0.0-rc.10", "1.0.0", "1.9.0", "1.10.0", "2.0.0"}
	for i, a := range ordered {
		if err := CheckVersion(a); err != nil {
			t.Error(err)
		}
		for j, b := range ordered {
			if Older(a, b) != (i < j) {
				t.Errorf("%s before %s", a, b)
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(built(f, map[string]string{"family/name.rego": oneRule}))
	names, _ := filepath.Glob("testdata/hostile/t-*")
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, packed []byte) {
		b, err := Read(packed)
		if err != nil {
			if refused := new(Error); !errors.As(err, &refused) || refused.Hint() == "" {
				t.Fatalf("an error without a hint: %v", err)
			}
			return
		}
		for name := range b.Files {
			if strings.Contains(name, "..") && !strings.Contains(name, "a..") || strings.HasPrefix(name, "/") || !strings.HasSuffix(name, ".rego") {
				t.Errorf("took in %q", name)
			}
		}
		if b.Name != "" && (CheckName(b.Name) != nil || CheckVersion(b.Version) != nil) {
			t.Errorf("%q %q", b.Name, b.Version)
		}
	})
}
