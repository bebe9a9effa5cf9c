package attest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/sigstore/sigstore/pkg/cryptoutils"
)

func noPassword() ([]byte, error) { return nil, errors.New("no password") }

func pkcs8(t testing.TB, key crypto.PrivateKey) []byte {
	t.Helper()
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: must[[]byte](t)(x509.MarshalPKCS8PrivateKey(key))})
}

// believing is the trust file that lists a key as the signer "team" for the given types.
func believing(t testing.TB, k *Key, types ...string) *Trust {
	t.Helper()
	signer := object{"name": "team", "key": "team.pub", "time": "none", "role": "independent", "attests": types}
	return makeTrust(t, fstest.MapFS{"team.pub": file(k.Public)}, nil, []object{signer})
}

// Whatever Sign writes, Open reads, with every kind of key that a trust file takes.
func TestSignedIsOpened(t *testing.T) {
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]crypto.PrivateKey{
		"P-256": must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)),
		"P-384": must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P384(), rand.Reader)),
		"P-521": must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P521(), rand.Reader)),
		"RSA":   must[*rsa.PrivateKey](t)(rsa.GenerateKey(rand.Reader, 2048)), "Ed25519": edwards,
	}
	statement := Statement{Type: testType, Subjects: []Subject{{Name: "x", Digest: map[string]string{"sha256": fileDigest}}}, Predicate: object{"a": 1}}
	for name, private := range keys {
		t.Run(name, func(t *testing.T) {
			k := must[*Key](t)(ReadKey(pkcs8(t, private), noPassword))
			bundle := must[[]byte](t)(Sign(k, statement))
			e, err := believing(t, k, testType).Open(bundle, now)
			if err != nil {
				t.Fatal(err)
			}
			if e.Signer != "team" || e.Key != k.ID || e.Subjects[0].Digest["sha256"] != fileDigest || !e.Capped {
				t.Errorf("%+v", e)
			}
			other := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
			if _, err := believing(t, must[*Key](t)(newKey(other)), testType).Open(bundle, now); err == nil {
				t.Error("believed with another key")
			}
		})
	}
}

func TestKeysThatAreRefused(t *testing.T) {
	good := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	text := pkcs8(t, good)
	curve := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P224(), rand.Reader))
	for name, c := range map[string]struct {
		text []byte
		want string
	}{
		"empty":       {nil, "no PEM"},
		"not PEM":     {[]byte("secret"), "no PEM"},
		"large":       {make([]byte, maxKeyBytes+1), "limit"},
		"two":         {append(append([]byte{}, text...), text...), "more than one block"},
		"public":      {must[*Key](t)(newKey(good)).Public, "a public key"},
		"other curve": {pkcs8(t, curve), "P-224"},
		"broken":      {pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("x")}), "asn1"},
		"certificate": {pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("x")}), "unknown private key PEM"},
	} {
		if _, err := ReadKey(c.text, noPassword); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// cosign's own form of a private key is read with its password, and only with it.
func TestEncryptedKeys(t *testing.T) {
	password := func(p string) func() ([]byte, error) { return func() ([]byte, error) { return []byte(p), nil } }
	private := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	der := must[[]byte](t)(cryptoutils.MarshalPrivateKeyToEncryptedDER(private, cryptoutils.StaticPasswordFunc([]byte("secret"))))
	for _, kind := range []string{"ENCRYPTED SIGSTORE PRIVATE KEY", "ENCRYPTED COSIGN PRIVATE KEY"} {
		text := pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
		if k, err := ReadKey(text, password("secret")); err != nil || k.ID != must[*Key](t)(newKey(private)).ID {
			t.Errorf("%s: %v", kind, err)
		}
		for _, wrong := range []func() ([]byte, error){password("other"), password(""), noPassword} {
			if _, err := ReadKey(text, wrong); err == nil {
				t.Errorf("%s is read without its password", kind)
			}
		}
	}
}

func TestNothingElseIsSigned(t *testing.T) {
	k := must[*Key](t)(newKey(must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))))
	subjects := []Subject{{Name: "x", Digest: map[string]string{"sha256": fileDigest}}}
	for name, s := range map[string]Statement{
		"predicate against its schema": {Type: PackType, Subjects: subjects, Predicate: object{"name": "x"}},
		"no subject":                   {Type: testType, Predicate: object{}},
		"no usable digest":             {Type: testType, Subjects: []Subject{{Name: "x", Digest: map[string]string{"md5": "00"}}}, Predicate: object{}},
		"no type":                      {Subjects: subjects, Predicate: object{}},
		"predicate is no object":       {Type: testType, Subjects: subjects, Predicate: []int{1}},
	} {
		if bundle, err := Sign(k, s); err == nil {
			t.Errorf("%s: signed %s", name, bundle)
		}
	}
}
