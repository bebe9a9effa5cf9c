package attest

import (
	"errors"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"belay/attest/forge"
	"belay/schemas"
)

// Each of these trust files must be refused, at the attribute that is wrong.
func TestTrustFilesThatAreRefused(t *testing.T) {
	i := newInstance(t, "a")
	_, pem, err := forge.Key("key 0")
	if err != nil {
		t.Fatal(err)
	}
	root := must[[]byte](t)(i.TrustedRoot())
	other := must[[]byte](t)(newInstance(t, "b").TrustedRoot())
	files := fstest.MapFS{
		"root.json": file(root), "key.pub": file(pem), "noise.json": file([]byte("{}")), "large.pub": file(make([]byte, maxKeyBytes+1)),
		"twice.json":  file([]byte(strings.Replace(string(root), `{`, `{"mediaType":"x",`, 1))),
		"two.jsonl":   file([]byte(string(root) + "\n" + string(other) + "\n")),
		"half.jsonl":  file([]byte(string(root) + "\n{}\n")),
		"nolog.json":  file(without(t, root, "tlogs")),
		"noct.json":   file(without(t, root, "ctlogs")),
		"notime.json": file(without(t, root, "timestampAuthorities")),
	}
	roots := func(more object) []object {
		return []object{with(object{"name": "forge", "trusted_root": "root.json"}, more)}
	}
	keySigner := func(more object) object {
		return with(object{"name": "k", "key": "key.pub", "time": "none", "role": "vendor", "vendor": "Acme", "attests": []string{testType}}, more)
	}
	subject := func(s string) object { return certificateSigner(object{"subject": s}) }
	issuer := func(s string) object { return certificateSigner(object{"issuer": s}) }
	for _, c := range []struct {
		name    string
		roots   []object
		signers []object
		path    string // "" for a good file
	}{
		{"control", roots(nil), []object{certificateSigner(nil), keySigner(nil)}, ""},
		{"several instances", roots(object{"trusted_root": "two.jsonl"}), nil, ""},
		{"no log asked", roots(object{"trusted_root": "nolog.json", "log": false}), nil, ""},
		{"no root of that name", roots(nil), []object{certificateSigner(object{"root": "x"})}, "signers[0].root"},
		{"no issuer", roots(nil), []object{certificateSigner(object{"issuer": nil})}, "signers[0].name"},
		{"no subject", roots(nil), []object{certificateSigner(object{"subject": nil})}, "signers[0].name"},
		{"no root", roots(nil), []object{certificateSigner(object{"root": nil})}, "signers[0].name"},
		{"certificate without time", roots(nil), []object{certificateSigner(object{"time": "none"})}, "signers[0].time"},
		{"key and subject", roots(nil), []object{keySigner(object{"subject": testSubject})}, "signers[0].subject"},
		{"key without time", roots(nil), []object{keySigner(object{"time": nil})}, "signers[0].key"},
		{"key with root and none", roots(nil), []object{keySigner(object{"root": "forge"})}, "signers[0].key"},
		{"vendor without vendor", roots(nil), []object{keySigner(object{"vendor": nil})}, "signers[0].role"},
		{"platform without vendor", roots(nil), []object{keySigner(object{"vendor": nil, "role": "platform"})}, "signers[0].role"},
		{"independent with vendor", roots(nil), []object{keySigner(object{"role": "independent"})}, "signers[0].vendor"},
		{"one key, two roles", roots(nil), []object{keySigner(nil), keySigner(object{"name": "l", "role": "vendor-system"})}, "signers[1].key"},
		{"one key, two vendors", roots(nil), []object{keySigner(nil), keySigner(object{"name": "l", "vendor": "Other"})}, "signers[1].key"},
		{"one key, one role", roots(nil), []object{keySigner(nil), keySigner(object{"name": "l", "attests": []string{"approval/v1"}})}, ""},
		{"no key file", roots(nil), []object{keySigner(object{"key": "gone.pub"})}, "signers[0].key"},
		{"a key that is none", roots(nil), []object{keySigner(object{"key": "noise.json"})}, "signers[0].key"},
		{"a large key", roots(nil), []object{keySigner(object{"key": "large.pub"})}, "signers[0].key"},
		{"wildcard type", roots(nil), []object{keySigner(object{"attests": []string{"rollout-*/v1"}})}, "signers[0].attests"},
		{"long type", roots(nil), []object{keySigner(object{"attests": []string{"urn:belay:rollout-plan/v1"}})}, "signers[0].attests"},
		{"any subject", roots(nil), []object{subject("*")}, "signers[0].subject"},
		{"any subjects", roots(nil), []object{subject("*/*/*")}, "signers[0].subject"},
		{"any host", roots(nil), []object{subject("https://*/acme/x")}, "signers[0].subject"},
		{"any suffix of a host", roots(nil), []object{subject("https://git.example*/acme/x")}, "signers[0].subject"},
		{"any scheme", roots(nil), []object{subject("*://git.example/acme/x")}, "signers[0].subject"},
		{"any owner", roots(nil), []object{subject("https://git.example/*/sensor/release.yml@v1")}, "signers[0].subject"},
		{"any address", roots(nil), []object{subject("joe@*")}, "signers[0].subject"},
		{"any host of an address", roots(nil), []object{subject("joe@*.example")}, "signers[0].subject"},
		{"any name", roots(nil), []object{subject("joe*")}, "signers[0].subject"},
		{"any issuer", roots(nil), []object{issuer("*")}, "signers[0].issuer"},
		{"any issuer's host", roots(nil), []object{issuer("https://*.example/x")}, "signers[0].issuer"},
		{"any tenant", roots(nil), []object{issuer("https://issuer.example/*")}, "signers[0].issuer"},
		{"some issuer", roots(nil), []object{issuer("https://issuer.example/acme/*")}, ""},
		{"no root file", roots(object{"trusted_root": "gone.json"}), nil, "roots[0].trusted_root"},
		{"a root that is none", roots(object{"trusted_root": "noise.json"}), nil, "roots[0].trusted_root"},
		{"a root with a key twice", roots(object{"trusted_root": "twice.json"}), nil, "roots[0].trusted_root"},
		{"half a good root", roots(object{"trusted_root": "half.jsonl"}), nil, "roots[0].trusted_root"},
		{"both kinds of root", roots(object{"builtin": "public-good"}), nil, "roots[0].name"},
		{"neither kind of root", roots(object{"trusted_root": nil}), nil, "roots[0].name"},
		{"time of no log", roots(object{"log": false, "time": "log"}), nil, "roots[0].time"},
		{"log of an instance without", roots(object{"trusted_root": "nolog.json"}), nil, "roots[0].trusted_root"},
		{"SCT of an instance without", roots(object{"trusted_root": "noct.json"}), nil, "roots[0].trusted_root"},
		{"timestamp of an instance without", roots(object{"trusted_root": "notime.json", "time": "timestamp"}), nil, "roots[0].trusted_root"},
	} {
		signers := c.signers
		if signers == nil {
			signers = []object{}
		}
		trust, err := NewTrust(trustDocument(t, c.roots, signers), files)
		if c.path == "" {
			if err != nil || trust.Digest == "" {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		var list schemas.Errors
		if !errors.As(err, &list) || trust != nil {
			t.Errorf("%s: %v, want errors", c.name, err)
			continue
		}
		if list[0].Path != c.path || list[0].Line == 0 || list[0].Hint == "" {
			t.Errorf("%s: at %s, want %s: %v", c.name, list[0].Path, c.path, err)
		}
	}
}

func without(t testing.TB, root []byte, key string) []byte {
	return edit(t, root, func(r object) { delete(r, key) })
}

// The digest must change with whatever trust rests on, though the trust file stays the same.
func TestTrustDigest(t *testing.T) {
	_, first, err := forge.Key("key 0")
	if err != nil {
		t.Fatal(err)
	}
	_, second, err := forge.Key("key 1")
	if err != nil {
		t.Fatal(err)
	}
	signers := []object{{"name": "k", "key": "k", "time": "none", "role": "independent", "attests": []string{testType}}}
	a := makeTrust(t, fstest.MapFS{"k": file(first)}, nil, signers)
	again := makeTrust(t, fstest.MapFS{"k": file(first)}, nil, signers)
	b := makeTrust(t, fstest.MapFS{"k": file(second)}, nil, signers)
	if a.Digest != again.Digest || a.Digest == b.Digest || !strings.HasPrefix(a.Digest, "sha256:") {
		t.Errorf("%s, %s, %s", a.Digest, again.Digest, b.Digest)
	}
}

// Two instances in one file are still two: the certificate of one with the log of the other proves nothing.
func TestInstancesAreNotMerged(t *testing.T) {
	a, b := newInstance(t, "a"), newInstance(t, "b")
	both := string(must[[]byte](t)(b.TrustedRoot())) + "\n" + string(must[[]byte](t)(a.TrustedRoot())) + "\n"
	trust := makeTrust(t, fstest.MapFS{"roots.jsonl": file([]byte(both))}, []object{{"name": "forge", "trusted_root": "roots.jsonl"}}, []object{certificateSigner(nil)})
	for _, i := range []*forge.Instance{a, b} {
		if _, err := trust.Open(must[[]byte](t)(i.Keyless(testIssuer, testSubject, testStatement(t, object{}), sign)), now); err != nil {
			t.Error(err)
		}
	}
	mixed := must[[]byte](t)(a.Sign(forge.Signing{
		Issuer: testIssuer, Subject: testSubject, Statement: testStatement(t, object{}), At: sign, Witness: b,
	}))
	if _, err := trust.Open(mixed, now); err == nil {
		t.Error("the certificate of one instance was believed with the log of another")
	}
}

func TestProducts(t *testing.T) {
	text := `{"schema":"belay/trust/v1","products":[{"name":"Sensor","vendor":"Acme","kind":"content","consumed_by":"kernel"}]}`
	doc, err := schemas.Parse("trust.json", []byte(text), schemas.Trust)
	if err != nil {
		t.Fatal(err)
	}
	trust, err := NewTrust(doc, nil)
	if err != nil {
		t.Fatal(err)
	}
	if p, ok := trust.Product("Sensor"); !ok || p != (Product{Name: "Sensor", Vendor: "Acme", Kind: "content", ConsumedBy: "kernel"}) {
		t.Errorf("%+v", p)
	}
	if _, ok := trust.Product("sensor"); ok {
		t.Error("names are exact")
	}
	if _, ok := (*Trust)(nil).Product("Sensor"); ok {
		t.Error("nobody knows nothing")
	}
}

func TestBuiltinRoot(t *testing.T) {
	if BuiltinRootDate().Format(time.DateOnly) != builtinDate {
		t.Error("the date of the built-in root cannot be read")
	}
	if !strings.Contains(string(must[[]byte](t)(os.ReadFile("roots/README.md"))), strings.TrimPrefix(digestOf(publicGood), "sha256:")) {
		t.Error("roots/README.md gives another digest")
	}
}

func TestPatterns(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"a@b.example", "a@b.example", true},
		{"a@b.example", "xa@b.example", false},
		{"a@b.example", "a@bxexample", false},
		{"https://h/o/r@refs/tags/v*", "https://h/o/r@refs/tags/v1.2", true},
		{"https://h/o/r@refs/tags/v*", "https://h/o/r@refs/tags/v", true},
		{"https://h/o/r@refs/tags/v*", "https://h/o/r@refs/tags/v1/x", false},
		{"https://h/o/r@refs/tags/v*", "https://h/o/r@refs/heads/v1", false},
		{"https://h/o/*/x", "https://h/o/r/x", true},
		{"https://h/o/*/x", "https://h/o/r/s/x", false},
		{"https://h/o/*a*b*", "https://h/o/1a2b3", true},
		{"https://h/o/*a*b*", "https://h/o/1b2a3", false},
		{"https://h/o/a*", "https://h/o/A1", false},
		{"https://h/o/[a]?", "https://h/o/ab", false},
	} {
		if got := pattern(c.pattern).matches(c.name); got != c.want {
			t.Errorf("%s on %s: %v", c.pattern, c.name, got)
		}
	}
	slow := pattern("https://h/o/" + strings.Repeat("*a", 200) + "b")
	if slow.matches("https://h/o/" + strings.Repeat("a", 4000)) {
		t.Error("matched")
	}
}
