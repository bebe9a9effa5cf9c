package cli

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"testing"
	"testing/fstest"
	"time"

	"belay/attest"
	"belay/attest/forge"
	"belay/checker/policy"
	"belay/checker/policy/bundle"
	"belay/schemas"
)

// A pack is what was signed: its name and version inside are those of the signature, whoever made the two.
func TestVerifiedIsWhatWasSigned(t *testing.T) {
	at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	private, public, err := forge.Key("team")
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	key, err := attest.ReadKey(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := schemas.Parse("packs.yaml", []byte("schema: belay/trust/v1\nsigners:\n  - name: team\n    key: team.pub\n    time: none\n    role: independent\n    attests: [policy-pack/v1]\n"), schemas.Trust)
	if err != nil {
		t.Fatal(err)
	}
	trust, err := attest.NewTrust(doc, fstest.MapFS{"team.pub": &fstest.MapFile{Data: public}})
	if err != nil {
		t.Fatal(err)
	}
	packed, err := bundle.Build(policy.Layer{FS: policy.Files{"x.rego": []byte("package belay.x.y\n")}}, "acme", "1.4.0")
	if err != nil {
		t.Fatal(err)
	}
	sign := func(bytes []byte, name, version string) []byte {
		t.Helper()
		s, err := attest.SignPack(key, "x.tar.gz", bytes, attest.Pack{Name: name, Version: version, Created: at})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	good, noPack := sign(packed, "acme", "1.4.0"), []byte("no bundle")
	for name, c := range map[string]struct {
		packed     []byte
		signatures [][]byte
		want       string // the kind of attest.PackError, "bundle" or "other"; "" is believed
	}{
		"control":                     {packed, [][]byte{good}, ""},
		"a bad signature before it":   {packed, [][]byte{[]byte("{}"), sign(noPack, "acme", "1.4.0"), good}, ""},
		"another name":                {packed, [][]byte{sign(packed, "other", "1.4.0")}, attest.PackOther},
		"a newer version than inside": {packed, [][]byte{sign(packed, "acme", "9.0.0")}, attest.PackOther},
		"signed, and no bundle":       {noPack, [][]byte{sign(noPack, "acme", "1.4.0")}, "bundle"},
		"another's bytes":             {packed, [][]byte{sign(noPack, "acme", "1.4.0")}, attest.PackAltered},
		"no signature":                {packed, nil, "other"},
		"no signature that is one":    {packed, [][]byte{[]byte("{}")}, "other"},
	} {
		v, err := verified(trust, "x.tar.gz", c.packed, c.signatures, at)
		var pack *attest.PackError
		var broken *bundle.Error
		var unfit *packError
		switch {
		case c.want == "" && (err != nil || v.signed.Signer != "team" || v.Name != "acme" || string(v.signature) != string(good)):
			t.Errorf("%s: %v", name, err)
		case c.want == "":
		case !errors.As(err, &unfit):
			t.Errorf("%s: %v", name, err)
		case c.want == "bundle" && !errors.As(err, &broken), c.want != "bundle" && c.want != "other" && (!errors.As(err, &pack) || pack.What != c.want):
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := verified(nil, "x.tar.gz", packed, [][]byte{good}, at); err == nil {
		t.Error("believed without a trust file")
	}
}

// Packs that somebody vouches for are loaded before drafts, whatever the order of the flags.
func TestTrustedPacksComeFirst(t *testing.T) {
	dir := write(t, map[string]string{"a/x.rego": "package belay.x.a\n", "b/x.rego": "package belay.x.b\n"})
	c := &command{}
	sources, err := c.packSources(t.Context(), packFlags{packs: []string{dir + "/a", dir + "/b"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(sources) != 3 || !sources[0].trusted || sources[1].trusted || sources[2].trusted {
		t.Errorf("%+v", sources)
	}
	sources, err = c.packSources(t.Context(), packFlags{packs: []string{dir + "/a"}, noBuiltin: true})
	if err != nil || len(sources) != 2 || sources[0].part.Name != "built-in helpers" {
		t.Errorf("%+v %v", sources, err)
	}
	own := write(t, map[string]string{"x.rego": "package belay.x.a\n", "lib/x.rego": "package belay.lib\n"})
	sources, err = c.packSources(t.Context(), packFlags{packs: []string{own}, noBuiltin: true})
	if err != nil || len(sources) != 1 || sources[0].trusted {
		t.Errorf("%+v %v", sources, err)
	}
}
