package attest

import (
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// The forms that a certificate's one name may have.
const (
	nameURI   = "URI"
	nameEmail = "e-mail address"
	nameUser  = "user name"
)

// identity is who a certificate says it is for.
type identity struct {
	issuer, subject string
	kind            string // of the subject
}

var (
	oidSubjectName = asn1.ObjectIdentifier{2, 5, 29, 17}
	oidIssuerOld   = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 57264, 1, 1}
	oidIssuerNew   = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 57264, 1, 8}
	oidUserName    = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 57264, 1, 7}
)

// certificateIdentity reads issuer and subject from the certificate's own bytes. There must be exactly one
// name, and each extension that names the issuer must name the same one: who compares only the first can be shown another.
func certificateIdentity(cert *x509.Certificate) (identity, error) {
	var id identity
	var issuers []string
	for _, e := range cert.Extensions {
		var err error
		switch {
		case e.Id.Equal(oidIssuerOld):
			issuers = append(issuers, string(e.Value))
		case e.Id.Equal(oidIssuerNew):
			var issuer string
			var rest []byte
			rest, err = asn1.UnmarshalWithParams(e.Value, &issuer, "utf8")
			if len(rest) > 0 {
				err = errors.New("trailing bytes")
			}
			issuers = append(issuers, issuer)
		case e.Id.Equal(oidSubjectName):
			id.subject, id.kind, err = subjectName(e.Value)
		}
		if err != nil {
			return id, fmt.Errorf("extension %s: %w", e.Id, err)
		}
	}
	issuers = slices.Compact(issuers)
	switch {
	case id.subject == "":
		return id, errors.New("it has no subject alternative name")
	case len(issuers) > 1:
		return id, errors.New("its extensions name different issuers")
	}
	if len(issuers) == 1 { // GitHub's own releases name none; no signer of a trust file matches that
		id.issuer = issuers[0]
	}
	// Go does not know the user name form and so calls the extension unhandled; it was handled here.
	cert.UnhandledCriticalExtensions = slices.DeleteFunc(cert.UnhandledCriticalExtensions, oidSubjectName.Equal)
	return id, nil
}

// subjectName reads the one general name. It takes the raw text: net/url would write another spelling of a URI.
func subjectName(der []byte) (name, kind string, err error) {
	var names []asn1.RawValue
	rest, err := asn1.Unmarshal(der, &names)
	if err != nil || len(rest) > 0 {
		return "", "", errors.New("cannot be read")
	}
	if len(names) != 1 {
		return "", "", fmt.Errorf("%d names where exactly one is needed", len(names))
	}
	n := names[0]
	switch {
	case n.Class != asn1.ClassContextSpecific:
		return "", "", errors.New("not a general name")
	case n.Tag == 6 && !n.IsCompound:
		name, kind = string(n.Bytes), nameURI
	case n.Tag == 1 && !n.IsCompound:
		name, kind = string(n.Bytes), nameEmail
	case n.Tag == 0 && n.IsCompound:
		kind = nameUser
		if name, err = userName(n.Bytes); err != nil {
			return "", "", err
		}
	default:
		return "", "", errors.New("neither a URI, an e-mail address nor a user name")
	}
	if name == "" {
		return "", "", errors.New("empty")
	}
	return name, kind, nil
}

func userName(der []byte) (string, error) {
	var oid asn1.ObjectIdentifier
	rest, err := asn1.Unmarshal(der, &oid)
	if err != nil || !oid.Equal(oidUserName) {
		return "", errors.New("a name of an unknown form")
	}
	var name string
	rest, err = asn1.UnmarshalWithParams(rest, &name, "utf8,explicit,tag:0")
	if err != nil || len(rest) > 0 {
		return "", errors.New("a user name that cannot be read")
	}
	return name, nil
}

// pattern is a name as the trust file writes it: `*` stands for any run of characters other than `/`, and the
// whole name must match.
type pattern string

// matches compares piece by piece between slashes, which no `*` crosses.
func (p pattern) matches(name string) bool {
	if !strings.Contains(string(p), "*") {
		return string(p) == name
	}
	pieces, parts := strings.Split(string(p), "/"), strings.Split(name, "/")
	return slices.EqualFunc(pieces, parts, matchPiece)
}

// matchPiece goes back only to the latest `*`, so its time is bounded by the product of the lengths.
func matchPiece(glob, s string) bool {
	star, mark, i, j := -1, 0, 0, 0
	for j < len(s) {
		switch {
		case i < len(glob) && glob[i] == '*':
			star, mark = i, j
			i++
		case i < len(glob) && glob[i] == s[j]:
			i++
			j++
		case star >= 0:
			mark++
			i, j = star+1, mark
		default:
			return false
		}
	}
	for i < len(glob) && glob[i] == '*' {
		i++
	}
	return i == len(glob)
}

// kind is the form of name that a pattern is about, so that one form never passes for another.
func (p pattern) kind() string {
	switch {
	case strings.Contains(string(p), "://"):
		return nameURI
	case strings.Contains(string(p), "@"):
		return nameEmail
	}
	return nameUser
}

// fault says why a pattern is too wide to name anyone, or "".
func (p pattern) fault() string {
	if strings.Trim(string(p), "*?./:@- ") == "" {
		return "matches anyone"
	}
	if !strings.Contains(string(p), "*") {
		return ""
	}
	scheme, rest, isURI := strings.Cut(string(p), "://")
	if !isURI {
		if at := strings.LastIndexByte(string(p), '@'); at >= 0 {
			if host := string(p[at+1:]); host != "" && !strings.Contains(host, "*") {
				return ""
			}
			return "has a wildcard in its host"
		}
		return "has a wildcard, and is neither a URL nor an e-mail address"
	}
	host, path, _ := strings.Cut(rest, "/")
	owner, _, _ := strings.Cut(path, "/")
	switch {
	case strings.Contains(scheme, "*") || strings.ContainsAny(host, "*@") || host == "":
		return "has a wildcard in its host"
	case strings.Contains(owner, "*") || owner == "":
		return "has a wildcard in the first part of its path, which says whose it is"
	}
	return ""
}
