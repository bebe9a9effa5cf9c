package bundle

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const plainManifest = `{"revision":"","roots":[""],"rego_version":1}`

// entry is one file of an archive made for a test.
type entry struct {
	name, text string
	change     func(*tar.Header)
}

func archive(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, e := range entries {
		h := &tar.Header{Typeflag: tar.TypeReg, Name: e.name, Size: int64(len(e.text)), Mode: 0o644}
		if e.change != nil {
			e.change(h)
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if h.Size > 0 {
			if _, err := w.Write([]byte(e.text)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func zipped(t testing.TB, plain []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func file(name, text string) entry { return entry{name, text, nil} }

func odd(name string, change func(*tar.Header)) entry { return entry{name, "", change} }

func TestWhatIsRefused(t *testing.T) {
	manifest := file(".manifest", plainManifest)
	with := func(more ...entry) []byte {
		return zipped(t, archive(t, append([]entry{manifest, file("a.rego", oneRule)}, more...)...))
	}
	declares := func(text string) []byte {
		return zipped(t, archive(t, file(".manifest", text), file("a.rego", oneRule)))
	}
	kind := func(flag byte, to string) func(*tar.Header) {
		return func(h *tar.Header) { h.Typeflag, h.Linkname = flag, to }
	}
	good := with()
	if _, err := Read(good); err != nil {
		t.Fatalf("the control: %v", err)
	}
	noise := make([]byte, MaxBytes)
	random := rand.NewChaCha8([32]byte{})
	_, _ = random.Read(noise)
	for name, c := range map[string]struct {
		packed []byte
		want   string
	}{
		"nothing":         {nil, "not gzip"},
		"no gzip":         {[]byte("hello"), "not gzip"},
		"cut off":         {good[:len(good)-5], "broken gzip"},
		"flipped":         {append(append([]byte{}, good[:len(good)-6]...), 0, 0, 0, 0, 0, 0), "broken gzip"},
		"second member":   {append(append([]byte{}, good...), good...), "behind the end"},
		"garbage behind":  {append(append([]byte{}, good...), 'x'), "behind the end"},
		"no tar":          {zipped(t, []byte(strings.Repeat("x", 2000))), "broken tar"},
		"behind the tar":  {zipped(t, append(archive(t, manifest, file("a.rego", oneRule)), archive(t, file("b.rego", oneRule))...)), "behind the end of the archive"},
		"cut inside":      {zipped(t, archive(t, manifest, file("a.rego", oneRule))[:1100]), "broken tar"},
		"as large":        {noise, "not gzip"},
		"too large":       {append(noise, 0), "more than 4194304 bytes"},
		"bomb":            {zipped(t, make([]byte, maxUnpackedBytes)), "more than 100 times"},
		"bomb in steps":   {zipped(t, append(make([]byte, maxUnpackedBytes), noise[:400_000]...)), "when unpacked"},
		"link":            {with(odd("b.rego", kind(tar.TypeSymlink, "a.rego"))), "not a regular file"},
		"hard link":       {with(odd("b.rego", kind(tar.TypeLink, "a.rego"))), "not a regular file"},
		"device":          {with(odd("b.rego", kind(tar.TypeChar, ""))), "not a regular file"},
		"pipe":            {with(odd("b.rego", kind(tar.TypeFifo, ""))), "not a regular file"},
		"folder":          {with(odd("b/", kind(tar.TypeDir, ""))), "not a regular file"},
		"extended header": {with(odd("b.rego", func(h *tar.Header) { h.PAXRecords = map[string]string{"SCHILY.xattr.user.x": "y"} })), "extended header"},
		"parent":          {with(file("../b.rego", oneRule)), "no plain path"},
		"parent inside":   {with(file("x/../../b.rego", oneRule)), "no plain path"},
		"here":            {with(file("./b.rego", oneRule)), "no plain path"},
		"two slashes":     {with(file("x//b.rego", oneRule)), "no plain path"},
		"backslash":       {with(file(`..\b.rego`, oneRule)), "no plain path"},
		"drive":           {with(file("c:b.rego", oneRule)), "no plain path"},
		"capital alpha":   {with(file("\u0391.rego", oneRule)), "no plain path"},
		"absolute":        {with(file("/b.rego", oneRule)), "absolute names"},
		"two roots":       {zipped(t, archive(t, file("//.manifest", plainManifest))), "no plain path"},
		"twice":           {with(file("a.rego", oneRule)), "the same name"},
		"twice, slash":    {with(file("/a.rego", oneRule)), "the same name"},
		"by capitals":     {with(file("A.rego", oneRule)), "the same name"},
		"file and folder": {with(file("a.rego/b.rego", oneRule)), "and the folder of"},
		"long name":       {with(file(strings.Repeat("a", 251)+".rego", oneRule)), "more than 255 bytes"},
		"deep":            {with(file(strings.Repeat("a/", 9)+"b.rego", oneRule)), "folders deep"},
		"large file":      {with(file("b.rego", oneRule+fmt.Sprintf("# %x", noise[:40_000]))), "larger than 65536"},
		"many files":      {with(many(999)...), "more than 1000 files"},
		"data":            {with(file("data.json", `{"belay": {}}`)), "no data"},
		"data below":      {with(file("x/data.json", `{"a": 1}`)), "no data"},
		"data, no object": {with(file("data.json", `[]`)), "no data"},
		"data in YAML":    {with(file("data.yaml", `{}`)), "no data"},
		"patch":           {with(file("patch.json", `{}`)), "changes another bundle"},
		"plan":            {with(file("plan.json", `{}`)), "a compiled policy"},
		"wasm":            {with(file("policy.wasm", "x")), "a compiled policy"},
		"signatures":      {with(file(".signatures.json", `{}`)), "OPA's own kind"},
		"another file":    {with(file("README.md", "x")), "neither Rego"},
		"hidden Rego":     {with(file("x/.b.rego", oneRule)), "neither Rego"},
		"other ending":    {with(file("b.REGO", oneRule)), "neither Rego"},
		"no manifest":     {zipped(t, archive(t, file("a.rego", oneRule))), "no .manifest"},
		"no Rego":         {zipped(t, archive(t, manifest)), "no Rego"},
		"not JSON":        {declares("x"), "not strict JSON"},
		"key twice":       {declares(`{"rego_version":1,"rego_version":1}`), "not strict JSON"},
		"no object":       {declares(`[]`), "not an object"},
		"no Rego version": {declares(`{"revision":"x"}`), "rego_version"},
		"Rego version 0":  {declares(`{"rego_version":0}`), "rego_version"},
		"mixed versions":  {declares(`{"rego_version":1,"file_rego_versions":{"/a.rego":0}}`), "unknown field"},
		"resolvers":       {declares(`{"rego_version":1,"wasm":[{"entrypoint":"x","module":"y"}]}`), "unknown field"},
		"no roots":        {declares(`{"rego_version":1,"roots":[]}`), "roots"},
		"outside roots":   {declares(`{"rego_version":1,"roots":["belay/other","belay/family/na"]}`), "outside the roots"},
		"bad name":        {declares(`{"rego_version":1,"metadata":{"name":"A B","version":"1.0.0"}}`), "no name of a pack"},
		"bad version":     {declares(`{"rego_version":1,"metadata":{"name":"a","version":"1"}}`), "no version of a pack"},
		"name alone":      {declares(`{"rego_version":1,"metadata":{"name":"a"}}`), "name and version"},
		"name no text":    {declares(`{"rego_version":1,"metadata":{"name":1,"version":"1.0.0"}}`), "name and version"},
		"no package":      {with(file("b.rego", "import rego.v1\n")), "does not begin with its package"},
		"package in data": {with(file("b.rego", `package data["x"]`)), "does not begin with its package"},
	} {
		if _, err := Read(c.packed); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		} else if hint := err.(*Error).Hint(); hint == "" {
			t.Errorf("%s: no hint", name)
		}
	}
	for name, packed := range map[string][]byte{
		"metadata of others": declares(`{"rego_version":1,"metadata":{"built_by":"us"}}`),
		"roots":              declares(`{"rego_version":1,"roots":["belay/family"]}`),
		"empty data":         with(file("data.json", "{}\n")),
		"as opa writes it":   zipped(t, archive(t, file("/data.json", "{}"), file("/p/a.rego", oneRule), file("/.manifest", plainManifest))),
		"as many files":      with(many(998)...),
		"as deep":            with(file(strings.Repeat("a/", 8)+"b.rego", oneRule)),
		"as large a file":    with(file("b.rego", oneRule+fmt.Sprintf("# %x", noise[:40_000])[:maxEntryBytes-len(oneRule)])),
		"long name":          with(file(strings.Repeat("a", 250)+".rego", oneRule)),
	} {
		if _, err := Read(packed); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func many(n int) (out []entry) {
	for i := range n {
		out = append(out, file(fmt.Sprintf("x/f%d.rego", i), oneRule))
	}
	return out
}

func TestHostileArchives(t *testing.T) {
	want := map[string]string{
		"t-slip": "no plain path", "t-abs": "absolute names", "t-symlink": "not a regular file", "t-symlink-read": "not a regular file",
		"t-hardlink": "not a regular file", "t-device": "not a regular file", "t-case": "the same name", "t-unsigned-sigs": "no .manifest",
		"t-nosig": "no .manifest", "t-delta": "no .manifest", "t-data-override": "no .manifest", "t-zipslip": "not gzip",
	}
	names, _ := filepath.Glob("testdata/hostile/t-*")
	if len(names) != len(want) {
		t.Errorf("%d cases, %d answers", len(names), len(want))
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		id, _, _ := strings.Cut(filepath.Base(name), ".")
		if _, err := Read(text); err == nil || !strings.Contains(err.Error(), want[id]) {
			t.Errorf("%s: %v", id, err)
		}
	}
}
