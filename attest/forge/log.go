package forge

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/url"
	"strconv"
	"time"
)

// object is JSON whose keys come out sorted and without spaces: the canonical form that logs hash.
type object = map[string]any

// transparencyLog is a log of two entries, the second of which is always the newest one.
type transparencyLog struct {
	key *ecdsa.PrivateKey
	url string
}

func newLog(seed, address string) (transparencyLog, error) {
	key, err := deriveKey(seed, "log", address)
	return transparencyLog{key, address}, err
}

// signed is what a bundle is about: an envelope's parts and who signed it.
type signed struct {
	payloadType        string
	payload, signature []byte
	certificate        []byte // DER, or nil
	publicKey          []byte // DER, where there is no certificate
}

// treeIDv1 follows the name of a version 1 log in its tree heads.
const treeIDv1 = " - 1"

// entryV1 logs s as Rekor v1 does: an inclusion proof, and a promise that carries the time.
func (l transparencyLog) entryV1(s signed, at time.Time) (object, error) {
	block := &pem.Block{Type: "CERTIFICATE", Bytes: s.certificate}
	if s.certificate == nil {
		block = &pem.Block{Type: "PUBLIC KEY", Bytes: s.publicKey}
	}
	envelope, err := json.Marshal(s.envelope())
	if err != nil {
		return nil, err
	}
	hash := func(data []byte) object {
		sum := sha256.Sum256(data)
		return object{"algorithm": "sha256", "value": hex.EncodeToString(sum[:])}
	}
	body, err := json.Marshal(object{"apiVersion": "0.0.1", "kind": "dsse", "spec": object{
		"envelopeHash": hash(envelope),
		"payloadHash":  hash(s.payload),
		"signatures":   []object{{"signature": b64(s.signature), "verifier": b64(pem.EncodeToMemory(block))}},
	}})
	if err != nil {
		return nil, err
	}
	entry, err := l.include(body, "dsse", "0.0.1", treeIDv1)
	if err != nil {
		return nil, err
	}
	id, _, err := keyID(l.key.Public())
	if err != nil {
		return nil, err
	}
	promise, err := json.Marshal(object{
		"body": b64(body), "integratedTime": at.Unix(), "logID": hex.EncodeToString(id), "logIndex": 1,
	})
	if err != nil {
		return nil, err
	}
	set, err := sign(l.key, promise)
	if err != nil {
		return nil, err
	}
	entry["integratedTime"] = strconv.FormatInt(at.Unix(), 10)
	entry["inclusionPromise"] = object{"signedEntryTimestamp": b64(set)}
	return entry, nil
}

// entryV2 logs s as Rekor v2 does: an inclusion proof, and no time at all.
func (l transparencyLog) entryV2(s signed, oldTreeHead bool) (object, error) {
	verifier := object{"keyDetails": "PKIX_ECDSA_P256_SHA_256"}
	if s.certificate != nil {
		verifier["x509Certificate"] = object{"rawBytes": b64(s.certificate)}
		cert, err := x509.ParseCertificate(s.certificate)
		if err != nil {
			return nil, err
		}
		s.publicKey = cert.RawSubjectPublicKeyInfo
	} else {
		verifier["publicKey"] = object{"rawBytes": b64(s.publicKey)}
	}
	if key, err := x509.ParsePKIXPublicKey(s.publicKey); err != nil {
		return nil, err
	} else if ec, ok := key.(*ecdsa.PublicKey); !ok || ec.Params().BitSize != 256 {
		return nil, fmt.Errorf("a Rekor v2 entry is only forged for P-256 keys, not %T", key)
	}
	digest := sha256.Sum256(pae(s.payloadType, s.payload))
	body, err := json.Marshal(object{"apiVersion": "0.0.2", "kind": "hashedrekord", "spec": object{
		"hashedRekordV002": object{
			"data":      object{"algorithm": "SHA2_256", "digest": b64(digest[:])},
			"signature": object{"content": b64(s.signature), "verifier": verifier},
		},
	}})
	if err != nil {
		return nil, err
	}
	treeID := ""
	if oldTreeHead {
		treeID = treeIDv1
	}
	return l.include(body, "hashedrekord", "0.0.2", treeID)
}

// include puts body beside an older entry, and signs the tree that holds both.
func (l transparencyLog) include(body []byte, kind, version, treeID string) (object, error) {
	older := sha256.Sum256([]byte("\x00an older entry"))
	leaf := sha256.Sum256(append([]byte{0}, body...))
	root := sha256.Sum256(append(append([]byte{1}, older[:]...), leaf[:]...))

	address, err := url.Parse(l.url)
	if err != nil {
		return nil, err
	}
	id, _, err := keyID(l.key.Public())
	if err != nil {
		return nil, err
	}
	head := address.Hostname() + treeID + "\n2\n" + b64(root[:]) + "\n"
	signature, err := sign(l.key, []byte(head))
	if err != nil {
		return nil, err
	}
	note := head + "\n\u2014 " + address.Hostname() + " " + b64(append(id[:4:4], signature...)) + "\n"
	return object{
		"logIndex":    "1",
		"logId":       object{"keyId": b64(id)},
		"kindVersion": object{"kind": kind, "version": version},
		"inclusionProof": object{
			"logIndex": "1", "treeSize": "2", "rootHash": b64(root[:]),
			"hashes":     []string{b64(older[:])},
			"checkpoint": object{"envelope": note},
		},
		"canonicalizedBody": b64(body),
	}, nil
}
