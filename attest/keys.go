package attest

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"time"

	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/verify"
	"github.com/sigstore/sigstore/pkg/signature"
)

const (
	maxKeyBytes = 64 << 10
	minRSABits  = 2048
	maxRSABits  = 8192 // checking a signature of a larger one takes too long
)

// publicKey is a plain key of the trust file.
type publicKey struct {
	id       string // "sha256:<hex>" of its SPKI
	verifier signature.Verifier
}

// readKey reads one public key, as PEM or as the bare DER of its SPKI.
func readKey(text []byte) (*publicKey, error) {
	der := text
	if trimmed := bytes.TrimSpace(text); bytes.HasPrefix(trimmed, []byte("-----BEGIN")) {
		block, rest := pem.Decode(trimmed)
		switch {
		case block == nil:
			return nil, errors.New("broken PEM")
		case block.Type != "PUBLIC KEY":
			return nil, fmt.Errorf("PEM of a %q where a \"PUBLIC KEY\" is needed", block.Type)
		case len(bytes.TrimSpace(rest)) > 0:
			return nil, errors.New("more than one key in it")
		}
		der = block.Bytes
	}
	key, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, errors.New("no public key in it")
	}
	verifier, err := keyVerifier(key)
	if err != nil {
		return nil, err
	}
	spki, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(spki)
	return &publicKey{id: "sha256:" + hex.EncodeToString(sum[:]), verifier: verifier}, nil
}

// keyVerifier pairs each kind of key with its one hash, so that no signature chooses its own.
func keyVerifier(key crypto.PublicKey) (signature.Verifier, error) {
	switch key := key.(type) {
	case *ecdsa.PublicKey:
		switch key.Curve {
		case elliptic.P256():
			return signature.LoadECDSAVerifier(key, crypto.SHA256)
		case elliptic.P384():
			return signature.LoadECDSAVerifier(key, crypto.SHA384)
		case elliptic.P521():
			return signature.LoadECDSAVerifier(key, crypto.SHA512)
		}
		return nil, fmt.Errorf("curve %s, where P-256, P-384 or P-521 is needed", key.Params().Name)
	case ed25519.PublicKey:
		return signature.LoadED25519Verifier(key)
	case *rsa.PublicKey:
		if n := key.N.BitLen(); n < minRSABits || n > maxRSABits {
			return nil, fmt.Errorf("RSA of %d bits, where %d to %d are needed", n, minRSABits, maxRSABits)
		}
		return signature.LoadRSAPKCS1v15Verifier(key, crypto.SHA256)
	}
	return nil, fmt.Errorf("a %T, where ECDSA, Ed25519 or RSA is needed", key)
}

// hinted says whether a bundle's key hint is one of the usual names of this key. A hint is not signed: it makes
// a message clearer, and decides nothing.
func (k *publicKey) hinted(hint string) bool {
	sum, err := hex.DecodeString(k.id[len("sha256:"):])
	return err == nil && (hint == k.id || hint == k.id[len("sha256:"):] || hint == base64.StdEncoding.EncodeToString(sum))
}

// signed says whether the envelope's signature is by this key.
func (k *publicKey) signed(s *sealed) bool {
	err := guarded(func() error {
		content, err := s.bundle.SignatureContent()
		if err != nil {
			return err
		}
		material, err := s.bundle.VerificationContent()
		if err != nil {
			return err
		}
		return verify.VerifySignature(content, material, &keyMaterial{key: k})
	})
	return err == nil
}

// keyMaterial is an instance in which one plain key answers to any hint.
type keyMaterial struct {
	root.BaseTrustedMaterial
	instance root.TrustedMaterial // nil: no log and no timestamp authority
	key      *publicKey
}

// PublicKeyVerifier returns the key. The trust file gives keys no dates, so it is good at any time.
func (m *keyMaterial) PublicKeyVerifier(string) (root.TimeConstrainedVerifier, error) {
	return root.NewExpiringKey(m.key.verifier, time.Time{}, time.Time{}), nil
}

// RekorLogs returns the instance's logs.
func (m *keyMaterial) RekorLogs() map[string]*root.TransparencyLog {
	if m.instance == nil {
		return nil
	}
	return m.instance.RekorLogs()
}

// TimestampingAuthorities returns the instance's.
func (m *keyMaterial) TimestampingAuthorities() []root.TimestampingAuthority {
	if m.instance == nil {
		return nil
	}
	return m.instance.TimestampingAuthorities()
}
