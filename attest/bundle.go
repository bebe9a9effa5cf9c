package attest

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/sigstore/sigstore-go/pkg/bundle"

	"belay/schemas"
)

// Limits of a bundle. Real ones have one entry, one timestamp and 20 KiB.
const (
	maxBundleBytes  = 16 << 20
	maxLogEntries   = 8
	maxTimestamps   = 8
	maxCertificates = 8
	maxHashes       = 64 // of an inclusion proof: a tree of 2^64 entries
	maxNameBytes    = 4096
)

const payloadType = "application/vnd.in-toto+json"

// mediaTypes are the versions, in the spellings that real bundles have.
var mediaTypes = []string{
	"application/vnd.dev.sigstore.bundle+json;version=0.1",
	"application/vnd.dev.sigstore.bundle+json;version=0.2",
	"application/vnd.dev.sigstore.bundle+json;version=0.3",
	"application/vnd.dev.sigstore.bundle.v0.1+json",
	"application/vnd.dev.sigstore.bundle.v0.2+json",
	"application/vnd.dev.sigstore.bundle.v0.3+json",
}

// sealed is a bundle in the right form, whose contents nobody vouches for yet. It belongs to one
// goroutine, as sigstore's Bundle does.
type sealed struct {
	digest    string
	bundle    *bundle.Bundle
	signature []byte
	payload   []byte
	statement *statement
	logged    int               // log entries
	stamped   int               // signed timestamps
	cert      *x509.Certificate // nil when a plain key signed
	identity  identity          // of the certificate
	hint      string            // of the key
}

// unseal reads a bundle. It is strict, and comes before any library looks: protojson accepts two spellings of
// each field and three of each base64 text, so what was verified need not be what another reader sees.
func unseal(text []byte) (*sealed, error) {
	if len(text) > maxBundleBytes {
		return nil, &MalformedError{Reason: fmt.Sprintf("%d bytes where the limit is %d", len(text), maxBundleBytes)}
	}
	value, err := schemas.Strict(text)
	if err != nil {
		return nil, &MalformedError{Reason: "not strict JSON", Err: err}
	}
	if err := bundleForm("", value); err != nil {
		return nil, err
	}
	top := value.(map[string]any)
	if mediaType := top["mediaType"].(string); !slices.Contains(mediaTypes, mediaType) {
		return nil, &MalformedError{At: "mediaType", Reason: fmt.Sprintf("%q is no known version of a bundle", mediaType)}
	}
	envelope := top["dsseEnvelope"].(map[string]any)
	if kind := envelope["payloadType"].(string); kind != payloadType {
		return nil, &MalformedError{At: "dsseEnvelope.payloadType", Reason: fmt.Sprintf("%q where only %q is accepted", kind, payloadType)}
	}
	sum := sha256.Sum256(text)
	s := &sealed{digest: "sha256:" + hex.EncodeToString(sum[:])}
	if s.payload, err = base64.StdEncoding.DecodeString(envelope["payload"].(string)); err != nil {
		return nil, &MalformedError{At: "dsseEnvelope.payload", Reason: "not base64", Err: err}
	}
	if s.statement, err = readStatement(s.payload); err != nil {
		return nil, err
	}
	err = guarded(func() error { return s.load(text) })
	if err != nil {
		return nil, err
	}
	return s, nil
}

// load hands the text to sigstore, and takes from it who claims to have signed.
func (s *sealed) load(text []byte) error {
	s.bundle = new(bundle.Bundle)
	if err := s.bundle.UnmarshalJSON(text); err != nil {
		return &MalformedError{Reason: "sigstore cannot read it", Err: err}
	}
	envelope := s.bundle.GetDsseEnvelope()
	if len(envelope.GetSignatures()) != 1 || !bytes.Equal(envelope.GetPayload(), s.payload) {
		return &MalformedError{At: "dsseEnvelope", Reason: "two readers disagree about it"}
	}
	// A key id is not signed. Left in place, the DSSE library passes over a signature whose id is not of its own making.
	envelope.Signatures[0].Keyid = ""
	s.signature = envelope.Signatures[0].GetSig()
	material := s.bundle.GetVerificationMaterial()
	s.logged = len(material.GetTlogEntries())
	s.stamped = len(material.GetTimestampVerificationData().GetRfc3161Timestamps())

	content, err := s.bundle.VerificationContent()
	if err != nil {
		return &MalformedError{At: "verificationMaterial", Reason: "neither a certificate nor a key can be read from it", Err: err}
	}
	if key := content.PublicKey(); key != nil {
		s.hint = key.Hint()
		return nil
	}
	s.cert = content.Certificate()
	if s.cert == nil {
		return &MalformedError{At: "verificationMaterial", Reason: "neither a certificate nor a key"}
	}
	if s.identity, err = certificateIdentity(s.cert); err != nil {
		return &MalformedError{At: "verificationMaterial.certificate", Reason: err.Error()}
	}
	return nil
}

// guarded turns a panic into an error. The libraries below have had panics on strange certificates and log entries
// (CVE-2026-44310 and its like), and one bad bundle must not end a run over thousands.
func guarded(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = &MalformedError{Reason: "it makes a library fail", Err: fmt.Errorf("panic: %v", r)}
		}
	}()
	return f()
}

// A form checks one value; at is where it stands.
type form func(at string, v any) error

// bundleForm is the whole of what may be in a bundle. It is declared as a function so that nothing can change it.
func bundleForm(at string, v any) error {
	certificate := required(fields{"rawBytes": base64Text(1)}, nil)
	return required(
		fields{
			"mediaType": text,
			"verificationMaterial": exactlyOne(required(nil, fields{
				"publicKey":            required(nil, fields{"hint": text}),
				"certificate":          certificate,
				"x509CertificateChain": required(fields{"certificates": list(1, maxCertificates, certificate)}, nil),
				"tlogEntries":          list(0, maxLogEntries, logEntryForm),
				"timestampVerificationData": nullable(required(nil, fields{
					"rfc3161Timestamps": list(0, maxTimestamps, required(fields{"signedTimestamp": base64Text(1)}, nil)),
				})),
			}), "publicKey", "certificate", "x509CertificateChain"),
			"dsseEnvelope": required(fields{
				"payload":     base64Text(1),
				"payloadType": text,
				"signatures":  list(1, 1, required(fields{"sig": base64Text(1)}, fields{"keyid": text})),
			}, nil),
		}, nil)(at, v)
}

func logEntryForm(at string, v any) error {
	return required(
		fields{
			"logId":             required(fields{"keyId": base64Text(1)}, nil),
			"kindVersion":       required(fields{"kind": text, "version": text}, nil),
			"canonicalizedBody": base64Text(1),
		},
		fields{
			"logIndex":         integer,
			"integratedTime":   integer,
			"inclusionPromise": nullable(required(fields{"signedEntryTimestamp": base64Text(1)}, nil)),
			"inclusionProof": nullable(required(
				fields{
					"rootHash":   base64Text(1),
					"treeSize":   integer,
					"checkpoint": required(fields{"envelope": text}, nil),
				},
				fields{"logIndex": integer, "hashes": list(0, maxHashes, base64Text(1))})),
		})(at, v)
}

type fields map[string]form

// required is an object with all of the first fields, any of the second, and nothing else.
func required(must, may fields) form {
	return func(at string, v any) error {
		object, ok := v.(map[string]any)
		if !ok {
			return &MalformedError{At: at, Reason: "not an object"}
		}
		for _, name := range slices.Sorted(maps.Keys(object)) {
			check := must[name]
			if check == nil {
				check = may[name]
			}
			if check == nil {
				return &MalformedError{At: at, Reason: fmt.Sprintf("unknown field %q%s", schemas.Clean(name), meant(name, at))}
			}
			if err := check(below(at, name), object[name]); err != nil {
				return err
			}
		}
		for _, name := range slices.Sorted(maps.Keys(must)) {
			if _, ok := object[name]; !ok {
				return &MalformedError{At: at, Reason: fmt.Sprintf("no %q", name)}
			}
		}
		return nil
	}
}

// meant explains the unknown fields that people will ask about.
func meant(name, at string) string {
	if at == "" && name == "messageSignature" {
		return ": it signs a file, and states nothing about it"
	}
	return ""
}

func exactlyOne(f form, names ...string) form {
	return func(at string, v any) error {
		if err := f(at, v); err != nil {
			return err
		}
		n := 0
		for _, name := range names {
			if _, ok := v.(map[string]any)[name]; ok {
				n++
			}
		}
		if n != 1 {
			return &MalformedError{At: at, Reason: fmt.Sprintf("%d of publicKey, certificate and x509CertificateChain where one is needed", n)}
		}
		return nil
	}
}

// nullable lets null stand for an absent object, as some writers put it.
func nullable(f form) form {
	return func(at string, v any) error {
		if v == nil {
			return nil
		}
		return f(at, v)
	}
}

func list(least, most int, f form) form {
	return func(at string, v any) error {
		items, ok := v.([]any)
		if !ok {
			return &MalformedError{At: at, Reason: "not a list"}
		}
		if len(items) < least || len(items) > most {
			return &MalformedError{At: at, Reason: fmt.Sprintf("%d items where %d to %d are allowed", len(items), least, most)}
		}
		for i, item := range items {
			if err := f(fmt.Sprintf("%s[%d]", at, i), item); err != nil {
				return err
			}
		}
		return nil
	}
}

func text(at string, v any) error {
	s, ok := v.(string)
	if !ok {
		return &MalformedError{At: at, Reason: "not a string"}
	}
	if len(s) > maxNameBytes {
		return &MalformedError{At: at, Reason: fmt.Sprintf("%d bytes where the limit is %d", len(s), maxNameBytes)}
	}
	return nil
}

// integer is how protojson writes 64 bits: in a string, or as a bare number. No count here is negative.
func integer(at string, v any) error {
	s, ok := v.(string)
	if !ok {
		number, isNumber := v.(json.Number)
		if !isNumber {
			return &MalformedError{At: at, Reason: "not a number"}
		}
		s = number.String()
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || n == math.MaxInt64 || strconv.FormatInt(n, 10) != s {
		return &MalformedError{At: at, Reason: "not a whole number from 0 on"}
	}
	return nil
}

// base64Text is standard base64 in its one canonical form. Go's own decoder skips line ends, hence the comparison.
func base64Text(least int) form {
	return func(at string, v any) error {
		s, ok := v.(string)
		if !ok {
			return &MalformedError{At: at, Reason: "not a string"}
		}
		b, err := base64.StdEncoding.Strict().DecodeString(s)
		if err == nil && base64.StdEncoding.EncodeToString(b) != s {
			err = errors.New("line breaks in it")
		}
		if err != nil {
			return &MalformedError{At: at, Reason: "not canonical base64", Err: err}
		}
		if len(b) < least {
			return &MalformedError{At: at, Reason: "empty"}
		}
		return nil
	}
}

func below(at, name string) string {
	if at == "" {
		return name
	}
	return at + "." + name
}
