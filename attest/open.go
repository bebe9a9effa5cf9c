package attest

import (
	"cmp"
	"slices"
	"time"

	"belay/schemas"
)

// Open returns the evidence in bundle if a trusted signer vouches for it, at a time that can be trusted and is not
// after now, for a predicate it may attest to. Each way to fail is its own error type, see errors.go. Nothing unverified comes back,
// and nothing but bundle, now and the trust file decides.
func (t *Trust) Open(bundle []byte, now time.Time) (*Evidence, error) {
	s, err := unseal(bundle)
	if err != nil {
		return nil, err
	}
	vouchers, err := t.vouchers(s)
	if err != nil {
		return nil, err
	}
	v, err := choose(vouchers, s)
	if err != nil {
		return nil, err
	}
	for _, m := range v.moments {
		if m.time.After(now) {
			return nil, &FutureError{Time: m.time, Now: now, Source: m.source}
		}
	}
	return v.evidence(s)
}

// voucher is a trusted signer who did sign the bundle, and when.
type voucher struct {
	*signer
	moments []moment
}

// vouchers returns the signers who did sign the bundle. Whoever claims to be nobody in the trust file is turned away
// before any signature is looked at.
func (t *Trust) vouchers(s *sealed) ([]voucher, error) {
	candidates := t.candidates(s)
	if len(candidates) == 0 {
		return nil, t.untrusted(s)
	}
	type answer struct {
		moments []moment
		err     error
	}
	type question struct {
		root *trustRoot
		key  *publicKey
	}
	asked := map[question]answer{}
	var found []voucher
	var failure error
	for _, c := range candidates {
		if c.root == nil { // its key signed, and that is all it was asked
			found = append(found, voucher{signer: c})
			continue
		}
		q := question{c.root, c.key}
		a, ok := asked[q]
		if !ok {
			a.moments, a.err = c.root.vouch(s, c.key)
			asked[q] = a
		}
		if a.err != nil {
			failure = further(failure, a.err)
			continue
		}
		found = append(found, voucher{c, a.moments})
	}
	if len(found) == 0 {
		return nil, failure
	}
	return found, nil
}

// candidates returns the signers that the bundle's certificate names, or whose key made its signature.
func (t *Trust) candidates(s *sealed) []*signer {
	if t == nil {
		return nil
	}
	var out []*signer
	signed := map[string]bool{}
	for _, c := range t.signers {
		switch {
		case s.cert != nil && c.key == nil:
			if c.subject.kind() == s.identity.kind && c.subject.matches(s.identity.subject) && c.issuer.matches(s.identity.issuer) {
				out = append(out, c)
			}
		case s.cert == nil && c.key != nil:
			ok, known := signed[c.key.id]
			if !known {
				ok = c.key.signed(s)
				signed[c.key.id] = ok
			}
			if ok {
				out = append(out, c)
			}
		}
	}
	return out
}

// untrusted says who the bundle claims to be by. Where the hint names a key that is trusted, the claim is false.
func (t *Trust) untrusted(s *sealed) error {
	e := &UntrustedSignerError{Issuer: s.identity.issuer, Identity: s.identity.subject, Key: s.hint}
	if t == nil {
		return e
	}
	for _, c := range t.signers {
		if (s.cert == nil) != (c.key != nil) {
			continue
		}
		if s.cert == nil && s.hint != "" && (c.key.hinted(s.hint) || c.name == s.hint) {
			return &SignatureError{What: "the envelope's signature, said to be by the key of signer \"" + schemas.Clean(c.name) + "\","}
		}
		e.Listed = append(e.Listed, c.describe())
	}
	return e
}

// choose takes, of those who may attest to this type, the one whose word is worth least, and then the first by
// name: who signs twice under two hats wears the lower one.
func choose(vouchers []voucher, s *sealed) (voucher, error) {
	typ := schemas.Short(s.statement.predicateType)
	slices.SortFunc(vouchers, func(a, b voucher) int {
		return cmp.Or(cmp.Compare(a.grade(), b.grade()), cmp.Compare(a.name, b.name))
	})
	for _, v := range vouchers {
		if slices.Contains(v.attests, typ) {
			if low := vouchers[0]; low.grade() < v.grade() {
				lower := *v.signer // another signer of the file matches too, by a glob: its role is this one's as well
				lower.role, lower.vendor = low.role, low.vendor
				v.signer = &lower
			}
			return v, nil
		}
	}
	return voucher{}, &NotAllowedError{Signer: vouchers[0].name, Type: typ, Allowed: vouchers[0].attests}
}

func (v voucher) evidence(s *sealed) (*Evidence, error) {
	typ := schemas.Short(s.statement.predicateType)
	facts, err := schemas.Predicate(s.statement.predicateType, s.statement.predicate)
	if err != nil {
		return nil, &PredicateError{Type: typ, Signer: v.name, Err: err}
	}
	e := &Evidence{
		Type: typ, Predicate: facts, Subjects: s.statement.subjects,
		Signer: v.name, Vendor: v.vendor, Role: v.role,
		Capped: v.capped(), Digest: s.digest,
	}
	if v.key != nil {
		e.Key = v.key.id
	} else {
		e.Issuer, e.Identity = s.identity.issuer, s.identity.subject
	}
	if len(v.moments) > 0 {
		first := slices.MinFunc(v.moments, func(a, b moment) int {
			return cmp.Or(a.time.Compare(b.time), cmp.Compare(b.source, a.source))
		})
		e.Time, e.TimeSource = first.time, first.source
	}
	return e, nil
}
