package forge

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"time"
)

// The timestamp is written by hand because the usual library puts a random serial number and the
// clock's time into it, and a fixture must be the same each time it is made.

var (
	oidSignedData     = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidTSTInfo        = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}
	oidContentType    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidMessageDigest  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidSigningCertV2  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}
	oidSHA256         = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	oidECDSAWithSHA   = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}
	oidStampingPolicy = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 57264, 2}
	sha256Identifier  = pkix.AlgorithmIdentifier{Algorithm: oidSHA256}
)

type (
	imprint struct {
		Algorithm pkix.AlgorithmIdentifier
		Digest    []byte
	}
	stampInfo struct {
		Version int
		Policy  asn1.ObjectIdentifier
		Imprint imprint
		Serial  *big.Int
		Time    time.Time `asn1:"generalized"`
	}
	attribute struct {
		Type   asn1.ObjectIdentifier
		Values []asn1.RawValue `asn1:"set"`
	}
	certRef struct{ Hash []byte }
	certIDs struct{ Certs []certRef }

	issuerAndSerial struct {
		Issuer asn1.RawValue
		Serial *big.Int
	}
	signerInfo struct {
		Version    int
		Signer     issuerAndSerial
		Digest     pkix.AlgorithmIdentifier
		Attributes asn1.RawValue
		Algorithm  pkix.AlgorithmIdentifier
		Signature  []byte
	}
	contentInfo struct {
		Type    asn1.ObjectIdentifier
		Content asn1.RawValue
	}
	signedData struct {
		Version      int
		Digests      []pkix.AlgorithmIdentifier `asn1:"set"`
		Content      contentInfo
		Certificates asn1.RawValue
		Signers      []signerInfo `asn1:"set"`
	}
	stampResponse struct {
		Status struct{ Status int }
		Token  contentInfo
	}
)

// stamper certifies a leaf that may only put a time on things.
func (a *authority) stamper(seed string, from, to time.Time) (*x509.Certificate, *ecdsa.PrivateKey, error) {
	key, err := deriveKey(seed, "timestamp", "leaf")
	if err != nil {
		return nil, nil, err
	}
	usage, err := asn1.Marshal([]asn1.ObjectIdentifier{oidStamping})
	if err != nil {
		return nil, nil, err
	}
	cert, err := certify(&x509.Certificate{
		SerialNumber:    big.NewInt(3),
		Subject:         pkix.Name{Organization: []string{"forge.test"}, CommonName: "timestamp"},
		NotBefore:       from,
		NotAfter:        to,
		KeyUsage:        x509.KeyUsageDigitalSignature,
		ExtraExtensions: []pkix.Extension{{Id: oidEKU, Critical: true, Value: usage}},
	}, a.issuer, key.Public(), a.key)
	return cert, key, err
}

// stamp returns an RFC 3161 response that says data existed at the given time.
func stamp(data []byte, at time.Time, cert *x509.Certificate, key *ecdsa.PrivateKey) ([]byte, error) {
	digest := sha256.Sum256(data)
	info, err := asn1.Marshal(stampInfo{
		Version: 1,
		Policy:  oidStampingPolicy,
		Imprint: imprint{sha256Identifier, digest[:]},
		Serial:  new(big.Int).SetBytes(digest[:8]),
		Time:    at.UTC(),
	})
	if err != nil {
		return nil, err
	}
	attributes, err := stampAttributes(info, cert)
	if err != nil {
		return nil, err
	}
	signature, err := sign(key, attributes)
	if err != nil {
		return nil, err
	}
	content, err := asn1.Marshal(info)
	if err != nil {
		return nil, err
	}
	data, err = asn1.Marshal(signedData{
		Version:      3,
		Digests:      []pkix.AlgorithmIdentifier{sha256Identifier},
		Content:      contentInfo{oidTSTInfo, explicit(content)},
		Certificates: explicit(cert.Raw),
		Signers: []signerInfo{{
			Version:    1,
			Signer:     issuerAndSerial{asn1.RawValue{FullBytes: cert.RawIssuer}, cert.SerialNumber},
			Digest:     sha256Identifier,
			Attributes: asn1.RawValue{FullBytes: append([]byte{0xa0}, attributes[1:]...)},
			Algorithm:  pkix.AlgorithmIdentifier{Algorithm: oidECDSAWithSHA},
			Signature:  signature,
		}},
	})
	if err != nil {
		return nil, err
	}
	return asn1.Marshal(stampResponse{Token: contentInfo{oidSignedData, explicit(data)}})
}

// stampAttributes is the set that the authority signs, in the form in which it is signed.
func stampAttributes(info []byte, cert *x509.Certificate) ([]byte, error) {
	digest, certDigest := sha256.Sum256(info), sha256.Sum256(cert.Raw)
	var set []attribute
	for _, a := range []struct {
		oid   asn1.ObjectIdentifier
		value any
	}{
		{oidContentType, oidTSTInfo},
		{oidMessageDigest, digest[:]},
		{oidSigningCertV2, certIDs{[]certRef{{certDigest[:]}}}},
	} {
		value, err := asn1.Marshal(a.value)
		if err != nil {
			return nil, err
		}
		set = append(set, attribute{a.oid, []asn1.RawValue{{FullBytes: value}}})
	}
	return asn1.MarshalWithParams(set, "set")
}

func explicit(der []byte) asn1.RawValue {
	return asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: der}
}
