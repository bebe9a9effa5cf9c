package attest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"belay/attest/forge"
)

// opens are the attacks that are good bundles in themselves: they are about another file or
// another version, which shows when they are bound to a release, by digest.
var opens = map[string]string{
	"b-control.json":            "it is good",
	"b-subj-name.json":          "a name binds nothing, the digest does",
	"b-subj-other.json":         "its digest is of another file, so it binds to no artifact here",
	"b-subj-alg-gitcommit.json": "a commit is kept as a commit, so it binds to no artifact",
}

func attackTrust(t testing.TB) *Trust {
	return makeTrust(t, fstest.MapFS{"k.pub": file(read(t, "attacks/trusted.pub"))}, nil, []object{{
		"name": "trusted", "key": "k.pub", "time": "none", "role": "vendor", "vendor": "Acme", "attests": []string{"https://slsa.dev/provenance/v1"},
	}})
}

func TestAttacks(t *testing.T) {
	trust := attackTrust(t)
	lines := bufio.NewScanner(bytes.NewReader(read(t, "attacks/index.jsonl")))
	n := 0
	for lines.Scan() {
		var c struct{ File, Why string }
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		n++
		e, err := trust.Open(read(t, "attacks/"+c.File), now)
		reason, good := opens[c.File]
		switch {
		case good && err != nil:
			t.Errorf("%s: %v, but %s", c.File, err, reason)
		case !good && err == nil:
			t.Errorf("%s opened: %s", c.File, c.Why)
		case err == nil:
			if !e.Capped || !e.Time.IsZero() || e.Key == "" || e.Identity != "" {
				t.Errorf("%s: %+v", c.File, e)
			}
			bound := e.Subjects[0].Digest["sha256"] == fileDigest
			if wrong := strings.Contains(opens[c.File], "to no artifact"); bound == wrong {
				t.Errorf("%s: subjects %v", c.File, e.Subjects)
			}
		default:
			if e != nil {
				t.Errorf("%s: evidence beside an error", c.File)
			}
			checkError(t, c.File, err)
		}
	}
	if n < 55 {
		t.Errorf("only %d attacks", n)
	}
}

// checkError makes sure that a reader is told what to do, in one line that is safe to print.
func checkError(t testing.TB, name string, err error) {
	t.Helper()
	hinted, ok := err.(interface{ Hint() string })
	if !ok || hinted.Hint() == "" {
		t.Errorf("%s: %T has no hint", name, err)
	}
	if strings.ContainsFunc(err.Error(), func(r rune) bool { return r < ' ' || r == 0x7f || r == 0x202e }) {
		t.Errorf("%s: live characters in %q", name, err)
	}
	if len(err.Error()) > 4000 {
		t.Errorf("%s: an error of %d bytes", name, len(err.Error()))
	}
}

// The attacks that are too large for a file of their own.
func TestEndlessBundles(t *testing.T) {
	key, _, err := forge.Key("key 0")
	if err != nil {
		t.Fatal(err)
	}
	i := newInstance(t, "a")
	trust := forgeTrust(t, i, nil, object{"name": "k", "key": "key0.pub", "time": "none", "role": "vendor", "vendor": "Acme", "attests": []string{testType}})
	seal := func(statement []byte) []byte { return must[[]byte](t)(forge.Keyed(key, "", statement)) }
	repeat := func(path string, n int) func(object) {
		return func(b object) {
			parent := dig(t, b, path[:strings.LastIndex(path, ".")]).(object)
			name := path[strings.LastIndex(path, ".")+1:]
			items := []any{}
			for range n {
				items = append(items, parent[name].([]any)[0])
			}
			parent[name] = items
		}
	}
	i.Options = forge.Options{Log: 1, Timestamp: true}
	witnessed := must[[]byte](t)(i.Keyed(key, "", testStatement(t, object{}), sign))
	var subjects []forge.Subject
	for n := range maxSubjects + 1 {
		subjects = append(subjects, forge.Subject{Name: fmt.Sprint(n), Digest: map[string]string{"sha256": fileDigest}})
	}
	if _, err := trust.Open(witnessed, now); err != nil {
		t.Errorf("the control: %v", err)
	}
	for name, bundle := range map[string][]byte{
		"too many subjects":    seal(must[[]byte](t)(forge.Statement(testType, subjects, object{}))),
		"deep predicate":       seal([]byte(`{"_type":"https://in-toto.io/Statement/v1","predicate":` + strings.Repeat(`{"a":`, 10000) + "1" + strings.Repeat("}", 10001))),
		"too many log entries": edit(t, witnessed, repeat("verificationMaterial.tlogEntries", maxLogEntries+1)),
		"too many timestamps":  edit(t, witnessed, repeat("verificationMaterial.timestampVerificationData.rfc3161Timestamps", maxTimestamps+1)),
		"two signatures":       edit(t, witnessed, repeat("dsseEnvelope.signatures", 2)),
		"too large":            append(bytes.Repeat([]byte(" "), maxBundleBytes), witnessed...),
		"an endless key": edit(t, witnessed, func(b object) {
			dig(t, b, "verificationMaterial.publicKey").(object)["hint"] = strings.Repeat("h", maxNameBytes+1)
		}),
		"two kinds of signer": edit(t, witnessed, func(b object) { dig(t, b, "verificationMaterial").(object)["certificate"] = object{"rawBytes": "AAAA"} }),
		"no kind of signer":   edit(t, witnessed, func(b object) { delete(dig(t, b, "verificationMaterial").(object), "publicKey") }),
		"a log index of 1e3": edit(t, witnessed, func(b object) {
			dig(t, b, "verificationMaterial.tlogEntries.0").(object)["logIndex"] = json.Number("1e3")
		}),
		"a statement and a file": edit(t, witnessed, func(b object) { b["messageSignature"] = object{} }),
	} {
		if _, err := trust.Open(bundle, now); !is[*MalformedError](err) {
			t.Errorf("%s: %v", name, err)
		} else {
			checkError(t, name, err)
		}
	}
}
