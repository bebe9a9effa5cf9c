package attest

import (
	"encoding/json"
	"io/fs"
	"os"
	"strings"
	"testing"
	"time"

	"belay/attest/forge"
)

// FuzzOpen looks for bytes that make Open panic, hang, or say what nobody signed.
func FuzzOpen(f *testing.F) {
	i := newInstance(f, "a")
	key, _, err := forge.Key("key 0")
	if err != nil {
		f.Fatal(err)
	}
	for _, o := range []forge.Options{{Log: 1, SCT: true}, {Log: 2, SCT: true, Timestamp: true}} {
		i.Options = o
		f.Add(must[[]byte](f)(i.Keyless(testIssuer, testSubject, testStatement(f, object{}), sign)))
		f.Add(must[[]byte](f)(i.Keyed(key, "hint", testStatement(f, object{}), sign)))
	}
	f.Add(must[[]byte](f)(forge.Keyed(key, "hint", testStatement(f, object{}))))
	err = fs.WalkDir(os.DirFS("testdata"), ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.HasPrefix(path, "sigstore/roots") {
			f.Add(read(f, path))
		}
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
	trust := forgeTrust(f, i, nil, certificateSigner(nil), object{"name": "k", "key": "key0.pub", "time": "none", "role": "vendor", "vendor": "Acme", "attests": []string{testType}})
	f.Fuzz(func(t *testing.T, bundle []byte) {
		begin := time.Now()
		e, err := trust.Open(bundle, now)
		if took := time.Since(begin); took > 2*time.Second {
			t.Errorf("%s for %d bytes", took, len(bundle))
		}
		if (e == nil) == (err == nil) {
			t.Fatalf("evidence %v, error %v", e, err)
		}
		if err != nil {
			checkError(t, "fuzzed", err)
			return
		}
		// Nothing but an empty predicate was ever signed by these signers.
		if text, _ := json.Marshal(e.Predicate); string(text) != "{}" || e.Subjects[0].Digest["sha256"] != fileDigest {
			t.Errorf("nobody signed %+v", e)
		}
	})
}
