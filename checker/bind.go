package checker

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"belay/attest"
	"belay/schemas"
)

// Bundle is one attestation as it arrived.
type Bundle struct {
	Name  string // where it came from, for people
	Bytes []byte
	Err   error // why its bytes could not be read; it then counts for nothing
}

// aboutProduct are the predicate types that speak of a product, which they name, and not of files. With the
// date in the predicate that says how old the thing attested is: signing it again does not make it young.
var aboutProduct = map[string]string{
	"rollback-drill/v1":  "finished",
	"kernel-review/v1":   "reviewed",
	"incident-drill/v1":  "held",
	"incident-report/v1": "until",
}

// aboutSource are the predicate types that may speak of the source revision that a release is built from, and name its
// commit. No other type is bound by a commit: what a test of the source found is nothing about the files.
var aboutSource = map[string]bool{"https://slsa.dev/verification_summary/v1": true}

// bound is a piece of evidence and what it has to do with the release.
type bound struct {
	Evidence
	subjects  []attest.Subject
	predicate map[string]any
	vendor    string    // whom the signer speaks for; "" for someone independent
	signed    time.Time // zero without a trusted time
	exposure  *Exposure // of a plan or a record
	senseless bool      // a record of this release that cannot be so
	age       *int64    // seconds; nil without a trusted time
}

// openAll verifies every bundle once, side by side, and answers in an order that depends on nothing but their names
// and contents. A bundle that does not open is no error: it is rejected, with the reason.
func openAll(t *attest.Trust, bundles []Bundle, now time.Time) (opened []*bound, rejected []Rejected) {
	bundles = slices.Clone(bundles)
	slices.SortFunc(bundles, func(a, b Bundle) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), bytes.Compare(a.Bytes, b.Bytes))
	})
	seen := map[string]bool{}
	bundles = slices.DeleteFunc(bundles, func(b Bundle) bool {
		again := b.Err == nil && seen[string(b.Bytes)]
		seen[string(b.Bytes)] = true
		return again
	})
	type answer struct {
		e   *attest.Evidence
		err error
	}
	answers := make([]answer, len(bundles))
	work := make(chan int)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(bundles)) {
		workers.Go(func() {
			for i := range work {
				if answers[i].err = bundles[i].Err; answers[i].err == nil {
					answers[i].e, answers[i].err = openOne(t, bundles[i].Bytes, now)
				}
			}
		})
	}
	for i := range bundles {
		work <- i
	}
	close(work)
	workers.Wait()

	rejected = []Rejected{}
	for i, b := range bundles {
		e, err := answers[i].e, answers[i].err
		if err != nil {
			rejected = append(rejected, reject(b, err))
			continue
		}
		opened = append(opened, &bound{
			Evidence: Evidence{
				ID: "e" + strconv.Itoa(len(opened)+1), Name: b.Name, Digest: e.Digest, Type: e.Type, Signer: e.Signer, Role: string(e.Role),
				Identity: e.Identity, Issuer: e.Issuer, Key: e.Key, Time: stamp(e.Time), TimeSource: e.TimeSource, Grade: gradeOf(e), Artifacts: []string{},
			},
			subjects: e.Subjects, predicate: e.Predicate, vendor: e.Vendor, signed: e.Time, age: age(e, now),
		})
	}
	return opened, rejected
}

// openOne opens a bundle. A panic, which on a goroutine would end the program, is one more way not to open.
func openOne(t *attest.Trust, bundle []byte, now time.Time) (e *attest.Evidence, err error) {
	defer func() {
		if r := recover(); r != nil {
			e, err = nil, fmt.Errorf("a fault of belay itself while opening it: %v", r)
		}
	}()
	return t.Open(bundle, now)
}

type hinter interface{ Hint() string }

func reject(b Bundle, err error) Rejected {
	r := Rejected{Name: b.Name, Error: kindOfError(err), Reason: schemas.Clean(err.Error())}
	if b.Err == nil {
		r.Digest = schemas.Digest(b.Bytes)
	}
	if h := hinter(nil); errors.As(err, &h) {
		r.Hint = schemas.Clean(h.Hint())
	}
	return r
}

// kindOfError is a short, stable word for what is wrong with a bundle.
func kindOfError(err error) string {
	switch {
	case is[*attest.MalformedError](err):
		return "malformed"
	case is[*attest.SignatureError](err):
		return "signature"
	case is[*attest.UntrustedSignerError](err):
		return "untrusted"
	case is[*attest.NotAllowedError](err):
		return "not_allowed"
	case is[*attest.NoTimeError](err):
		return "no_time"
	case is[*attest.FutureError](err):
		return "future"
	case is[*attest.ValidityError](err):
		return "validity"
	case is[*attest.PredicateError](err):
		return "predicate"
	}
	return "unreadable"
}

func is[E error](err error) bool {
	var e E
	return errors.As(err, &e)
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// gradeOf is the grade that a signer's role gives. Without a trusted time nobody is worth more than signed.
func gradeOf(e *attest.Evidence) Grade {
	g := Signed
	switch e.Role {
	case attest.VendorSystem:
		g = Attested
	case attest.Platform, attest.Independent:
		g = Independent
	}
	if e.Capped && g.Reaches(Signed) {
		g = Signed
	}
	return g
}

// age is how old the thing attested is: the time since it was signed, or since the date in the predicate where that is earlier.
func age(e *attest.Evidence, now time.Time) *int64 {
	if e.Time.IsZero() {
		return nil
	}
	since := e.Time
	if key, ok := aboutProduct[e.Type]; ok {
		if t, err := time.Parse(time.RFC3339, text(e.Predicate, key)); err == nil && t.Before(since) {
			since = t
		}
	}
	seconds := int64(now.Sub(since) / time.Second)
	return &seconds
}

// bind says of each piece of evidence whether it is of this release, and which artifacts it covers: artifacts are
// bound by digest, never by name; the source by its commit; a product by its vendor and its name. What is not of this release is kept, with
// the reason, and never reaches a rule.
func bind(evidence []*bound, m *Manifest, artifacts []Artifact, now time.Time) {
	r := m.Release()
	target := text(object(object(m.facts, "rollback"), "target"), "sha256")
	revision := text(object(object(m.facts, "supply_chain"), "source"), "revision")
	for _, e := range evidence {
		if e.Reason = e.stranger(r); e.Reason != "" {
			continue
		}
		// The owner of a platform is no independent witness of his own product.
		if e.vendor == r.Vendor && e.Grade == Independent {
			e.Grade = Attested
		}
		if _, ok := aboutProduct[e.Type]; ok {
			e.Reason = e.untimely()
			e.Bound = e.Reason == ""
			continue
		}
		for _, a := range artifacts {
			if a.File != "differs" && covers(e.subjects, a.Digest) {
				e.Artifacts = append(e.Artifacts, a.Name)
			}
		}
		e.CoversTarget = target != "" && covers(e.subjects, map[string]string{"sha256": target})
		e.CoversSource = revision != "" && aboutSource[e.Type] && covers(e.subjects, map[string]string{"gitCommit": revision})
		if e.Bound = len(e.Artifacts) > 0 || e.CoversTarget || e.CoversSource; !e.Bound {
			e.Reason = "none of its subjects has the digest of an artifact of this release"
			if slices.ContainsFunc(artifacts, func(a Artifact) bool { return a.File == "differs" && covers(e.subjects, a.Digest) }) {
				e.Reason = "it is about the file that the manifest speaks of, and the file that is there is another"
			}
			continue
		}
		e.rollout(m, now)
	}
}

// untimely says why what a predicate about a product tells cannot have happened when it was signed, or "".
func (e *bound) untimely() string {
	signed := e.signed
	if signed.IsZero() {
		return "" // it has no age, and what asks for one does not take it
	}
	done, _ := time.Parse(time.RFC3339, text(e.predicate, aboutProduct[e.Type]))
	if done.After(signed) {
		return "it tells of a day after the one it was signed on"
	}
	if started, err := time.Parse(time.RFC3339, text(e.predicate, "started")); err == nil && done.Before(started) {
		return "it ends before it starts"
	}
	return ""
}

// stranger says why evidence is of another release or product, or "" when nothing says so.
func (e *bound) stranger(r Release) string {
	if (e.Role == string(attest.Vendor) || e.Role == string(attest.VendorSystem)) && e.vendor != r.Vendor {
		return fmt.Sprintf("signer %q speaks for %q, not for %q", e.Signer, e.vendor, r.Vendor)
	}
	named := object(e.predicate, "release")
	if _, ok := aboutProduct[e.Type]; ok {
		named = e.predicate
	} else if named == nil {
		return ""
	}
	if text(named, "vendor") != r.Vendor || text(named, "product") != r.Product {
		return fmt.Sprintf("it is about %s %s", text(named, "vendor"), text(named, "product"))
	}
	if v, ok := named["version"].(string); ok && v != r.Version {
		return fmt.Sprintf("it is about version %s", v)
	}
	return ""
}

// rollout derives the exposure of a plan or a record. One that makes no sense proves nothing; and a record that makes
// no sense is not passed over, for it is what happened.
func (e *bound) rollout(m *Manifest, now time.Time) {
	var x Exposure
	var err error
	switch e.Type {
	case "rollout-plan/v1":
		x, err = planExposure(e.predicate)
	case "rollout-record/v1":
		x, err = recordExposure(e.predicate, m, e.signed, now)
		e.senseless = err != nil
	default:
		return
	}
	if err != nil {
		e.Bound, e.Artifacts, e.CoversTarget, e.Reason = false, []string{}, false, err.Error()
		return
	}
	e.exposure = &x
}

// covers tells whether a subject is the file with the digests of want: it has every one of them. A digest that nobody
// signed could be that of another file.
func covers(subjects []attest.Subject, want map[string]string) bool {
	return len(want) > 0 && slices.ContainsFunc(subjects, func(s attest.Subject) bool {
		for alg, d := range want {
			if s.Digest[alg] != d {
				return false
			}
		}
		return true
	})
}
