package attest

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"github.com/sigstore/sigstore/pkg/cryptoutils"
	"github.com/sigstore/sigstore/pkg/signature"

	"belay/schemas"
)

const bundleType = "application/vnd.dev.sigstore.bundle.v0.3+json"

// Key is a private key that signs.
type Key struct {
	ID     string // "sha256:<hex>" of the SPKI, as Evidence.Key of what it signs
	Public []byte // its public half as PEM, as a trust file names it
	signer signature.Signer
}

// ReadKey reads one private key from PEM: PKCS#8, plain or encrypted, or cosign's own encrypted form. Password is
// called only for a key that is encrypted. The text of its errors holds nothing of the key.
func ReadKey(text []byte, password func() ([]byte, error)) (*Key, error) {
	if len(text) > maxKeyBytes {
		return nil, fmt.Errorf("%d bytes where the limit is %d", len(text), maxKeyBytes)
	}
	block, rest := pem.Decode(bytes.TrimSpace(text))
	switch {
	case block == nil:
		return nil, errors.New("no PEM in it")
	case len(bytes.TrimSpace(rest)) > 0:
		return nil, errors.New("more than one block of PEM in it, where the private key alone is needed")
	case block.Type == "PUBLIC KEY":
		return nil, errors.New("a public key, which cannot sign")
	}
	var private crypto.PrivateKey
	err := guarded(func() (err error) {
		private, err = cryptoutils.UnmarshalPEMToPrivateKey(text, func(bool) ([]byte, error) { return password() })
		return err
	})
	if err != nil {
		return nil, err
	}
	return newKey(private)
}

// newKey takes the keys that a trust file accepts, each with the one hash that keyVerifier gives it.
func newKey(private crypto.PrivateKey) (*Key, error) {
	var k Key
	var err error
	switch key := private.(type) {
	case *ecdsa.PrivateKey:
		hash := map[int]crypto.Hash{256: crypto.SHA256, 384: crypto.SHA384, 521: crypto.SHA512}[key.Params().BitSize]
		if hash == 0 {
			return nil, fmt.Errorf("curve %s, where P-256, P-384 or P-521 is needed", key.Params().Name)
		}
		k.signer, err = signature.LoadECDSASigner(key, hash)
	case ed25519.PrivateKey:
		k.signer, err = signature.LoadED25519Signer(key)
	case *rsa.PrivateKey:
		k.signer, err = signature.LoadRSAPKCS1v15Signer(key, crypto.SHA256)
	default:
		return nil, fmt.Errorf("a %T, where ECDSA, Ed25519 or RSA is needed", private)
	}
	if err != nil {
		return nil, err
	}
	public, err := k.signer.PublicKey()
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return nil, err
	}
	k.Public = pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	known, err := readKey(k.Public) // what no trust file would take is not worth signing with
	if err != nil {
		return nil, err
	}
	k.ID = known.id
	return &k, nil
}

// hint is the name that sigstore's own tools give a key.
func (k *Key) hint() string {
	sum, err := hex.DecodeString(strings.TrimPrefix(k.ID, "sha256:"))
	if err != nil {
		return k.ID // unreachable: readKey has written it
	}
	return base64.StdEncoding.EncodeToString(sum)
}

// Statement is what is to be signed: something about subjects, known by their digests.
type Statement struct {
	Type      string // of the predicate, short or long
	Subjects  []Subject
	Predicate any // what encoding/json writes as an object
}

// Sign returns the sigstore bundle (v0.3, a DSSE envelope with an in-toto statement) of a statement, signed by a plain
// key and without a trusted time. The predicate must follow the schema of its type. Open can read what Sign writes.
func Sign(k *Key, s Statement) ([]byte, error) {
	predicate, err := json.Marshal(s.Predicate)
	if err != nil {
		return nil, fmt.Errorf("writing the predicate: %w", err)
	}
	if _, err := schemas.Predicate(s.Type, predicate); err != nil {
		return nil, fmt.Errorf("the predicate is not a %s: %w", schemas.Short(s.Type), err)
	}
	type subject struct {
		Name   string            `json:"name"`
		Digest map[string]string `json:"digest"`
	}
	subjects := []subject{}
	for _, one := range s.Subjects {
		subjects = append(subjects, subject(one))
	}
	payload, err := json.Marshal(struct {
		Type          string          `json:"_type"`
		Subject       []subject       `json:"subject"`
		PredicateType string          `json:"predicateType"`
		Predicate     json.RawMessage `json:"predicate"`
	}{"https://in-toto.io/Statement/v1", subjects, schemas.Long(s.Type), predicate})
	if err != nil {
		return nil, fmt.Errorf("writing the statement: %w", err)
	}
	sig, err := k.signer.SignMessage(bytes.NewReader(pae(payload)))
	if err != nil {
		return nil, fmt.Errorf("signing: %w", err)
	}
	type object = map[string]any
	text, err := json.Marshal(object{
		"mediaType":            bundleType,
		"verificationMaterial": object{"publicKey": object{"hint": k.hint()}},
		"dsseEnvelope": object{
			"payload": base64.StdEncoding.EncodeToString(payload), "payloadType": payloadType,
			"signatures": []object{{"sig": base64.StdEncoding.EncodeToString(sig)}},
		},
	})
	if err != nil {
		return nil, err
	}
	if _, err := unseal(text); err != nil {
		return nil, fmt.Errorf("nobody could read what was signed: %w", err)
	}
	return append(text, '\n'), nil
}

// pae is what a DSSE signature is over.
func pae(payload []byte) []byte {
	return fmt.Appendf(nil, "DSSEv1 %d %s %d %s", len(payloadType), payloadType, len(payload), payload)
}
