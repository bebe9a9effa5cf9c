package forge

import (
	"crypto/x509"
	"time"
)

// TrustedRoot returns the instance as a trusted_root.json: what a verifier needs to believe its bundles.
func (i *Instance) TrustedRoot() ([]byte, error) {
	var logs [3]object
	for n, l := range []transparencyLog{i.log1, i.log2, i.ctlog} {
		id, der, err := keyID(l.key.Public())
		if err != nil {
			return nil, err
		}
		logs[n] = object{
			"baseUrl": l.url, "hashAlgorithm": "SHA2_256", "logId": object{"keyId": b64(id)},
			"publicKey": object{"rawBytes": b64(der), "keyDetails": "PKIX_ECDSA_P256_SHA_256", "validFor": i.period()},
		}
	}
	return encode(object{
		"mediaType":              "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
		"tlogs":                  logs[:2],
		"ctlogs":                 logs[2:],
		"certificateAuthorities": []object{i.chain("https://fulcio.forge.test", i.ca.issuer, i.ca.root)},
		"timestampAuthorities":   []object{i.chain("https://timestamp.forge.test", i.stamper, i.tsa.issuer, i.tsa.root)},
	})
}

func (i *Instance) chain(uri string, certs ...*x509.Certificate) object {
	var list []object
	for _, c := range certs {
		list = append(list, object{"rawBytes": b64(c.Raw)})
	}
	name := certs[len(certs)-1].Subject
	return object{
		"uri": uri, "certChain": object{"certificates": list}, "validFor": i.period(),
		"subject": object{"organization": name.Organization[0], "commonName": name.CommonName},
	}
}

func (i *Instance) period() object {
	return object{"start": i.from.Format(time.RFC3339), "end": i.to.Format(time.RFC3339)}
}
