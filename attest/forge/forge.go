// Package forge makes signed bundles for tests and examples, offline and at any date: it plays
// certificate authority, certificate log, transparency log and timestamp authority at once.
//
// Start with New and Keyless, or with Key and Keyed where a plain key signs. Every key follows from
// a seed, so the same call gives the same bytes, and anyone can sign in its name: trust a
// root or a key from here for nothing but tests.
package forge

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

const (
	mediaType   = "application/vnd.dev.sigstore.bundle.v0.3+json"
	payloadType = "application/vnd.in-toto+json"
	lifetime    = 10 * time.Minute // of a signing certificate
	era         = 20               // years for which an instance's own keys are good
)

// Options say what the bundles of an instance carry.
type Options struct {
	Log       int  // version of the transparency log, 1 or 2; 0 is no entry
	Timestamp bool // whether a timestamp authority signs the time
	SCT       bool // whether certificates carry a signed certificate timestamp
}

// Instance is one offline sigstore instance. Options may be changed between calls.
type Instance struct {
	Options  Options
	seed     string
	from, to time.Time
	ca, tsa  *authority
	stamper  *x509.Certificate
	stampKey *ecdsa.PrivateKey
	log1     transparencyLog
	log2     transparencyLog
	ctlog    transparencyLog
}

// New makes the instance that seed stands for, whose own certificates and keys are good for
// twenty years from notBefore on. Its bundles carry an entry of a version 1 log, and an SCT.
func New(seed string, notBefore time.Time) (*Instance, error) {
	i := &Instance{seed: seed, Options: Options{Log: 1, SCT: true}}
	i.from = notBefore.UTC().Truncate(time.Second)
	i.to = i.from.AddDate(era, 0, 0)
	var errs [6]error
	i.ca, errs[0] = newAuthority(seed, "certificate", i.from, i.to, x509.ExtKeyUsageCodeSigning)
	i.tsa, errs[1] = newAuthority(seed, "timestamp", i.from, i.to, x509.ExtKeyUsageTimeStamping)
	i.log1, errs[2] = newLog(seed, "https://rekor.forge.test")
	i.log2, errs[3] = newLog(seed, "https://log2.rekor.forge.test")
	i.ctlog, errs[4] = newLog(seed, "https://ctfe.forge.test")
	if err := errors.Join(errs[:]...); err != nil {
		return nil, fmt.Errorf("forging an instance: %w", err)
	}
	var err error
	i.stamper, i.stampKey, err = i.tsa.stamper(seed, i.from, i.to)
	if err != nil {
		return nil, fmt.Errorf("forging an instance: %w", err)
	}
	return i, nil
}

// Signing is one act of signing in all its parts, for fixtures that are wrong in one of them.
// A zero time is At; with a Key there is no certificate, and Hint names the key.
type Signing struct {
	Issuer, OldIssuer string   // the newer and the deprecated extension that name the issuer
	Subject           string   // URI, e-mail address, "dns:" host or user name
	MoreSubjects      []string // further names in the same certificate
	Statement         []byte
	PayloadType       string // in-toto's when empty
	At                time.Time
	CertifiedAt       time.Time // when the certificate's ten minutes begin
	LoggedAt          time.Time
	StampedAt         time.Time
	Key               crypto.Signer
	Hint              string
	LeafKey           crypto.Signer // to be certified, where not a P-256 key that follows from the rest
	Witness           *Instance     // whose log and timestamp authority see it, where not the instance's own
	OldTreeHead       bool          // a version 2 entry under a tree head in the form of version 1
}

// Keyless returns a bundle over statement, signed at the given time by a certificate for that
// issuer and subject.
func (i *Instance) Keyless(issuer, subject string, statement []byte, at time.Time) ([]byte, error) {
	return i.Sign(Signing{Issuer: issuer, OldIssuer: issuer, Subject: subject, Statement: statement, At: at})
}

// Keyed returns a bundle over statement, signed by key, whose time the instance vouches for.
func (i *Instance) Keyed(key crypto.Signer, hint string, statement []byte, at time.Time) ([]byte, error) {
	return i.Sign(Signing{Key: key, Hint: hint, Statement: statement, At: at})
}

// Keyed returns a bundle over statement, signed by key, with nothing to tell when.
func Keyed(key crypto.Signer, hint string, statement []byte) ([]byte, error) {
	return new(Instance).Sign(Signing{Key: key, Hint: hint, Statement: statement})
}

// Sign returns the bundle that s describes, with what the instance's Options ask for.
func (i *Instance) Sign(s Signing) ([]byte, error) {
	if s.PayloadType == "" {
		s.PayloadType = payloadType
	}
	for _, t := range []*time.Time{&s.CertifiedAt, &s.LoggedAt, &s.StampedAt} {
		if t.IsZero() {
			*t = s.At
		}
		*t = t.UTC().Truncate(time.Second)
	}
	bundle, err := i.bundle(s)
	if err != nil {
		return nil, fmt.Errorf("forging a bundle: %w", err)
	}
	return encode(bundle)
}

func (i *Instance) bundle(s Signing) (object, error) {
	key, out := s.Key, signed{payloadType: s.PayloadType, payload: s.Statement}
	material := object{}
	if key != nil {
		_, der, err := keyID(key.Public())
		if err != nil {
			return nil, err
		}
		out.publicKey, material["publicKey"] = der, object{"hint": s.Hint}
	} else {
		fresh, cert, err := i.certificate(s)
		if err != nil {
			return nil, err
		}
		key, out.certificate = fresh, cert.Raw
		material["certificate"] = object{"rawBytes": b64(cert.Raw)}
	}
	var err error
	if out.signature, err = sign(key, pae(s.PayloadType, s.Statement)); err != nil {
		return nil, err
	}
	by := i
	if s.Witness != nil {
		by = s.Witness
	}
	if err := by.witness(material, out, s); err != nil {
		return nil, err
	}
	return object{"mediaType": mediaType, "verificationMaterial": material, "dsseEnvelope": out.envelope()}, nil
}

// certificate issues a certificate to a key that follows from all that is signed.
func (i *Instance) certificate(s Signing) (crypto.Signer, *x509.Certificate, error) {
	digest := sha256.Sum256(s.Statement)
	derived, err := deriveKey(i.seed, "leaf", s.Issuer, s.Subject, hex.EncodeToString(digest[:]), s.CertifiedAt.String())
	if err != nil {
		return nil, nil, err
	}
	key := crypto.Signer(derived)
	if s.LeafKey != nil {
		key = s.LeafKey
	}
	var ctKey *ecdsa.PrivateKey
	if i.Options.SCT {
		ctKey = i.ctlog.key
	}
	cert, err := i.ca.leaf(s, key.Public(), s.CertifiedAt, s.CertifiedAt.Add(lifetime), ctKey)
	return key, cert, err
}

// witness adds the log's entry and the signed timestamp.
func (i *Instance) witness(material object, out signed, s Signing) error {
	var entry object
	var err error
	switch i.Options.Log {
	case 1:
		entry, err = i.log1.entryV1(out, s.LoggedAt)
	case 2:
		entry, err = i.log2.entryV2(out, s.OldTreeHead)
	}
	if err != nil {
		return err
	}
	if entry != nil {
		material["tlogEntries"] = []object{entry}
	}
	if !i.Options.Timestamp {
		return nil
	}
	response, err := stamp(out.signature, s.StampedAt, i.stamper, i.stampKey)
	if err != nil {
		return err
	}
	material["timestampVerificationData"] = object{"rfc3161Timestamps": []object{{"signedTimestamp": b64(response)}}}
	return nil
}

// envelope names no key: some verifiers pass over a signature whose key id is not of their own making.
func (s signed) envelope() object {
	return object{
		"payload": b64(s.payload), "payloadType": s.payloadType,
		"signatures": []object{{"sig": b64(s.signature), "keyid": ""}},
	}
}

// pae is what a DSSE signature is over.
func pae(payloadType string, payload []byte) []byte {
	return fmt.Appendf(nil, "DSSEv1 %d %s %d %s", len(payloadType), payloadType, len(payload), payload)
}

// Subject is one thing that a statement is about; Digest maps an algorithm to lower-case hex.
type Subject struct {
	Name   string            `json:"name,omitempty"`
	Digest map[string]string `json:"digest"`
}

// Statement returns an in-toto statement as compact JSON. The predicate is anything that encoding/json can write.
func Statement(predicateType string, subjects []Subject, predicate any) ([]byte, error) {
	return encode(object{
		"_type": "https://in-toto.io/Statement/v1", "subject": subjects,
		"predicateType": predicateType, "predicate": predicate,
	})
}

// encode leaves <, > and & as they are: other readers of the file compare bytes.
func encode(value any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}
