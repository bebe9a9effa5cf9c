package forge

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/pem"
	"fmt"
)

// Key returns the P-256 key that seed stands for, and its public half as PEM. The same seed
// is always the same key, so it protects nothing: never use one outside of tests and examples.
func Key(seed string) (crypto.Signer, []byte, error) {
	key, err := deriveKey("key", seed)
	if err != nil {
		return nil, nil, err
	}
	public, err := publicPEM(key.Public())
	if err != nil {
		return nil, nil, err
	}
	return key, public, nil
}

// deriveKey hashes its words until the digest is a valid P-256 scalar, which the first nearly always is.
func deriveKey(words ...string) (*ecdsa.PrivateKey, error) {
	var text []byte
	for _, w := range words {
		text = binary.BigEndian.AppendUint32(text, uint32(len(w)))
		text = append(text, w...)
	}
	scalar := sha256.Sum256(text)
	for range 8 {
		if key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), scalar[:]); err == nil {
			return key, nil
		}
		scalar = sha256.Sum256(scalar[:])
	}
	return nil, fmt.Errorf("no key can be derived from %q", words)
}

func publicPEM(public crypto.PublicKey) ([]byte, error) {
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), nil
}

// sign signs message with the hash that the key's size calls for. A nil random source makes ECDSA
// deterministic (RFC 6979), which is what keeps regenerated examples byte for byte the same.
func sign(key crypto.Signer, message []byte) ([]byte, error) {
	h := crypto.SHA256
	switch public := key.Public().(type) {
	case ed25519.PublicKey:
		return key.Sign(nil, message, crypto.Hash(0))
	case *ecdsa.PublicKey:
		switch public.Curve {
		case elliptic.P384():
			h = crypto.SHA384
		case elliptic.P521():
			h = crypto.SHA512
		}
	case *rsa.PublicKey:
	default:
		return nil, fmt.Errorf("no way to sign with a %T", public)
	}
	hasher := h.New()
	hasher.Write(message)
	return key.Sign(nil, hasher.Sum(nil), h)
}

// keyID is the digest of a public key's DER form, by which logs are named.
func keyID(public crypto.PublicKey) ([]byte, []byte, error) {
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return nil, nil, err
	}
	id := sha256.Sum256(der)
	return id[:], der, nil
}

func b64(b []byte) string { return base64.StdEncoding.EncodeToString(b) }
