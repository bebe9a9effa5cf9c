package attest

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"belay/attest/forge"
)

func TestKeylessEvidence(t *testing.T) {
	i := newInstance(t, "a")
	bundle := must[[]byte](t)(i.Keyless(testIssuer, testSubject, testStatement(t, object{"n": 12345678901234567}), sign))
	got, err := forgeTrust(t, i, nil).Open(bundle, now)
	if err != nil {
		t.Fatal(err)
	}
	if n, ok := got.Predicate["n"]; !ok || fmt.Sprint(n) != "12345678901234567" {
		t.Errorf("a large number became %v", n)
	}
	got.Predicate = nil
	want := &Evidence{
		Type: testType, Signer: "pipeline", Vendor: "Acme", Role: VendorSystem, Issuer: testIssuer, Identity: testSubject,
		Subjects: []Subject{{Name: "sensor.bin", Digest: map[string]string{"sha256": fileDigest}}},
		Time:     sign, TimeSource: "transparency log", Digest: digestOf(bundle),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// What a root asks for must be in the bundle, in each combination of the two.
func TestWhatTheRootRequires(t *testing.T) {
	log1, stampOnly := forge.Options{Log: 1, SCT: true}, forge.Options{Timestamp: true, SCT: true}
	both, log2 := forge.Options{Log: 1, SCT: true, Timestamp: true}, forge.Options{Log: 2, SCT: true, Timestamp: true}
	noSCT, log2alone := forge.Options{Log: 1}, forge.Options{Log: 2, SCT: true}
	for _, c := range []struct {
		name    string
		root    object
		options forge.Options
		check   func(error) bool
		source  string
	}{
		{"default, log 1", nil, log1, nil, "transparency log"},
		{"default, both", nil, both, nil, "transparency log"},
		{"default, log 2 and timestamp", nil, log2, nil, "timestamp authority"},
		{"default, log 2 without timestamp", nil, log2alone, is[*NoTimeError], ""},
		{"default, timestamp alone", nil, stampOnly, is[*NoTimeError], ""},
		{"default, no SCT", nil, noSCT, is[*SignatureError], ""},
		{"default, nothing", nil, forge.Options{SCT: true}, is[*NoTimeError], ""},
		{"no SCT asked", object{"sct": false}, noSCT, nil, "transparency log"},
		{"log time, log 1", object{"time": "log"}, log1, nil, "transparency log"},
		{"log time, log 2", object{"time": "log"}, log2, is[*NoTimeError], ""},
		{"timestamp, log 1", object{"time": "timestamp"}, log1, is[*NoTimeError], ""},
		{"timestamp, both", object{"time": "timestamp"}, both, nil, "timestamp authority"},
		{"no log asked, timestamp", object{"log": false}, stampOnly, nil, "timestamp authority"},
		{"no log asked, log 1", object{"log": false}, log1, is[*NoTimeError], ""},
	} {
		i := newInstance(t, "a")
		i.Options = c.options
		bundle := must[[]byte](t)(i.Keyless(testIssuer, testSubject, testStatement(t, object{}), sign))
		e, err := forgeTrust(t, i, c.root).Open(bundle, now)
		switch {
		case c.check == nil && err != nil, c.check != nil && !c.check(err):
			t.Errorf("%s: %T %v", c.name, err, err)
		case err != nil:
			checkError(t, c.name, err)
		case e.TimeSource != c.source || !e.Time.Equal(sign):
			t.Errorf("%s: time %s from the %s", c.name, e.Time, e.TimeSource)
		}
	}
}

func TestKeyedEvidence(t *testing.T) {
	i := newInstance(t, "a")
	key, _, err := forge.Key("key 0")
	if err != nil {
		t.Fatal(err)
	}
	timed := object{"name": "timed", "key": "key0.pub", "root": "forge", "role": "independent", "attests": []string{testType}}
	bare := object{"name": "bare", "key": "key0.pub", "time": "none", "role": "independent", "attests": []string{testType}}
	trusts := map[string]*Trust{"timed": forgeTrust(t, i, nil, timed), "bare": forgeTrust(t, i, nil, bare)}
	trusts["both"] = forgeTrust(t, i, nil, timed, bare)
	plain := must[[]byte](t)(forge.Keyed(key, "any", testStatement(t, object{})))
	for _, o := range []forge.Options{{Log: 1}, {Log: 1, Timestamp: true}, {Log: 2, Timestamp: true}} {
		i.Options = o
		bundle := must[[]byte](t)(i.Keyed(key, "any", testStatement(t, object{}), sign))
		foreign := edit(t, bundle, func(b object) { dig(t, b, "dsseEnvelope.signatures.0").(object)["keyid"] = "some other tool's id" })
		for _, b := range [][]byte{bundle, foreign} {
			if e, err := trusts["timed"].Open(b, now); err != nil || e.Capped || !e.Time.Equal(sign) || e.Key == "" || e.Vendor != "" {
				t.Errorf("%+v: %+v %v", o, e, err)
			}
		}
		if e, err := trusts["both"].Open(bundle, now); err != nil || e.Signer != "bare" {
			t.Errorf("the lower grade must count: %+v %v", e, err)
		}
	}
	if _, err := trusts["timed"].Open(plain, now); !is[*NoTimeError](err) {
		t.Errorf("a key without time: %v", err)
	}
	for _, name := range []string{"bare", "both"} {
		if e, err := trusts[name].Open(plain, now); err != nil || !e.Capped || !e.Time.IsZero() || e.TimeSource != "" {
			t.Errorf("%s: %+v %v", name, e, err)
		}
	}
}

func TestKindsOfKey(t *testing.T) {
	p384, _ := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	p521, _ := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	p224, _ := ecdsa.GenerateKey(elliptic.P224(), rand.Reader)
	_, ed, _ := ed25519.GenerateKey(rand.Reader)
	rsaKey, _ := rsa.GenerateKey(rand.Reader, 2048)
	encode := func(key any) []byte {
		der, err := x509.MarshalPKIXPublicKey(key)
		if err != nil {
			t.Fatal(err)
		}
		return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	}
	signer := object{"name": "k", "key": "k", "time": "none", "role": "independent", "attests": []string{testType}}
	for name, c := range map[string]struct {
		public  []byte
		private crypto.Signer
	}{
		"P-384":   {encode(p384.Public()), p384},
		"P-521":   {encode(p521.Public()), p521},
		"Ed25519": {encode(ed.Public()), ed},
		"RSA":     {encode(rsaKey.Public()), rsaKey},
		"bare":    {mustDER(t, encode(ed.Public())), ed},
	} {
		trust := makeTrust(t, fstest.MapFS{"k": file(c.public)}, nil, []object{signer})
		bundle := must[[]byte](t)(forge.Keyed(c.private, "", testStatement(t, object{})))
		if _, err := trust.Open(bundle, now); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		tampered := edit(t, bundle, func(b object) { b["dsseEnvelope"].(object)["payload"] = b64(testStatement(t, object{"x": 1})) })
		if _, err := trust.Open(tampered, now); !is[*UntrustedSignerError](err) {
			t.Errorf("%s, tampered: %v", name, err)
		}
	}
	weak, _ := rsa.GenerateKey(rand.Reader, 1024)
	private, _ := x509.MarshalPKCS8PrivateKey(ed)
	good := encode(p384.Public())
	for name, text := range map[string][]byte{
		"P-224": encode(p224.Public()), "RSA 1024": encode(weak.Public()), "empty": nil, "two": append(slices.Clone(good), good...),
		"private": pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), "broken": []byte("-----BEGIN PUBLIC KEY-----"),
		"a certificate": pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte{1}}), "noise": []byte("noise"),
	} {
		if _, err := readKey(text); err == nil {
			t.Errorf("%s is taken for a key", name)
		}
	}
}

// The library tries a second hash for these curves and prints a line when the first does not fit; it never gets that far.
func TestLargeCurvesOfCertificates(t *testing.T) {
	i := newInstance(t, "a")
	trust := forgeTrust(t, i, nil)
	for _, curve := range []elliptic.Curve{elliptic.P384(), elliptic.P521()} {
		key, err := ecdsa.GenerateKey(curve, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		bundle := must[[]byte](t)(i.Sign(forge.Signing{Issuer: testIssuer, Subject: testSubject, Statement: testStatement(t, object{}), At: sign, LeafKey: key}))
		if _, err := trust.Open(bundle, now); err != nil {
			t.Errorf("%s: %v", curve.Params().Name, err)
		}
		tampered := edit(t, bundle, func(b object) { b["dsseEnvelope"].(object)["payload"] = b64(testStatement(t, object{"x": 1})) })
		stderr := os.Stderr
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		os.Stderr = w
		_, err = trust.Open(tampered, now)
		os.Stderr = stderr
		w.Close()
		if noise, _ := io.ReadAll(r); !is[*SignatureError](err) || len(noise) > 0 {
			t.Errorf("%s, tampered: %v, and on the error stream: %q", curve.Params().Name, err, noise)
		}
	}
}

func TestTypedErrors(t *testing.T) {
	i := newInstance(t, "a")
	good := must[[]byte](t)(i.Keyless(testIssuer, testSubject, testStatement(t, object{}), sign))
	plan := must[[]byte](t)(forge.Statement("urn:belay:rollout-plan/v1", []forge.Subject{{Digest: map[string]string{"sha256": fileDigest}}}, object{"nonsense": true}))
	short := must[[]byte](t)(forge.Statement("rollout-plan/v1", []forge.Subject{{Digest: map[string]string{"sha256": fileDigest}}}, object{}))
	seal := func(s forge.Signing) []byte {
		if s.Statement == nil {
			s.Statement = testStatement(t, object{})
		}
		if s.At = sign; s.Issuer == "" {
			s.Issuer, s.Subject = testIssuer, testSubject
		}
		return must[[]byte](t)(i.Sign(s))
	}
	everything := certificateSigner(object{"attests": []string{testType, "rollout-plan/v1"}})
	for _, c := range []struct {
		name   string
		trust  *Trust
		bundle []byte
		now    time.Time
		check  func(error) bool
		text   string
	}{
		{"nobody trusted", nil, good, now, is[*UntrustedSignerError], "no signer is trusted"},
		{"empty", nil, nil, now, is[*MalformedError], "not strict JSON"},
		{"other subject", forgeTrust(t, i, nil, certificateSigner(object{"subject": "x@example.com"})), good, now, is[*UntrustedSignerError], "claims to be"},
		{"other issuer", forgeTrust(t, i, nil, certificateSigner(object{"issuer": testIssuer + "/x"})), good, now, is[*UntrustedSignerError], "claims to be"},
		{"other instance", forgeTrust(t, newInstance(t, "b"), nil), good, now, is[*UntrustedSignerError], "no authority of root"},
		{"other type", forgeTrust(t, i, nil, certificateSigner(object{"attests": []string{"https://example.com/other"}})), good, now, is[*NotAllowedError], "may not attest"},
		{"judged too early", forgeTrust(t, i, nil), good, sign.Add(-time.Second), is[*FutureError], "signed in the future"},
		{"wrong predicate", forgeTrust(t, i, nil, everything), seal(forge.Signing{Statement: plan}), now, is[*PredicateError], "rollout-plan/v1"},
		{"short type", forgeTrust(t, i, nil, everything), seal(forge.Signing{Statement: short}), now, is[*MalformedError], "predicateType"},
		{"logged too late", forgeTrust(t, i, nil), seal(forge.Signing{LoggedAt: sign.Add(time.Hour)}), now, is[*ValidityError], "signing certificate"},
		{"logged too early", forgeTrust(t, i, nil), seal(forge.Signing{LoggedAt: sign.Add(-time.Hour)}), now, is[*ValidityError], "signing certificate"},
		{"before the instance", forgeTrust(t, i, nil), seal(forge.Signing{CertifiedAt: epoch.Add(-time.Hour), LoggedAt: epoch.Add(-time.Hour)}), now, is[*UntrustedSignerError], "no authority"},
		{"tampered payload", forgeTrust(t, i, nil), edit(t, good, func(b object) {
			b["dsseEnvelope"].(object)["payload"] = b64(testStatement(t, object{"x": 1}))
		}), now, is[*SignatureError], "does not verify"},
		{"two names", forgeTrust(t, i, nil), seal(forge.Signing{MoreSubjects: []string{"https://git.example/evil/x"}}), now, is[*MalformedError], "2 names"},
		{"two issuers", forgeTrust(t, i, nil), seal(forge.Signing{OldIssuer: "https://evil.example"}), now, is[*MalformedError], "different issuers"},
		{"a host for a name", forgeTrust(t, i, nil), seal(forge.Signing{Issuer: testIssuer, Subject: "dns:git.example"}), now, is[*MalformedError], "neither a URI"},
	} {
		e, err := c.trust.Open(c.bundle, c.now)
		if e != nil || !c.check(err) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: %T %v", c.name, err, err)
			continue
		}
		checkError(t, c.name, err)
	}
	if _, err := forgeTrust(t, i, nil).Open(good, sign); err != nil {
		t.Errorf("judged at the very second: %v", err)
	}
}

// A claim that names a key of the trust file, and is not by it, is a bad signature and no stranger's.
func TestFalseHint(t *testing.T) {
	i := newInstance(t, "a")
	other, _, err := forge.Key("another key")
	if err != nil {
		t.Fatal(err)
	}
	trust := forgeTrust(t, i, nil, object{"name": "lab", "key": "key0.pub", "time": "none", "role": "independent", "attests": []string{testType}})
	for hint, check := range map[string]func(error) bool{
		"lab": is[*SignatureError], trust.signers[0].key.id: is[*SignatureError], "stranger": is[*UntrustedSignerError], "": is[*UntrustedSignerError],
	} {
		if _, err := trust.Open(must[[]byte](t)(forge.Keyed(other, hint, testStatement(t, object{}))), now); !check(err) {
			t.Errorf("hint %q: %v", hint, err)
		}
	}
}

// A key that nobody knows is called as `belay policy sign` and the trust file's keys are, where its hint is a digest.
func TestUnknownKeyIsShownAsADigest(t *testing.T) {
	i := newInstance(t, "a")
	stranger, _, err := forge.Key("stranger")
	if err != nil {
		t.Fatal(err)
	}
	sum := bytes.Repeat([]byte{0xab}, 32)
	for hint, want := range map[string]string{
		base64.StdEncoding.EncodeToString(sum):      `claims the key "sha256:` + strings.Repeat("ab", 32) + `"`,
		base64.StdEncoding.EncodeToString(sum[:31]): `claims the key "q6`,
		"team": `claims the key "team"`,
	} {
		_, err := forgeTrust(t, i, nil).Open(must[[]byte](t)(forge.Keyed(stranger, hint, testStatement(t, object{}))), now)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", hint, err, want)
		}
	}
}

// Text from a stranger reaches a terminal only in a harmless form.
func TestErrorsAreClean(t *testing.T) {
	i := newInstance(t, "a")
	bundle := must[[]byte](t)(i.Sign(forge.Signing{Issuer: "x\x1b[31m", Subject: "user\u202e!\x1b]0;x\a", Statement: testStatement(t, object{}), At: sign}))
	_, err := forgeTrust(t, i, nil).Open(bundle, now)
	if !is[*UntrustedSignerError](err) {
		t.Fatal(err)
	}
	checkError(t, "colours", err)
}

func TestLowestRoleCounts(t *testing.T) {
	i := newInstance(t, "a")
	bundle := must[[]byte](t)(i.Keyless(testIssuer, testSubject, testStatement(t, object{}), sign))
	at := "https://git.example/acme/sensor/release.yml@refs/tags/"
	lab := certificateSigner(object{"name": "a lab", "role": "independent", "vendor": nil, "subject": at + "*"})
	person := certificateSigner(object{"name": "z person", "role": "vendor", "subject": testSubject})
	mute := certificateSigner(object{"name": "b mute", "role": "vendor", "subject": at + "v1.*", "attests": []string{"https://example.com/other"}})
	for _, c := range []struct {
		want    string
		role    Role
		signers []object
	}{
		{"z person", Vendor, []object{lab, certificateSigner(nil), person, mute}},
		{"pipeline", Vendor, []object{mute, certificateSigner(nil), lab}},
		{"pipeline", VendorSystem, []object{certificateSigner(nil), lab}},
		{"a lab", Vendor, []object{mute, lab}}, // who is mute about this type is still the vendor's
		{"a lab", Independent, []object{lab}},
	} {
		e, err := forgeTrust(t, i, nil, c.signers...).Open(bundle, now)
		if err != nil || e.Signer != c.want || e.Role != c.role {
			t.Errorf("%+v %v, want %s as %s", e, err, c.want, c.role)
		}
	}
}

func TestOpenInParallel(t *testing.T) {
	i := newInstance(t, "a")
	i.Options.Timestamp = true
	trust := forgeTrust(t, i, nil)
	bundle := must[[]byte](t)(i.Keyless(testIssuer, testSubject, testStatement(t, object{}), sign))
	var wait sync.WaitGroup
	errs := make([]error, 16)
	for n := range errs {
		wait.Go(func() { _, errs[n] = trust.Open(bundle, now) })
	}
	wait.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Error(err)
	}
}
