package forge

import (
	"bytes"
	"crypto"
	"testing"
	"time"

	"github.com/sigstore/sigstore-go/pkg/bundle"
	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/verify"
	"github.com/sigstore/sigstore/pkg/signature"
)

var start = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)

// keyMaterial answers for any hint with one key, and for the rest with the instance.
type keyMaterial struct {
	root.TrustedMaterial
	key crypto.PublicKey
}

func (m keyMaterial) PublicKeyVerifier(string) (root.TimeConstrainedVerifier, error) {
	v, err := signature.LoadDefaultVerifier(m.key)
	return root.NewExpiringKey(v, time.Time{}, time.Time{}), err
}

func statement(t *testing.T) []byte {
	t.Helper()
	digest := map[string]string{"sha256": "40227bd4c4bd1d5057b765ea8c26dc9576e5e44c6bfefafa78d65a3658fdab41"}
	s, err := Statement("https://example.com/predicate/v1", []Subject{{Name: "x", Digest: digest}}, map[string]any{"a": "<&>"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestForgedBundlesVerify(t *testing.T) {
	i, err := New("test", start)
	if err != nil {
		t.Fatal(err)
	}
	text, err := i.TrustedRoot()
	if err != nil {
		t.Fatal(err)
	}
	trusted, err := root.NewTrustedRootFromJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	key, _, err := Key("a key")
	if err != nil {
		t.Fatal(err)
	}
	at := start.Add(1000 * time.Hour)
	for name, o := range map[string]Options{
		"v1":        {Log: 1, SCT: true},
		"v1 stamp":  {Log: 1, SCT: true, Timestamp: true},
		"v2 stamp":  {Log: 2, SCT: true, Timestamp: true},
		"TSA alone": {Timestamp: true},
	} {
		i.Options = o
		options := []verify.VerifierOption{verify.WithObserverTimestamps(1)}
		if o.Log > 0 {
			options = append(options, verify.WithTransparencyLog(1))
		}
		keyOptions := options
		if o.SCT {
			options = append(options, verify.WithSignedCertificateTimestamps(1))
		}
		keyless, err := i.Keyless("https://issuer.example", "https://example.com/a/b@refs/tags/v1", statement(t), at)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := i.Keyless("https://issuer.example", "https://example.com/a/b@refs/tags/v1", statement(t), at)
		if !bytes.Equal(keyless, again) {
			t.Errorf("%s: the same call gave other bytes", name)
		}
		check(t, name+" keyless", keyless, trusted, options)
		keyed, err := i.Keyed(key, "hint", statement(t), at)
		if err != nil {
			t.Fatal(err)
		}
		check(t, name+" keyed", keyed, keyMaterial{trusted, key.Public()}, keyOptions)
	}
	plain, err := Keyed(key, "hint", statement(t))
	if err != nil {
		t.Fatal(err)
	}
	check(t, "plain key", plain, keyMaterial{trusted, key.Public()}, []verify.VerifierOption{verify.WithNoObserverTimestamps()})
}

func check(t *testing.T, name string, text []byte, trusted root.TrustedMaterial, options []verify.VerifierOption) {
	t.Helper()
	var b bundle.Bundle
	if err := b.UnmarshalJSON(text); err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	v, err := verify.NewVerifier(trusted, options...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.Verify(&b, verify.NewPolicy(verify.WithoutArtifactUnsafe(), verify.WithoutIdentitiesUnsafe())); err != nil {
		t.Errorf("%s: %v", name, err)
	}
}
