// Package attest turns attestations into evidence. NewTrust reads the auditor's trust file, and Trust.Open
// is the only way to make an Evidence: it checks form, signature, signer, time and predicate, and says by the type of
// its error which of them failed.
//
// Start with Open in open.go. What a signer is required to show (a log entry, a kind of time, a certificate
// timestamp) comes from the trust file alone, never from the bundle.
//
// Not checked here: whether a piece of evidence is about the release at hand. That binding, by digest or by vendor and
// product, is the checker's.
package attest

import "time"

// Role is on whose side a signer stands, by the trust file's word.
type Role string

// The roles, from the one that proves least.
const (
	Vendor       Role = "vendor"        // a person or key of the vendor
	VendorSystem Role = "vendor-system" // its build or rollout system
	Platform     Role = "platform"      // the owner of the platform
	Independent  Role = "independent"   // a lab, a customer, a regulator
)

// Evidence is an attestation whose signature, signer, time and form have been verified.
type Evidence struct {
	Type      string         // of the predicate, short
	Predicate map[string]any // as schemas.Predicate reads it
	Subjects  []Subject      // those with a usable digest
	Signer    string         // its name in the trust file
	Vendor    string         // whom it speaks for; "" where it is independent
	Role      Role
	Issuer    string // of the certificate; "" for plain keys
	Identity  string // the certificate's one name; "" for plain keys
	Key       string // "sha256:<hex>" of the SPKI; "" for certificates

	// Time is the earliest trusted time of signing, in UTC; zero where the trust file asks for none. It is the earliest
	// because a timestamp can be added to an old signature at any later time, to make it look fresh.
	Time       time.Time
	TimeSource string // "transparency log", "timestamp authority" or ""
	Capped     bool   // no trusted time: it may not reach a grade above signed
	Digest     string // "sha256:<hex>" of the bundle's bytes
}

// Product is what the auditor knows of a product.
type Product struct {
	Name, Vendor, Kind, ConsumedBy string
	LoadPhase                      string // "" where the auditor does not say
}

// Trust is a trust file with the keys and roots that it names. It does not change once made, and may be used by many
// goroutines. A nil Trust trusts nobody.
type Trust struct {
	Name string // of the trust file, as given

	// Digest is "sha256:<hex>" over the digests of the trust file and of every key and root it names, the embedded
	// one included: two trusts of one digest believe the same.
	Digest string

	signers  []*signer // by name
	products map[string]Product
	packs    map[string]packPin // by name
}

// Product returns what the trust file says of the product with that exact name.
func (t *Trust) Product(name string) (Product, bool) {
	if t == nil {
		return Product{}, false
	}
	p, ok := t.products[name]
	return p, ok
}

// signer is one that the auditor believes, for what, and how it is known.
type signer struct {
	name    string
	vendor  string
	role    Role
	attests []string   // short, in order
	root    *trustRoot // nil for a key without trusted time
	key     *publicKey // nil for certificates
	issuer  pattern    // of certificates
	subject pattern    // of certificates
}

// grade ranks what the signer's word is worth at most: 1 signed, 2 attested, 3 independent.
func (s *signer) grade() int {
	switch {
	case s.capped() || s.role == Vendor:
		return 1
	case s.role == VendorSystem:
		return 2
	}
	return 3
}

func (s *signer) capped() bool { return s.root == nil }

// describe is how a signer is listed to someone whom it is not.
func (s *signer) describe() string {
	if s.key != nil {
		return s.name + " (key " + s.key.id + ")"
	}
	return s.name + " (" + string(s.subject) + " of " + string(s.issuer) + ")"
}
