package forge

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/binary"
	"math/big"
	"strings"
	"time"
)

var (
	oidSAN      = asn1.ObjectIdentifier{2, 5, 29, 17}
	oidEKU      = asn1.ObjectIdentifier{2, 5, 29, 37}
	oidStamping = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 8}
	oidSCTs     = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11129, 2, 4, 2}
	oidIssuerV1 = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 57264, 1, 1}
	oidIssuerV2 = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 57264, 1, 8}
	oidNameV1   = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 57264, 1, 7}
)

// authority is a root and what it certified: an intermediate that issues, or a leaf that stamps.
type authority struct {
	root, issuer *x509.Certificate
	key          *ecdsa.PrivateKey // the issuer's
}

func newAuthority(seed, name string, from, to time.Time, use x509.ExtKeyUsage) (*authority, error) {
	rootKey, err := deriveKey(seed, name, "root")
	if err != nil {
		return nil, err
	}
	key, err := deriveKey(seed, name, "intermediate")
	if err != nil {
		return nil, err
	}
	template := func(title string, number int64) *x509.Certificate {
		return &x509.Certificate{
			SerialNumber:          big.NewInt(number),
			Subject:               pkix.Name{Organization: []string{"forge.test"}, CommonName: name + title},
			NotBefore:             from,
			NotAfter:              to,
			KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
			BasicConstraintsValid: true,
			IsCA:                  true,
		}
	}
	rootTemplate := template(" root", 1)
	root, err := certify(rootTemplate, rootTemplate, rootKey.Public(), rootKey)
	if err != nil {
		return nil, err
	}
	middle := template(" intermediate", 2)
	middle.ExtKeyUsage = []x509.ExtKeyUsage{use}
	issuer, err := certify(middle, root, key.Public(), rootKey)
	if err != nil {
		return nil, err
	}
	return &authority{root: root, issuer: issuer, key: key}, nil
}

func certify(template, parent *x509.Certificate, public crypto.PublicKey, key crypto.Signer) (*x509.Certificate, error) {
	der, err := x509.CreateCertificate(nil, template, parent, public, key)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

// leaf issues a signing certificate, with a certificate timestamp of the log unless ctKey is nil.
func (a *authority) leaf(s Signing, public crypto.PublicKey, from, to time.Time, ctKey *ecdsa.PrivateKey) (*x509.Certificate, error) {
	extensions, err := leafExtensions(s)
	if err != nil {
		return nil, err
	}
	id, _, err := keyID(public)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber:    new(big.Int).SetBytes(id[:16]),
		NotBefore:       from,
		NotAfter:        to,
		KeyUsage:        x509.KeyUsageDigitalSignature,
		ExtKeyUsage:     []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning},
		ExtraExtensions: extensions,
	}
	cert, err := certify(template, a.issuer, public, a.key)
	if err != nil || ctKey == nil {
		return cert, err
	}
	scts, err := certificateTimestamps(cert, a.issuer, from, ctKey)
	if err != nil {
		return nil, err
	}
	// The log signed the certificate as it was without this list, so the list must come last.
	template.ExtraExtensions = append(extensions, pkix.Extension{Id: oidSCTs, Value: scts})
	return certify(template, a.issuer, public, a.key)
}

func leafExtensions(s Signing) ([]pkix.Extension, error) {
	var extensions []pkix.Extension
	if s.Issuer != "" {
		value, err := asn1.MarshalWithParams(s.Issuer, "utf8")
		if err != nil {
			return nil, err
		}
		extensions = append(extensions, pkix.Extension{Id: oidIssuerV2, Value: value})
	}
	if old := s.OldIssuer; old != "" {
		extensions = append(extensions, pkix.Extension{Id: oidIssuerV1, Value: []byte(old)})
	}
	var names []asn1.RawValue
	for _, name := range append([]string{s.Subject}, s.MoreSubjects...) {
		if name == "" {
			continue
		}
		value, err := generalName(name)
		if err != nil {
			return nil, err
		}
		names = append(names, value)
	}
	if len(names) == 0 {
		return extensions, nil
	}
	value, err := asn1.Marshal(names)
	if err != nil {
		return nil, err
	}
	return append(extensions, pkix.Extension{Id: oidSAN, Critical: true, Value: value}), nil
}

// generalName writes a URI, an e-mail address, a host ("dns:" before it) or, for anything else,
// the user name form that Fulcio gives to private issuers.
func generalName(name string) (asn1.RawValue, error) {
	tagged := func(tag int, text string) asn1.RawValue {
		return asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: tag, Bytes: []byte(text)}
	}
	host, isHost := strings.CutPrefix(name, "dns:")
	switch {
	case strings.Contains(name, "://"):
		return tagged(6, name), nil
	case isHost:
		return tagged(2, host), nil
	case strings.Contains(name, "@"):
		return tagged(1, name), nil
	}
	oid, err := asn1.Marshal(oidNameV1)
	if err != nil {
		return asn1.RawValue{}, err
	}
	text, err := asn1.MarshalWithParams(name, "utf8,explicit,tag:0")
	if err != nil {
		return asn1.RawValue{}, err
	}
	return asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: append(oid, text...)}, nil
}

// certificateTimestamps is the value of the extension that embeds one signed certificate timestamp (RFC 6962).
func certificateTimestamps(cert, issuer *x509.Certificate, at time.Time, key *ecdsa.PrivateKey) ([]byte, error) {
	id, _, err := keyID(key.Public())
	if err != nil {
		return nil, err
	}
	issuerKey := sha256.Sum256(issuer.RawSubjectPublicKeyInfo)
	tbs := cert.RawTBSCertificate
	millis := binary.BigEndian.AppendUint64(nil, uint64(at.UnixMilli()))

	signed := append([]byte{0, 0}, millis...) // version 1, certificate_timestamp
	signed = append(signed, 0, 1)             // precert_entry
	signed = append(signed, issuerKey[:]...)
	signed = append(signed, byte(len(tbs)>>16), byte(len(tbs)>>8), byte(len(tbs)))
	signed = append(signed, tbs...)
	signed = append(signed, 0, 0) // no extensions
	signature, err := sign(key, signed)
	if err != nil {
		return nil, err
	}

	sct := append([]byte{0}, id...)
	sct = append(sct, millis...)
	sct = append(sct, 0, 0, 4, 3) // no extensions; SHA-256 with ECDSA
	sct = binary.BigEndian.AppendUint16(sct, uint16(len(signature)))
	sct = append(sct, signature...)

	list := binary.BigEndian.AppendUint16(nil, uint16(len(sct)+2))
	list = binary.BigEndian.AppendUint16(list, uint16(len(sct)))
	return asn1.Marshal(append(list, sct...))
}
