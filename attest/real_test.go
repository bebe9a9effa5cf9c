package attest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"belay/schemas"
)

// The two keys of npm's registry that signed the publish attestations in testdata, as their log entries hold them.
const (
	npmKey2022 = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE1Olb3zMAFFxXKHiIkQO5cJ3Yhl5i6UPp+IhuteBJbuHcA5UogKo0EWtlWwW6KSaKoTNEYL7JlCQiVnkhBktUgg==\n-----END PUBLIC KEY-----\n"
	npmKey2025 = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEY6Ya7W++7aUPzvMTrezH6Ycx3c+HOKYCcNGybJZSCJq/fd7Qa8uuAKtdIkUQtQiEKERhAmE5lMMJhP8OkDOa2g==\n-----END PUBLIC KEY-----\n"
)

// rootSettings say what each real instance gives with its bundles.
var rootSettings = map[string]object{
	"roots/public-good.json":         {"builtin": "public-good"},
	"roots/github.json":              {"log": false, "sct": false, "time": "timestamp"},
	"roots/scaffolding.json":         {"sct": false},
	"roots/public-key-validity.json": {"log": false, "sct": false},
}

// refusedHere are bundles that sigstore's library accepts and Belay does not, on purpose.
var refusedHere = map[string]string{
	"github/bundle_v3_jdx_communique.json":          "its certificate names no issuer",
	"github/github-release-v0.2.sigstore.json":      "its certificate names no issuer",
	"other/openvex.sigstore.json":                   "its statement has a `type` and no `_type`",
	"other/snappy-org-1.json":                       "its statement has a `type` and no `_type`",
	"other/rfc8785-0.1.2-py3-none-any.whl.sigstore": "its predicate is null",
}

// issuers lists who identified the signers of the real bundles.
var issuers = []string{
	"https://token.actions.githubusercontent.com", "https://accounts.google.com", "https://github.com/login/oauth",
	"https://oauth2.sigstore.dev/auth", "http://oidc.local:8080",
}

type realCase struct{ File, Expect, Root, Identity, Content, PredicateType string }

func realCases(t testing.TB) []realCase {
	t.Helper()
	var cases []realCase
	lines := bufio.NewScanner(bytes.NewReader(read(t, "sigstore/EXPECTED.jsonl")))
	for lines.Scan() {
		var c realCase
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		cases = append(cases, c)
	}
	return cases
}

// realTrust believes exactly the identity that a real bundle was made for.
func realTrust(t testing.TB, c realCase) *Trust {
	t.Helper()
	files := fstest.MapFS{"npm2022.pub": file([]byte(npmKey2022)), "npm2025.pub": file([]byte(npmKey2025))}
	attests := []string{schemas.Short(c.PredicateType)}
	var signers []object
	if c.Identity == "key" {
		c.Root = "roots/public-good.json"
		for _, key := range []string{"npm2022", "npm2025"} {
			signers = append(signers, object{"name": key, "root": "r", "key": key + ".pub", "role": "platform", "vendor": "npm", "attests": attests})
		}
	} else {
		for _, issuer := range issuers {
			signers = append(signers, object{"name": issuer, "root": "r", "issuer": issuer, "subject": c.Identity, "role": "independent", "attests": attests})
		}
	}
	root := object{"name": "r", "trusted_root": "root.json"}
	if settings := rootSettings[c.Root]; settings["builtin"] != nil {
		root = object{"name": "r", "builtin": "public-good"}
	} else {
		files["root.json"] = file(read(t, "sigstore/"+c.Root))
		with(root, settings)
	}
	return makeTrust(t, files, []object{root}, signers)
}

func TestRealBundlesOpen(t *testing.T) {
	opened := 0
	for _, c := range realCases(t) {
		if c.Expect != "pass" {
			continue
		}
		if c.PredicateType == "" {
			c.PredicateType = "unknown"
		}
		e, err := realTrust(t, c).Open(read(t, "sigstore/"+c.File), late)
		if c.Content == "message" {
			if malformed := new(MalformedError); !errors.As(err, &malformed) || !strings.Contains(err.Error(), "messageSignature") {
				t.Errorf("%s signs a file and states nothing: %v", c.File, err)
			}
			continue
		}
		if why := refusedHere[c.File]; why != "" {
			if err == nil {
				t.Errorf("%s opened, and %s", c.File, why)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.File, err)
			continue
		}
		opened++
		if e.Type != schemas.Short(c.PredicateType) || len(e.Subjects) == 0 || e.Time.IsZero() || e.Time.After(late) || e.Capped {
			t.Errorf("%s: %+v", c.File, e)
		}
		if c.Identity != "key" && (e.Identity != c.Identity || e.Issuer != e.Signer || e.Key != "") {
			t.Errorf("%s: signer %q, identity %q of %q", c.File, e.Signer, e.Identity, e.Issuer)
		}
	}
	if opened < 20 {
		t.Errorf("only %d real bundles opened", opened)
	}
}

// Whatever root and identity it is tried with, a bad bundle must not open; nor must a good one for another identity,
// with another root, or before it was signed.
func TestRealBundlesDoNotOpen(t *testing.T) {
	for _, c := range realCases(t) {
		bundle := read(t, "sigstore/"+c.File)
		if c.PredicateType == "" {
			c.PredicateType = "unknown"
		}
		if c.Expect != "pass" {
			identities := []string{"https://github.com/x/y", "x@example.com"}
			if s, err := unseal(bundle); err == nil && s.cert != nil {
				identities = append(identities, s.identity.subject)
			}
			for _, root := range []string{"public-good", "public-good-2023", "staging", "public-key-validity"} {
				for _, c.Identity = range identities {
					c.Root = "roots/" + root + ".json"
					if e, err := realTrust(t, c).Open(bundle, late); err == nil || e != nil {
						t.Errorf("%s opened with root %s for %s", c.File, root, c.Identity)
					}
				}
			}
			continue
		}
		if c.Identity == "key" || c.Content == "message" || refusedHere[c.File] != "" {
			continue
		}
		other := c
		other.Identity += "x"
		if _, err := realTrust(t, other).Open(bundle, late); !is[*UntrustedSignerError](err) {
			t.Errorf("%s for another identity: %v", c.File, err)
		}
		if _, err := realTrust(t, c).Open(bundle, time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC)); !is[*FutureError](err) {
			t.Errorf("%s before it was signed: %v", c.File, err)
		}
		other = c
		other.Root = map[bool]string{true: "roots/staging.json", false: "roots/public-good.json"}[c.Root != "roots/staging.json"]
		if _, err := realTrust(t, other).Open(bundle, late); !is[*UntrustedSignerError](err) {
			t.Errorf("%s with root %s: %v", c.File, other.Root, err)
		}
	}
}

func is[T error](err error) bool {
	var target T
	return errors.As(err, &target)
}
