package attest

import (
	"testing"

	"belay/attest/forge"
)

func BenchmarkOpen(b *testing.B) {
	run := func(name string, trust *Trust, bundle []byte) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := trust.Open(bundle, late); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	for _, c := range realCases(b) {
		if c.File == "slsa-verifier/bcr__MODULE.bazel.intoto.jsonl" {
			run("public-good", realTrust(b, c), read(b, "sigstore/"+c.File))
		}
	}
	i := newInstance(b, "a")
	run("forged", forgeTrust(b, i, nil), must[[]byte](b)(i.Keyless(testIssuer, testSubject, testStatement(b, object{}), sign)))
	i.Options = forge.Options{Log: 2, SCT: true, Timestamp: true}
	run("forged log 2", forgeTrust(b, i, nil), must[[]byte](b)(i.Keyless(testIssuer, testSubject, testStatement(b, object{}), sign)))
	key, _, err := forge.Key("key 0")
	if err != nil {
		b.Fatal(err)
	}
	signer := object{"name": "k", "key": "key0.pub", "time": "none", "role": "vendor", "vendor": "Acme", "attests": []string{testType}}
	run("keyed", forgeTrust(b, i, nil, signer), must[[]byte](b)(forge.Keyed(key, "", testStatement(b, object{}))))
	stranger := certificateSigner(object{"subject": "joe@example.com"})
	run0 := must[[]byte](b)(i.Keyless(testIssuer, testSubject, testStatement(b, object{}), sign))
	b.Run("stranger", func(b *testing.B) {
		trust := forgeTrust(b, i, nil, stranger)
		for b.Loop() {
			if _, err := trust.Open(run0, late); err == nil {
				b.Fatal("opened")
			}
		}
	})
}
