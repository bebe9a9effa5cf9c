package attest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/semver"

	"belay/schemas"
)

// PackType is the predicate type, short, by which a pack of commitments is signed.
const PackType = "policy-pack/v1"

// Pack is what its signer says of a pack of commitments.
type Pack struct {
	Name, Version    string
	Created, Expires time.Time // Expires is zero where there is no end
	Digest           string    // "sha256:<hex>" of the pack's bytes
}

// SignedPack is a pack that a trusted signer vouches for.
type SignedPack struct {
	Pack
	Signer string // its name in the trust file
}

// packPin is what the auditor asks of the pack of a name.
type packPin struct {
	signers []string
	minimum string // "" is any
}

// The ways in which a signed pack can be wrong, besides those of its signature.
const (
	PackAltered    = "altered"
	PackExpired    = "expired"
	PackFuture     = "of the future"
	PackRolledBack = "rolled back"
	PackUnlisted   = "not listed"
	PackSigner     = "signed by another"
	PackOther      = "not the one that was signed"
	PackNoPack     = "not signed as a pack"
)

// PackError: the signature is good and its signer is trusted, and the pack is still not to be judged by.
type PackError struct{ What, Reason, Remedy string }

// Error says what is wrong with the pack.
func (e *PackError) Error() string { return "the pack is " + e.What + ": " + schemas.Clean(e.Reason) }

// Hint says what to do.
func (e *PackError) Hint() string { return e.Remedy }

func packFault(what, hint, format string, args ...any) error {
	return &PackError{What: what, Reason: fmt.Sprintf(format, args...), Remedy: hint}
}

// OpenPack returns what a trusted signer says of the pack with these bytes. It is an error, of Open or a *PackError,
// unless the signature holds at the time now, is of exactly these bytes, has not expired, and is what the trust file
// asks of the pack of that name. The caller compares name and version with those inside the pack; see SignedPack.Is.
func (t *Trust) OpenPack(signature, pack []byte, now time.Time) (*SignedPack, error) {
	e, err := t.Open(signature, now)
	if err != nil {
		return nil, err
	}
	p, err := packOf(e.Type, e.Predicate, e.Subjects)
	if err != nil {
		return nil, err
	}
	if is := schemas.Digest(pack); p.Digest != is {
		return nil, packFault(PackAltered, "fetch it again from its publisher, with the signature of that very file", "its digest is %s, and %s signed %s", is, e.Signer, p.Digest)
	}
	if err := t.pinned(p, e.Signer); err != nil {
		return nil, err
	}
	switch {
	case p.Created.After(now):
		return nil, packFault(PackFuture, "verify it at a later time (check --policy-at, policy verify --at), or look at the clock of this machine", "it was signed at %s, and it is verified at %s", stampText(p.Created), stampText(now))
	case !p.Expires.IsZero() && !now.Before(p.Expires):
		return nil, packFault(PackExpired, "ask its publisher for a newer one; an old verdict is made again with check --policy-at, at the time it was made", "%s signed it until %s, and it is verified at %s", e.Signer, stampText(p.Expires), stampText(now))
	}
	return &SignedPack{Pack: *p, Signer: e.Signer}, nil
}

// pinned compares a pack with what the trust file asks of its name.
func (t *Trust) pinned(p *Pack, signer string) error {
	if len(t.packs) == 0 {
		return nil
	}
	pin, ok := t.packs[p.Name]
	switch {
	case !ok:
		return packFault(PackUnlisted, "add a `pack` block for it, if it should be believed", "the trust file lists the packs that are believed, and %q is none of them", p.Name)
	case !slices.Contains(pin.signers, signer):
		return packFault(PackSigner, "ask one of them for its signature", "%q is to be signed by %s, and %s did", p.Name, strings.Join(pin.signers, " or "), signer)
	case pin.minimum != "" && semver.Compare("v"+p.Version, "v"+pin.minimum) < 0:
		return packFault(PackRolledBack, "fetch the newer one; an old version that was signed stays signed for ever", "%q is version %s, and the trust file asks for %s at least", p.Name, p.Version, pin.minimum)
	}
	return nil
}

// Is says whether name and version, as they stand inside the pack, are those that were signed.
func (p *SignedPack) Is(name, version string) error {
	if name == p.Name && version == p.Version {
		return nil
	}
	if name == "" {
		name = "no name"
	}
	return packFault(PackOther, "ask its publisher: bundle and signature were not made together", "inside it says %s, and %s signed %s %s", strings.TrimSpace(name+" "+version), p.Signer, p.Name, p.Version)
}

// SignPack signs a pack with the given bytes: its name and version, and when it was created and expires.
func SignPack(k *Key, file string, pack []byte, p Pack) ([]byte, error) {
	predicate := map[string]any{"name": p.Name, "version": p.Version, "created": stampText(p.Created)}
	if !p.Expires.IsZero() {
		if !p.Expires.After(p.Created) {
			return nil, errors.New("it would expire before it is signed")
		}
		predicate["expires"] = stampText(p.Expires)
	}
	digest := strings.TrimPrefix(schemas.Digest(pack), "sha256:")
	return Sign(k, Statement{Type: PackType, Subjects: []Subject{{Name: file, Digest: map[string]string{"sha256": digest}}}, Predicate: predicate})
}

// PackClaimUnsafe returns what a signature claims of a pack. Nobody has vouched for it: it serves to find the signature
// that belongs to a file, and for nothing else.
func PackClaimUnsafe(signature []byte) (*Pack, error) {
	s, err := unseal(signature)
	if err != nil {
		return nil, err
	}
	facts, err := schemas.Predicate(s.statement.predicateType, s.statement.predicate)
	if err != nil {
		return nil, &PredicateError{Type: schemas.Short(s.statement.predicateType), Err: err}
	}
	return packOf(schemas.Short(s.statement.predicateType), facts, s.statement.subjects)
}

func packOf(typ string, predicate map[string]any, subjects []Subject) (*Pack, error) {
	if typ != PackType {
		return nil, packFault(PackNoPack, "ask for its signature as a pack, made by `belay policy sign`", "what is signed is a %q", typ)
	}
	if len(subjects) != 1 || subjects[0].Digest["sha256"] == "" {
		return nil, packFault(PackNoPack, "sign one pack at a time", "the signature is not of one file with its sha256 digest")
	}
	p := &Pack{Digest: "sha256:" + subjects[0].Digest["sha256"]}
	p.Name, _ = predicate["name"].(string)
	p.Version, _ = predicate["version"].(string)
	if !semver.IsValid("v"+p.Version) || p.Name == "" {
		return nil, packFault(PackNoPack, "give it a version such as 1.4.0", "%q is no version", p.Version)
	}
	for key, at := range map[string]*time.Time{"created": &p.Created, "expires": &p.Expires} {
		text, given := predicate[key].(string)
		if !given {
			continue
		}
		var err error
		if *at, err = time.Parse(time.RFC3339, text); err != nil {
			return nil, packFault(PackNoPack, "sign it again", "%s is no time", key)
		}
	}
	return p, nil
}

// readPacks reads the pins. A signer that may not attest to packs could never sign one, so that is a mistake.
func (r *trustReader) readPacks(signers []*signer) map[string]packPin {
	packs := map[string]packPin{}
	for _, b := range r.blocks("packs") {
		pin := packPin{minimum: b.text("minimum")}
		items, _ := b.value["signers"].([]any)
		for _, item := range items {
			name, _ := item.(string)
			i := slices.IndexFunc(signers, func(s *signer) bool { return s.name == name })
			switch {
			case i < 0:
				b.fault("signers", fmt.Sprintf("there is no signer %q", schemas.Clean(name)), "name one of the signers of this file")
			case !slices.Contains(signers[i].attests, PackType):
				b.fault("signers", fmt.Sprintf("signer %q may not attest to %s", schemas.Clean(name), PackType), "add it to the signer's `attests`")
			}
			pin.signers = append(pin.signers, name)
		}
		if pin.minimum != "" && !semver.IsValid("v"+pin.minimum) {
			b.fault("minimum", fmt.Sprintf("%q is no version", schemas.Clean(pin.minimum)), "write it as 1.4.0")
		}
		packs[b.text("name")] = pin
	}
	return packs
}
