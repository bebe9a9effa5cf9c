package attest

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/sigstore/sigstore-go/pkg/bundle"
	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/verify"

	"belay/attest/forge"
)

// Mistakes that other verifiers made, each as a bundle that must not open.

const (
	logEntries = "verificationMaterial.tlogEntries"
	stamps     = "verificationMaterial.timestampVerificationData"
)

// graft puts what one bundle has at a path of its verification material into another.
func graft(t testing.TB, into, from []byte, path string) []byte {
	t.Helper()
	var donor object
	if err := json.Unmarshal(from, &donor); err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(path, "verificationMaterial.")
	return edit(t, into, func(b object) { b["verificationMaterial"].(object)[name] = dig(t, donor, path) })
}

// CVE-2022-36056, CVE-2026-22703, CVE-2024-51746, CVE-2022-23649: a good log entry or timestamp, of something else.
func TestProofOfAnotherSignature(t *testing.T) {
	for _, o := range []forge.Options{{Log: 1, SCT: true}, {Log: 2, SCT: true, Timestamp: true}} {
		i := newInstance(t, "a")
		i.Options = o
		trust := forgeTrust(t, i, nil)
		seal := func(predicate object, at time.Time) []byte {
			return must[[]byte](t)(i.Keyless(testIssuer, testSubject, testStatement(t, predicate), at))
		}
		good, other, later := seal(object{}, sign), seal(object{"x": 1}, sign), seal(object{}, sign.Add(time.Minute))
		for _, donor := range [][]byte{other, later} {
			if _, err := trust.Open(graft(t, good, donor, logEntries), now); !is[*SignatureError](err) {
				t.Errorf("log %d: entry of another signature: %v", o.Log, err)
			}
			if !o.Timestamp {
				continue
			}
			if _, err := trust.Open(graft(t, good, donor, stamps), now); !is[*SignatureError](err) {
				t.Errorf("log %d: timestamp of another signature: %v", o.Log, err)
			}
		}
	}
}

// A version 2 entry under an old tree head is bound to its bundle by nothing in the library: this test shows
// that it accepts one of another signature, and that Open does not.
func TestOldTreeHeadOverNewEntry(t *testing.T) {
	i := newInstance(t, "a")
	i.Options = forge.Options{Log: 2, SCT: true, Timestamp: true}
	seal := func(predicate object, at time.Time) []byte {
		return must[[]byte](t)(i.Sign(forge.Signing{
			Issuer: testIssuer, Subject: testSubject, Statement: testStatement(t, predicate), At: at, OldTreeHead: true,
		}))
	}
	good := seal(object{}, sign)
	spliced := graft(t, good, seal(object{"x": 1}, sign), logEntries)
	trusted, err := root.NewTrustedRootFromJSON(must[[]byte](t)(i.TrustedRoot()))
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := verify.NewVerifier(trusted, verify.WithTransparencyLog(1), verify.WithObserverTimestamps(1))
	if err != nil {
		t.Fatal(err)
	}
	b := new(bundle.Bundle)
	if err := b.UnmarshalJSON(spliced); err != nil {
		t.Fatal(err)
	}
	if _, err := verifier.Verify(b, verify.NewPolicy(verify.WithoutArtifactUnsafe(), verify.WithoutIdentitiesUnsafe())); err != nil {
		t.Logf("the library has learnt to refuse this: %v", err)
	}
	trust := forgeTrust(t, i, nil)
	if _, err := trust.Open(good, now); err != nil {
		t.Errorf("the control: %v", err)
	}
	if _, err := trust.Open(spliced, now); !is[*SignatureError](err) {
		t.Errorf("a log entry of another signature: %v", err)
	}
}

// CVE-2026-39984: a timestamp by somebody else's authority, over this very signature.
func TestForeignTimestamp(t *testing.T) {
	key, _, err := forge.Key("key 0")
	if err != nil {
		t.Fatal(err)
	}
	a, b := newInstance(t, "a"), newInstance(t, "b")
	a.Options, b.Options = forge.Options{Timestamp: true}, forge.Options{Timestamp: true}
	trust := forgeTrust(t, a, object{"log": false}, object{"name": "k", "key": "key0.pub", "root": "forge", "role": "independent", "attests": []string{testType}})
	good := must[[]byte](t)(a.Keyed(key, "", testStatement(t, object{}), sign))
	foreign := must[[]byte](t)(b.Keyed(key, "", testStatement(t, object{}), sign))
	if _, err := trust.Open(good, now); err != nil {
		t.Errorf("the control: %v", err)
	}
	if _, err := trust.Open(graft(t, good, foreign, stamps), now); !is[*SignatureError](err) {
		t.Errorf("a foreign timestamp: %v", err)
	}
}

// CVE-2026-54787: the log's key was retired before, or made after, the time of signing, with and without the log's own time.
func TestLogKeyOutOfUse(t *testing.T) {
	i := newInstance(t, "a")
	text := must[[]byte](t)(i.TrustedRoot())
	for _, window := range []object{
		{"start": epoch.Format(time.RFC3339), "end": sign.Add(-time.Second).Format(time.RFC3339)},
		{"start": sign.Add(time.Second).Format(time.RFC3339)},
	} {
		narrow := edit(t, text, func(r object) {
			for n := range 2 {
				dig(t, r, fmt.Sprintf("tlogs.%d.publicKey", n)).(object)["validFor"] = window
			}
		})
		trust := makeTrust(t, fstest.MapFS{"r.json": file(narrow)}, []object{{"name": "forge", "trusted_root": "r.json"}}, []object{certificateSigner(nil)})
		for _, o := range []forge.Options{{Log: 1, SCT: true}, {Log: 1, SCT: true, Timestamp: true}, {Log: 2, SCT: true, Timestamp: true}} {
			i.Options = o
			b := must[[]byte](t)(i.Keyless(testIssuer, testSubject, testStatement(t, object{}), sign))
			if _, err := trust.Open(b, now); !is[*ValidityError](err) {
				t.Errorf("%+v: %v", o, err)
			}
			if o.Log == 1 && o.Timestamp { // the proof alone, without the log's promise
				b = edit(t, b, func(b object) { delete(dig(t, b, logEntries+".0").(object), "inclusionPromise") })
				if _, err := trust.Open(b, now); !is[*ValidityError](err) {
					t.Errorf("%+v without promise: %v", o, err)
				}
			}
		}
	}
}

// CVE-2026-24122: a certificate authority that had expired at the time of signing.
func TestExpiredAuthority(t *testing.T) {
	i := newInstance(t, "a")
	end := epoch.AddDate(20, 0, 0)
	later := end.AddDate(1, 0, 0)
	endless := edit(t, must[[]byte](t)(i.TrustedRoot()), func(r object) { // the file sets no end, the certificates do
		for _, list := range []string{"tlogs", "ctlogs"} {
			for n := range r[list].([]any) {
				dig(t, r, fmt.Sprintf("%s.%d.publicKey.validFor", list, n)).(object)["end"] = nil
			}
		}
		dig(t, r, "certificateAuthorities.0.validFor").(object)["end"] = nil
	})
	trust := makeTrust(t, fstest.MapFS{"r.json": file(endless)}, []object{{"name": "forge", "trusted_root": "r.json"}}, []object{certificateSigner(nil)})
	for at, ok := range map[time.Time]bool{end.Add(-time.Hour): true, end.Add(time.Hour): false} {
		b := must[[]byte](t)(i.Keyless(testIssuer, testSubject, testStatement(t, object{}), at))
		if _, err := trust.Open(b, later); (err == nil) != ok {
			t.Errorf("signed at %s: %v", at, err)
		}
	}
}

// Leaving a proof out must never make a bundle better.
func TestStripping(t *testing.T) {
	i := newInstance(t, "a")
	trust := forgeTrust(t, i, nil)
	good := must[[]byte](t)(i.Keyless(testIssuer, testSubject, testStatement(t, object{}), sign))
	for _, path := range []string{
		logEntries, logEntries + ".0.inclusionPromise", logEntries + ".0.inclusionProof", logEntries + ".0.integratedTime",
		logEntries + ".0.logId", logEntries + ".0.kindVersion", logEntries + ".0.inclusionProof.checkpoint",
		logEntries + ".0.inclusionProof.hashes", "verificationMaterial.certificate", "verificationMaterial", "dsseEnvelope",
		"dsseEnvelope.signatures", "dsseEnvelope.payload", "dsseEnvelope.payloadType", "mediaType",
	} {
		b := edit(t, good, func(b object) {
			parent, name, found := cutLast(path)
			if !found {
				delete(b, path)
				return
			}
			delete(dig(t, b, parent).(object), name)
		})
		if _, err := trust.Open(b, now); err == nil {
			t.Errorf("it opens without %s", path)
		} else {
			checkError(t, path, err)
		}
	}
}

func cutLast(path string) (string, string, bool) {
	n := strings.LastIndexByte(path, '.')
	if n < 0 {
		return "", path, false
	}
	return path[:n], path[n+1:], true
}

// Whatever text of a bundle is changed, what opens says the same.
func TestEveryStringCounts(t *testing.T) {
	i := newInstance(t, "a")
	trust := forgeTrust(t, i, nil)
	good := must[[]byte](t)(i.Keyless(testIssuer, testSubject, testStatement(t, object{"a": "b"}), sign))
	want, err := trust.Open(good, now)
	if err != nil {
		t.Fatal(err)
	}
	var tree any
	if err := json.Unmarshal(good, &tree); err != nil {
		t.Fatal(err)
	}
	opened := 0
	var walk func(v any, set func(any))
	walk = func(v any, set func(any)) {
		switch v := v.(type) {
		case object:
			for k, x := range v {
				walk(x, func(n any) { v[k] = n })
			}
		case []any:
			for k, x := range v {
				walk(x, func(n any) { v[k] = n })
			}
		case string:
			for _, at := range []int{0, len(v) / 3, len(v) / 2, len(v) - 6} {
				if at < 0 || at >= len(v) {
					continue
				}
				for _, c := range "A1" {
					changed := v[:at] + string(c) + v[at+1:]
					if changed == v {
						continue
					}
					set(changed)
					got, err := trust.Open(must[[]byte](t)(json.Marshal(tree)), now)
					if err == nil {
						opened++
						if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(Evidence{}, "Digest")); diff != "" {
							t.Errorf("a changed bundle says something else: %s", diff)
						}
					}
				}
			}
			set(v)
		}
	}
	walk(tree, nil)
	if opened > 13 { // the label of the entry's kind, and one version of the format that reads the same
		t.Errorf("%d changes went unnoticed", opened)
	}
}

// A panic below becomes an error (CVE-2026-44310).
func TestPanicsAreErrors(t *testing.T) {
	err := guarded(func() error { panic("an empty certificate") })
	if !is[*MalformedError](err) || !strings.Contains(err.Error(), "an empty certificate") {
		t.Error(err)
	}
	if errors.Unwrap(err) == nil {
		t.Error("the cause is lost")
	}
}
