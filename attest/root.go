package attest

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"time"

	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/verify"

	"belay/schemas"
)

const (
	maxRootBytes = 1 << 20
	maxInstances = 8 // in one trusted_root.jsonl
)

// publicGood is the trusted root of sigstore's public-good instance; roots/README.md says whence.
//
//go:embed roots/public-good.json
var publicGood []byte

// builtinDate is the day of the repository's state that publicGood was copied from: its TUF timestamp, which lives for
// seven days, expires on 2026-08-28.
const builtinDate = "2026-08-21"

// BuiltinRootDate returns the day on which the embedded public-good root was copied, at midnight UTC.
func BuiltinRootDate() time.Time {
	day, err := time.Parse(time.DateOnly, builtinDate)
	if err != nil {
		return time.Time{} // unreachable: a test parses the constant
	}
	return day
}

// The kinds of trusted time that a root may ask for.
const (
	timeAny   = "any"
	timeLog   = "log"
	timeStamp = "timestamp"
)

// trustRoot is a root of the trust file: one or more sigstore instances, and what is required of their bundles.
type trustRoot struct {
	name      string
	log, sct  bool
	time      string // timeAny, timeLog or timeStamp
	instances []instance
}

// instance is one sigstore instance. Instances are tried one at a time and never merged: else a certificate of one
// would be believed with the log of another.
type instance struct {
	material root.TrustedMaterial
	verifier *verify.Verifier // of certificates
}

// load reads trusted_root.json, or the several of a .jsonl.
func (r *trustRoot) load(text []byte) error {
	lines := [][]byte{text}
	if trimmed := bytes.TrimSpace(text); !looksWhole(trimmed) {
		lines = bytes.Split(trimmed, []byte("\n"))
	}
	for _, line := range lines {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if len(r.instances) == maxInstances {
			return fmt.Errorf("more than %d instances in it", maxInstances)
		}
		i, err := r.instance(line)
		if err != nil {
			return err
		}
		r.instances = append(r.instances, i)
	}
	if len(r.instances) == 0 {
		return errors.New("no instance in it")
	}
	return nil
}

// looksWhole says whether a text is one JSON value, which may take many lines.
func looksWhole(text []byte) bool {
	_, err := schemas.Strict(text)
	return err == nil
}

func (r *trustRoot) instance(text []byte) (instance, error) {
	var none instance
	if _, err := schemas.Strict(text); err != nil {
		return none, fmt.Errorf("not strict JSON: %w", err)
	}
	var material *root.TrustedRoot
	err := guarded(func() (err error) {
		material, err = root.NewTrustedRootFromJSON(text)
		return err
	})
	if err != nil {
		return none, fmt.Errorf("no trusted root: %w", err)
	}
	if err := r.able(material); err != nil {
		return none, err
	}
	options := r.options()
	if r.sct {
		options = append(options, verify.WithSignedCertificateTimestamps(1))
	}
	verifier, err := verify.NewVerifier(material, options...)
	return instance{material, verifier}, err
}

// able refuses a root that asks for what its instance cannot give: nothing would ever pass, and the reason would be far away.
func (r *trustRoot) able(m root.TrustedMaterial) error {
	switch {
	case r.log && len(m.RekorLogs()) == 0:
		return errors.New("it has no transparency log, so `log = false` must be written out")
	case r.sct && len(m.CTLogs()) == 0:
		return errors.New("it has no certificate log, so `sct = false` must be written out")
	case (r.time == timeStamp || !r.log) && len(m.TimestampingAuthorities()) == 0:
		return errors.New("it has no timestamp authority, which would have to give the time")
	}
	return nil
}

// options says what every bundle of this root must carry. It depends on the trust file alone: a check that followed
// what the bundle has could be dodged by leaving it out.
func (r *trustRoot) options() []verify.VerifierOption {
	// The predicate is decoded here, strictly, from the bytes that were signed.
	options := []verify.VerifierOption{verify.WithoutStatementPredicate()}
	if r.log {
		options = append(options, verify.WithTransparencyLog(1))
	}
	switch r.time {
	case timeLog:
		options = append(options, verify.WithIntegratedTimestamps(1))
	case timeStamp:
		options = append(options, verify.WithSignedTimestamps(1))
	default:
		options = append(options, verify.WithObserverTimestamps(1))
	}
	return options
}
