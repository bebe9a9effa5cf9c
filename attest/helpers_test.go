package attest

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"belay/attest/forge"
	"belay/schemas"
)

const (
	testIssuer  = "https://issuer.example"
	testSubject = "https://git.example/acme/sensor/release.yml@refs/tags/v1.2.3"
	testType    = "https://example.com/predicate/v1"
	fileDigest  = "40227bd4c4bd1d5057b765ea8c26dc9576e5e44c6bfefafa78d65a3658fdab41"
)

var (
	epoch = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	sign  = epoch.Add(1000 * time.Hour)
	now   = epoch.Add(2000 * time.Hour)
	late  = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
)

type object = map[string]any

func trustDocument(t testing.TB, roots, signers []object) *schemas.Document {
	t.Helper()
	value := object{"schema": "belay/trust/v1", "signers": signers}
	if roots != nil {
		value["roots"] = roots
	}
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := schemas.Parse("trust.json", text, schemas.Trust)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return doc
}

func makeTrust(t testing.TB, files fstest.MapFS, roots, signers []object) *Trust {
	t.Helper()
	trust, err := NewTrust(trustDocument(t, roots, signers), files)
	if err != nil {
		t.Fatal(err)
	}
	return trust
}

func read(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func file(b []byte) *fstest.MapFile { return &fstest.MapFile{Data: b} }

func newInstance(t testing.TB, seed string) *forge.Instance {
	t.Helper()
	i, err := forge.New(seed, epoch)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func testStatement(t testing.TB, predicate any) []byte {
	t.Helper()
	subjects := []forge.Subject{{Name: "sensor.bin", Digest: map[string]string{"sha256": fileDigest}}}
	return must[[]byte](t)(forge.Statement(testType, subjects, predicate))
}

// certificateSigner is a signer of the forged instance, in the form of the trust file.
func certificateSigner(more object) object {
	s := object{
		"name": "pipeline", "root": "forge", "issuer": testIssuer, "vendor": "Acme", "role": "vendor-system",
		"subject": "https://git.example/acme/sensor/release.yml@refs/tags/v*", "attests": []string{testType},
	}
	return with(s, more)
}

func with(o, more object) object {
	for k, v := range more {
		if o[k] = v; v == nil {
			delete(o, k)
		}
	}
	return o
}

// forgeTrust believes the instance's certificates, with what the root asks for changed.
func forgeTrust(t testing.TB, i *forge.Instance, rootSettings object, signers ...object) *Trust {
	t.Helper()
	if len(signers) == 0 {
		signers = []object{certificateSigner(nil)}
	}
	files := fstest.MapFS{"root.json": file(must[[]byte](t)(i.TrustedRoot()))}
	for n := range 3 {
		_, pem, err := forge.Key(fmt.Sprint("key ", n))
		if err != nil {
			t.Fatal(err)
		}
		files[fmt.Sprintf("key%d.pub", n)] = file(pem)
	}
	root := with(object{"name": "forge", "trusted_root": "root.json"}, rootSettings)
	return makeTrust(t, files, []object{root}, signers)
}

// edit changes a bundle's JSON.
func edit(t testing.TB, bundle []byte, change func(b object)) []byte {
	t.Helper()
	var b object
	d := json.NewDecoder(bytes.NewReader(bundle))
	d.UseNumber()
	if err := d.Decode(&b); err != nil {
		t.Fatal(err)
	}
	change(b)
	return must[[]byte](t)(json.Marshal(b))
}

// dig returns what stands at a dotted path of objects and list indexes.
func dig(t testing.TB, v any, path string) any {
	t.Helper()
	for _, step := range strings.Split(path, ".") {
		switch x := v.(type) {
		case object:
			v = x[step]
		case []any:
			var n int
			if _, err := fmt.Sscan(step, &n); err != nil || n >= len(x) {
				t.Fatalf("no %s in a list of %d", step, len(x))
			}
			v = x[n]
		default:
			t.Fatalf("no %s in a %T", step, v)
		}
	}
	return v
}

func b64(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

func mustDER(t testing.TB, text []byte) []byte {
	t.Helper()
	block, _ := pem.Decode(text)
	if block == nil {
		t.Fatal("no PEM")
	}
	return block.Bytes
}
