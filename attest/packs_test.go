package attest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"errors"
	"testing"
	"testing/fstest"
	"time"

	"belay/attest/forge"
	"belay/schemas"
)

func testKey(t testing.TB) *Key {
	t.Helper()
	return must[*Key](t)(newKey(must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))))
}

// packTrust believes two keys for packs, and lists packs.
func packTrust(t testing.TB, one, two *Key, packs ...object) *Trust {
	t.Helper()
	signer := func(name string, types ...string) object {
		return object{"name": name, "key": name + ".pub", "time": "none", "role": "independent", "attests": types}
	}
	value := object{"schema": "belay/trust/v1", "signers": []object{signer("one", PackType), signer("two", PackType, testType)}}
	if packs != nil {
		value["packs"] = packs
	}
	doc, err := schemas.Parse("trust.json", must[[]byte](t)(json.Marshal(value)), schemas.Trust)
	if err != nil {
		t.Fatal(err)
	}
	return must[*Trust](t)(NewTrust(doc, fstest.MapFS{"one.pub": file(one.Public), "two.pub": file(two.Public)}))
}

func TestPacks(t *testing.T) {
	one, two, stranger := testKey(t), testKey(t), testKey(t)
	bytes := []byte("a pack")
	plain := Pack{Name: "acme", Version: "1.4.0", Created: sign}
	lasting := plain
	lasting.Expires = now
	listed := object{"name": "acme", "signers": []string{"one"}, "minimum": "1.4.0"}
	for _, c := range []struct {
		name  string
		key   *Key
		pack  Pack
		bytes string
		trust []object
		at    time.Time
		want  string // "" is believed; else the kind of PackError, or "signature" for another error
	}{
		{name: "control", key: one, pack: plain},
		{name: "control with an end", key: one, pack: lasting, at: now.Add(-time.Second)},
		{name: "control listed", key: one, pack: plain, trust: []object{listed}},
		{name: "newer than asked for", key: one, pack: Pack{Name: "acme", Version: "1.10.0", Created: sign}, trust: []object{listed}},
		{name: "stranger", key: stranger, pack: plain, want: "signature"},
		{name: "altered", key: one, pack: plain, bytes: "another pack", want: PackAltered},
		{name: "expired", key: one, pack: lasting, want: PackExpired},
		{name: "of the future", key: one, pack: plain, at: sign.Add(-time.Second), want: PackFuture},
		{name: "not listed", key: one, pack: Pack{Name: "other", Version: "1.4.0", Created: sign}, trust: []object{listed}, want: PackUnlisted},
		{name: "by another than listed", key: two, pack: plain, trust: []object{listed}, want: PackSigner},
		{name: "rolled back", key: one, pack: Pack{Name: "acme", Version: "1.3.9", Created: sign}, trust: []object{listed}, want: PackRolledBack},
		{name: "rolled back by a digit", key: one, pack: Pack{Name: "acme", Version: "1.4.0-rc.1", Created: sign}, trust: []object{listed}, want: PackRolledBack},
		{name: "rolled back where text is smaller", key: one, pack: Pack{Name: "acme", Version: "1.9.0", Created: sign}, trust: []object{with(object{}, object{"name": "acme", "signers": []string{"one"}, "minimum": "1.10.0"})}, want: PackRolledBack},
	} {
		t.Run(c.name, func(t *testing.T) {
			signature := must[[]byte](t)(SignPack(c.key, "pack.tar.gz", bytes, c.pack))
			seen, at := bytes, c.at
			if c.bytes != "" {
				seen = []byte(c.bytes)
			}
			if at.IsZero() {
				at = now
			}
			p, err := packTrust(t, one, two, c.trust...).OpenPack(signature, seen, at)
			var mine *PackError
			switch {
			case c.want == "" && err != nil:
				t.Fatal(err)
			case c.want == "":
				if p.Pack.Name != c.pack.Name || p.Pack.Version != c.pack.Version || p.Digest != schemas.Digest(bytes) || p.Signer == "" {
					t.Errorf("%+v", p)
				}
				if err := p.Is(c.pack.Name, c.pack.Version); err != nil {
					t.Error(err)
				}
				for _, other := range [][2]string{{"acme", "9.0.0"}, {"other", "1.4.0"}, {"", ""}} {
					if p.Is(other[0], other[1]) == nil {
						t.Errorf("it is %v, too", other)
					}
				}
			case err == nil:
				t.Fatal("believed")
			case c.want == "signature" && errors.As(err, &mine), c.want != "signature" && (!errors.As(err, &mine) || mine.What != c.want || mine.Hint() == ""):
				t.Errorf("%v", err)
			}
		})
	}
}

// What is signed, and is no pack, is no pack.
func TestOtherStatementsAreNoPacks(t *testing.T) {
	one, two := testKey(t), testKey(t)
	trust := packTrust(t, one, two)
	subject := Subject{Name: "x", Digest: map[string]string{"sha256": schemas.Digest([]byte("a"))[7:]}}
	predicate := object{"name": "acme", "version": "1.0.0", "created": "2025-01-01T00:00:00Z"}
	for name, s := range map[string]Statement{
		"another type":            {Type: testType, Subjects: []Subject{subject}, Predicate: predicate},
		"two subjects":            {Type: PackType, Subjects: []Subject{subject, subject}, Predicate: predicate},
		"another kind of digest":  {Type: PackType, Subjects: []Subject{{Digest: map[string]string{"sha512": fileDigest + fileDigest}}}, Predicate: predicate},
		"version that is no such": {Type: PackType, Subjects: []Subject{subject}, Predicate: with(object{}, object{"name": "acme", "version": "1.0.0-01", "created": "2025-01-01T00:00:00Z"})},
	} {
		signature := must[[]byte](t)(Sign(two, s))
		var mine *PackError
		if _, err := trust.OpenPack(signature, []byte("a"), now); !errors.As(err, &mine) || mine.What != PackNoPack {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := (*Trust)(nil).OpenPack(must[[]byte](t)(SignPack(one, "x", []byte("a"), Pack{Name: "acme", Version: "1.0.0", Created: sign})), []byte("a"), now); err == nil {
		t.Error("believed without a trust file")
	}
	if _, err := SignPack(one, "x", []byte("a"), Pack{Name: "acme", Version: "1.0.0", Created: sign, Expires: sign}); err == nil {
		t.Error("signed a pack that has expired")
	}
}

// A pin that could never hold is a mistake of the trust file.
func TestPinsThatAreRefused(t *testing.T) {
	k := testKey(t)
	for name, pin := range map[string]struct {
		pack object
		path string
	}{
		"unknown signer":        {object{"name": "acme", "signers": []string{"nobody"}}, "packs[0].signers"},
		"signer without leave":  {object{"name": "acme", "signers": []string{"three"}}, "packs[0].signers"},
		"version that is none":  {object{"name": "acme", "signers": []string{"one"}, "minimum": "1.0.0-01"}, "packs[0].minimum"},
		"version without parts": {object{"name": "acme", "signers": []string{"one"}, "minimum": "1"}, ""},
		"no signers":            {object{"name": "acme"}, ""},
		"empty signers":         {object{"name": "acme", "signers": []string{}}, ""},
	} {
		signer := func(name string, types ...string) object {
			return object{"name": name, "key": "k.pub", "time": "none", "role": "independent", "attests": types}
		}
		text := must[[]byte](t)(json.Marshal(object{"schema": "belay/trust/v1", "signers": []object{signer("one", PackType), signer("three", testType)}, "packs": []object{pin.pack}}))
		doc, err := schemas.Parse("trust.json", text, schemas.Trust)
		if err == nil {
			_, err = NewTrust(doc, fstest.MapFS{"k.pub": file(k.Public)})
		}
		var faults schemas.Errors
		if !errors.As(err, &faults) || (pin.path != "" && faults[0].Path != pin.path) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A pack signed by a certificate is believed as one signed by a key is, with the time that the root asks for.
func TestPackByCertificate(t *testing.T) {
	i := newInstance(t, "packs")
	bytes := []byte("a pack")
	signed := func(subject string) []byte {
		subjects := []forge.Subject{{Name: "pack.tar.gz", Digest: map[string]string{"sha256": schemas.Digest(bytes)[7:]}}}
		statement := must[[]byte](t)(forge.Statement(schemas.Long(PackType), subjects, object{"name": "acme", "version": "1.4.0", "created": sign.Format(time.RFC3339)}))
		return must[[]byte](t)(i.Keyless(testIssuer, subject, statement, sign))
	}
	trust := forgeTrust(t, i, nil, certificateSigner(object{"attests": []string{PackType}}))
	p, err := trust.OpenPack(signed(testSubject), bytes, now)
	if err != nil {
		t.Fatal(err)
	}
	if p.Signer != "pipeline" || p.Version != "1.4.0" {
		t.Errorf("%+v", p)
	}
	if _, err := trust.OpenPack(signed("https://git.example/evil/sensor/release.yml@refs/tags/v1"), bytes, now); err == nil {
		t.Error("believed of another")
	}
	if _, err := trust.OpenPack(signed(testSubject), bytes, sign.Add(-time.Hour)); err == nil {
		t.Error("believed before it was signed")
	}
	if _, err := forgeTrust(t, i, nil).OpenPack(signed(testSubject), bytes, now); err == nil {
		t.Error("believed of one who may not sign packs")
	}
}
