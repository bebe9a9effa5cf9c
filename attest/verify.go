package attest

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/verify"
)

// Where a trusted time may come from.
const (
	sourceLog   = "transparency log"
	sourceStamp = "timestamp authority"
)

// moment is a trusted time of signing.
type moment struct {
	time   time.Time
	source string
}

// vouch says when the bundle was signed by the word of one of the root's instances; key is nil for a certificate.
// It returns every time that was proven, or the error of the instance that came furthest.
func (r *trustRoot) vouch(s *sealed, key *publicKey) ([]moment, error) {
	var failure error
	for _, i := range r.instances {
		moments, err := r.vouchOne(i, s, key)
		if err == nil {
			return moments, nil
		}
		failure = further(failure, err)
	}
	return nil, failure
}

func (r *trustRoot) vouchOne(i instance, s *sealed, key *publicKey) ([]moment, error) {
	material, verifier := i.material, i.verifier
	if key != nil {
		material = &keyMaterial{instance: i.material, key: key}
		var err error
		if verifier, err = verify.NewVerifier(material, r.options()...); err != nil {
			return nil, err
		}
	}
	var moments []moment
	err := guarded(func() error {
		if err := r.preflight(s, material); err != nil {
			return err
		}
		// Identities are compared by the caller, who looks at every name and every issuer extension.
		policy := verify.NewPolicy(verify.WithoutArtifactUnsafe(), verify.WithoutIdentitiesUnsafe())
		result, err := verifier.Verify(s.bundle, policy)
		if err != nil {
			return r.translate(err, i, s)
		}
		for _, t := range result.VerifiedTimestamps {
			source := sourceStamp
			if t.Type == "Tlog" {
				source = sourceLog
			}
			moments = append(moments, moment{t.Timestamp.UTC(), source})
		}
		if len(moments) == 0 {
			return &NoTimeError{Root: r.name, Missing: "any proof of time"}
		}
		return r.checkLog(s, material, moments)
	})
	if err != nil {
		return nil, err
	}
	return moments, nil
}

// preflight checks what the library would do less well. For these curves it tries a second hash, and says so on
// the standard error stream, which is not its own.
func (r *trustRoot) preflight(s *sealed, material root.TrustedMaterial) error {
	if s.cert == nil {
		return nil
	}
	public, ok := s.cert.PublicKey.(*ecdsa.PublicKey)
	if !ok || public.Curve != elliptic.P384() && public.Curve != elliptic.P521() {
		return nil
	}
	content, err := s.bundle.SignatureContent()
	if err != nil {
		return err
	}
	signer, err := s.bundle.VerificationContent()
	if err != nil {
		return err
	}
	if err := verify.VerifySignature(content, signer, material); err != nil {
		return &SignatureError{What: "the envelope's signature", Root: r.name, Err: err}
	}
	return nil
}

// checkLog makes sure of two things that the library leaves open. A log entry must be about this very envelope and signer,
// in Rekor v2 too, whose entries it binds by a hash that an old-style checkpoint goes around. And the log's
// key must have been in use at the time, which it checks only where the log itself signed the time.
func (r *trustRoot) checkLog(s *sealed, material root.TrustedMaterial, moments []moment) error {
	if !r.log {
		return nil
	}
	entries, err := s.bundle.TlogEntries()
	if err != nil {
		return err
	}
	content, err := s.bundle.VerificationContent()
	if err != nil {
		return err
	}
	logs := material.RekorLogs()
	for _, entry := range entries {
		log, ok := logs[hex.EncodeToString([]byte(entry.LogKeyID()))]
		if !ok {
			continue
		}
		if !bytes.Equal(entry.Signature(), s.signature) || !content.CompareKey(entry.PublicKey(), material) {
			return &SignatureError{What: "the log entry, which is of another signature,", Root: r.name}
		}
		if digest, algorithm, ok := entry.GetHashedRekordDigest(); entry.IsRekorV2() && (!ok || algorithm == "SHA2_256" && !bytes.Equal(digest, s.paeDigest())) {
			return &SignatureError{What: "the log entry, which is of another payload,", Root: r.name}
		}
		for _, m := range moments {
			if m.time.Before(log.ValidityPeriodStart) || !log.ValidityPeriodEnd.IsZero() && m.time.After(log.ValidityPeriodEnd) {
				return &ValidityError{What: "the transparency log's key", Time: m.time, From: log.ValidityPeriodStart, To: log.ValidityPeriodEnd, Root: r.name}
			}
		}
	}
	return nil
}

// paeDigest is the SHA-256 digest of what a DSSE signature is over.
func (s *sealed) paeDigest() []byte {
	sum := sha256.Sum256(pae(s.payload))
	return sum[:]
}

// translate says in our words why an instance does not vouch for a bundle, from what the bundle lacks rather than
// from the library's text wherever that is possible. It decides nothing: every way through it is an error.
func (r *trustRoot) translate(err error, i instance, s *sealed) error {
	if known := new(MalformedError); errors.As(err, &known) {
		return err
	}
	text := err.Error()
	if s.cert != nil {
		if !chained(i, s, s.cert.NotBefore) {
			return &UntrustedSignerError{Issuer: s.identity.issuer, Identity: s.identity.subject,
				Err: fmt.Errorf("no authority of root %q issued its certificate: %w", r.name, err)}
		}
		if strings.Contains(text, "integrated time outside certificate validity") || strings.Contains(text, "verify leaf certificate") {
			return &ValidityError{What: "the signing certificate", From: s.cert.NotBefore, To: s.cert.NotAfter, Root: r.name, Err: err}
		}
	}
	switch {
	case r.log && s.logged == 0:
		return &NoTimeError{Root: r.name, Missing: "an entry of a transparency log", Err: err}
	case (r.time == timeStamp || !r.log) && s.stamped == 0:
		return &NoTimeError{Root: r.name, Missing: "a signed timestamp", Err: err}
	case strings.Contains(text, "validity period"):
		return &ValidityError{What: "the timestamp authority", Root: r.name, Err: err}
	case strings.Contains(text, "verify signed certificate timestamp"):
		return &SignatureError{What: "the certificate's timestamp (SCT)", Root: r.name, Err: err}
	case strings.Contains(text, "verify log inclusion"):
		if at := outsideLog(i, s); at != nil {
			return at.of(r.name, err)
		}
		return &SignatureError{What: "the transparency log entry", Root: r.name, Err: err}
	case strings.Contains(text, "verify timestamps") && r.time == timeLog:
		return &NoTimeError{Root: r.name, Missing: "a time signed by the log", Err: err}
	case strings.Contains(text, "verify timestamps") && s.stamped == 0:
		return &NoTimeError{Root: r.name, Missing: "a time signed by the log or by a timestamp authority", Err: err}
	case strings.Contains(text, "verify timestamps"):
		return &SignatureError{What: "the signed timestamp", Root: r.name, Err: err}
	}
	return &SignatureError{What: "the envelope's signature", Root: r.name, Err: err}
}

// chained says whether an authority of the instance issued the certificate.
func chained(i instance, s *sealed, at time.Time) bool {
	for _, ca := range i.material.FulcioCertificateAuthorities() {
		if _, err := ca.Verify(s.cert, at); err == nil {
			return true
		}
	}
	return false
}

// outsideLog finds an entry that its log claims for a time at which the log's key was not in use.
func outsideLog(i instance, s *sealed) *ValidityError {
	entries, err := s.bundle.TlogEntries()
	if err != nil {
		return nil
	}
	logs := i.material.RekorLogs()
	for _, e := range entries {
		log, ok := logs[hex.EncodeToString([]byte(e.LogKeyID()))]
		if at := e.IntegratedTime(); ok && !at.IsZero() && (at.Before(log.ValidityPeriodStart) || !log.ValidityPeriodEnd.IsZero() && at.After(log.ValidityPeriodEnd)) {
			return &ValidityError{What: "the transparency log's key", Time: at, From: log.ValidityPeriodStart, To: log.ValidityPeriodEnd}
		}
	}
	return nil
}

func (e *ValidityError) of(root string, err error) *ValidityError {
	e.Root, e.Err = root, err
	return e
}

// further returns the error of the attempt that came further, which tells a reader more.
func further(a, b error) error {
	if a == nil || reached(b) > reached(a) {
		return b
	}
	return a
}

func reached(err error) int {
	var (
		untrusted *UntrustedSignerError
		missing   *NoTimeError
		validity  *ValidityError
	)
	switch {
	case errors.As(err, &untrusted):
		return 1
	case errors.As(err, &missing):
		return 3
	case errors.As(err, &validity):
		return 4
	}
	return 2
}
