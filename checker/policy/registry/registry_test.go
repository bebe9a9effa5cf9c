package registry

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	oci "github.com/google/go-containerregistry/pkg/registry"
	"github.com/opencontainers/go-digest"
)

const most = 4 << 20

var quiet = oci.Logger(log.New(io.Discard, "", 0))

// serve starts a registry on this machine; wrap may change what it answers.
func serve(t *testing.T, wrap func(http.Handler) http.Handler, opts ...oci.Option) (host string) {
	t.Helper()
	handler := oci.New(append([]oci.Option{quiet, oci.WithReferrersSupport(true)}, opts...)...)
	if wrap != nil {
		handler = wrap(handler)
	}
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "http://")
}

func parsed(t *testing.T, text string) Address {
	t.Helper()
	a, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func pushed(t *testing.T, c *Client, host string) Address {
	t.Helper()
	a, err := c.Push(t.Context(), parsed(t, "oci://"+host+"/team/pack:1.4.0"), "acme 1.4.0", []byte("the pack"), []byte(`{"signature":1}`))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestPushAndPull(t *testing.T) {
	for name, opts := range map[string][]oci.Option{"referrers": nil, "referrers by tag": {oci.WithReferrersSupport(false)}} {
		t.Run(name, func(t *testing.T) {
			host := serve(t, nil, opts...)
			c := &Client{PlainHTTP: true, MaxPack: most}
			a := pushed(t, c, host)
			if again := pushed(t, c, host); again != a {
				t.Errorf("the same pack is at %s and at %s", a, again)
			}
			for _, at := range []Address{a, parsed(t, "oci://"+host+"/team/pack:1.4.0")} {
				p, err := c.Pull(t.Context(), at)
				if err != nil {
					t.Fatal(err)
				}
				if p.Address != a || string(p.Pack) != "the pack" || len(p.Signatures) != 1 || string(p.Signatures[0]) != `{"signature":1}` {
					t.Errorf("%s: %+v", at, p)
				}
			}
		})
	}
}

func TestPushWithoutSignatureOrTag(t *testing.T) {
	host := serve(t, nil)
	c := &Client{PlainHTTP: true, MaxPack: most}
	a, err := c.Push(t.Context(), parsed(t, "oci://"+host+"/pack"), "acme 1.4.0", []byte("the pack"), nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := c.Pull(t.Context(), a)
	if err != nil || len(p.Signatures) != 0 {
		t.Errorf("%+v %v", p, err)
	}
	if _, err := c.Push(t.Context(), a, "acme 1.4.0", []byte("the pack"), nil); err == nil {
		t.Error("pushed to a digest")
	}
	if _, err := c.Pull(t.Context(), parsed(t, "oci://"+host+"/pack")); err == nil {
		t.Error("pulled neither by tag nor by digest")
	}
}

// A registry that answers with something else than what was asked for is refused, by whatever it changes.
func TestRegistryThatLies(t *testing.T) {
	replaced := func(part, with string) func(http.Handler) http.Handler {
		return func(h http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method != http.MethodGet || !strings.Contains(r.URL.Path, part) {
					h.ServeHTTP(w, r)
					return
				}
				rec := httptest.NewRecorder()
				h.ServeHTTP(rec, r)
				for k, v := range rec.Header() {
					w.Header()[k] = v
				}
				body := strings.ReplaceAll(rec.Body.String(), "the pack", with)
				if part == "/manifests/" {
					body = strings.Replace(body, "acme", "evil", 1)
				}
				w.Header().Set("Content-Length", fmt.Sprint(len(body)))
				w.WriteHeader(rec.Code)
				_, _ = io.WriteString(w, body)
			})
		}
	}
	for name, c := range map[string]struct {
		wrap func(http.Handler) http.Handler
		want string
	}{
		"another pack":     {replaced("/blobs/", "bad pack"), "mismatch"},
		"a longer pack":    {replaced("/blobs/", "the pack and more"), "mismatch"},
		"a shorter pack":   {replaced("/blobs/", "the"), "mismatch"},
		"another manifest": {replaced("/manifests/", ""), "digest"},
	} {
		t.Run(name, func(t *testing.T) {
			lie := false
			host := serve(t, func(h http.Handler) http.Handler {
				liar := c.wrap(h)
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if lie {
						liar.ServeHTTP(w, r)
						return
					}
					h.ServeHTTP(w, r)
				})
			})
			client := &Client{PlainHTTP: true, MaxPack: most}
			a := pushed(t, client, host)
			lie = true
			if _, err := client.Pull(t.Context(), a); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	host := serve(t, nil)
	c := &Client{PlainHTTP: true, MaxPack: 8}
	a := pushed(t, c, host)
	if _, err := c.Pull(t.Context(), a); err != nil {
		t.Errorf("at the limit: %v", err)
	}
	c.MaxPack = 7
	if _, err := c.Pull(t.Context(), a); err == nil || !strings.Contains(err.Error(), "the limit is 7") {
		t.Errorf("above the limit: %v", err)
	}
	c.MaxPack = 8
	for i := 1; i <= maxSignatures; i++ { // one is there
		_, err := c.Push(t.Context(), parsed(t, "oci://"+host+"/team/pack"), "acme 1.4.0", []byte("the pack"), []byte(fmt.Sprint(i)))
		if err != nil {
			t.Fatal(err)
		}
		p, err := c.Pull(t.Context(), a)
		if i < maxSignatures && (err != nil || len(p.Signatures) != i+1) || i == maxSignatures && err == nil {
			t.Errorf("%d signatures: %v", i+1, err)
		}
	}
}

// What is in the repository, and is no pack, is refused.
func TestOtherArtifacts(t *testing.T) {
	host := serve(t, nil)
	c := &Client{PlainHTTP: true, MaxPack: most}
	put := func(kind, media, body string) string {
		t.Helper()
		at := "http://" + host + "/v2/other/" + kind
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, at, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", media)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusCreated {
			t.Fatalf("%s: %s", at, resp.Status)
		}
		return "oci://" + host + "/other@" + digest.FromString(body).String()
	}
	layer := func(typ string) string {
		return fmt.Sprintf(`{"mediaType":%q,"digest":"sha256:%064d","size":3}`, typ, 0)
	}
	manifest := func(media, layers string) string {
		return fmt.Sprintf(`{"schemaVersion":2,"mediaType":%q,"config":%s,"layers":[%s]}`, media, layer(configType), layers)
	}
	for name, body := range map[string]string{
		"another layer":   manifest(manifestType, layer("application/vnd.oci.image.layer.v1.tar")),
		"two layers":      manifest(manifestType, layer(packType)+","+layer(packType)),
		"no layer":        manifest(manifestType, ""),
		"another type":    manifest("application/vnd.docker.distribution.manifest.v2+json", layer(packType)),
		"a key twice":     strings.Replace(manifest(manifestType, layer(packType)), "{", `{"layers":[],`, 1),
		"blob not there":  manifest(manifestType, layer(packType)),
		"not JSON at all": "hello",
		"a long type":     manifest(manifestType, layer(strings.Repeat("long", 10_000))),
	} {
		a := parsed(t, put("manifests/x", manifestType, body))
		if p, err := c.Pull(t.Context(), a); err == nil {
			t.Errorf("%s: %+v", name, p)
		} else if text := err.Error(); len(text) > 1000 {
			t.Errorf("%s: an error of %d bytes", name, len(text))
		}
	}
}

// A registry may point elsewhere, but only as far as the scheme goes and where the outside may lead.
func TestRedirects(t *testing.T) {
	var elsewhere string
	redirecting := false
	host := serve(t, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if redirecting && strings.Contains(r.URL.Path, "/blobs/") {
				http.Redirect(w, r, elsewhere, http.StatusTemporaryRedirect)
				return
			}
			h.ServeHTTP(w, r)
		})
	})
	c := &Client{PlainHTTP: true, MaxPack: most}
	a := pushed(t, c, host)
	good := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "the pack") }))
	defer good.Close()
	redirecting, elsewhere = true, good.URL
	if p, err := c.Pull(t.Context(), a); err == nil { // its signature is a blob as well
		t.Errorf("a signature of another digest: %+v", p)
	} else if !strings.Contains(err.Error(), "signatures") {
		t.Errorf("not redirected: %v", err)
	}
	for _, to := range []string{
		"https://" + host + "/x", "http://registry.example.com/x", "http://169.254.169.254/latest/meta-data", "http://2130706433/x", "file:///etc/passwd", "http://" + host + "/v2/team/pack/blobs/loop",
	} {
		elsewhere = to
		if _, err := c.Pull(t.Context(), a); err == nil {
			t.Errorf("followed to %s", to)
		}
	}
}

func TestReachable(t *testing.T) {
	for address, want := range map[string]bool{
		"192.0.2.1:443": true, "10.0.0.1:443": true, "[2001:db8::1]:443": true,
		"127.0.0.1:443": false, "127.8.9.1:443": false, "[::1]:443": false, "169.254.169.254:80": false, "[fe80::1]:443": false, "0.0.0.0:443": false,
		"[::ffff:127.0.0.1]:443": false, "[::ffff:169.254.169.254]:443": false, "[fd00:ec2::254]:443": false, "nonsense": false,
	} {
		if got := reachable(address, false) == nil; got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
	for address, want := range map[string]bool{"127.0.0.1:5000": true, "[::1]:5000": true, "192.0.2.1:5000": false, "169.254.169.254:80": false} {
		if got := reachable(address, true) == nil; got != want {
			t.Errorf("of this machine, %s: %v", address, got)
		}
	}
}

// Over https, as against a real registry, with a login of the docker config.
func TestHTTPSAndLogin(t *testing.T) {
	inner := oci.New(quiet, oci.WithReferrersSupport(true))
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, password, ok := r.BasicAuth(); !ok || user != "me" || password != "secret" {
			w.Header().Set("WWW-Authenticate", `Basic realm="x"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		inner.ServeHTTP(w, r)
	}))
	defer s.Close()
	host := strings.TrimPrefix(s.URL, "https://")
	config := fmt.Sprintf(`{"auths":{%q:{"auth":%q}},"credsStore":"must-not-run"}`, host, base64.StdEncoding.EncodeToString([]byte("me:secret")))
	c := &Client{MaxPack: most, DockerConfig: []byte(config), transport: s.Client().Transport}
	a := pushed(t, c, host)
	if p, err := c.Pull(t.Context(), a); err != nil || !bytes.Equal(p.Pack, []byte("the pack")) {
		t.Errorf("%+v %v", p, err)
	}
	c.DockerConfig = nil
	if _, err := c.Pull(t.Context(), a); err == nil {
		t.Error("pulled without a login")
	}
	c.DockerConfig = []byte("{")
	if _, err := c.Pull(t.Context(), a); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("%v", err)
	}
	c.DockerConfig, c.transport = nil, nil
	if _, err := c.Pull(t.Context(), a); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("an unknown certificate: %v", err)
	}
	c.PlainHTTP = true
	if _, err := c.Pull(t.Context(), parsed(t, "oci://registry.example.com/pack:1")); err == nil || !strings.Contains(err.Error(), "this machine") {
		t.Errorf("plain http to the outside: %v", err)
	}
}

func TestAddresses(t *testing.T) {
	digest := "sha256:" + strings.Repeat("0a", 32)
	for _, good := range []string{
		"oci://registry.example.com/pack", "oci://registry.example.com/team/pack:1.4.0", "oci://registry.example.com:5000/team/pack@" + digest,
		"oci://localhost:5000/pack:x", "oci://127.0.0.1:5000/pack", "oci://[::1]:5000/pack", "oci://localhost/pack",
	} {
		if a, err := Parse(good); err != nil || a.String() != good {
			t.Errorf("%s: %v %v", good, a, err)
		}
	}
	for _, bad := range []string{
		"", "oci://", "oci:///pack", "oci://registry.example.com", "oci://registry.example.com/", "registry.example.com/pack", "OCI://registry.example.com/pack", "https://registry.example.com/pack",
		"oci://2130706433/x", "oci://0x7f000001/x", "oci://0x7f.1/x", "oci://169.254.169.254/x", "oci://10.0.0.1/x", "oci://[fe80::1]/x", "oci://[::ffff:169.254.169.254]/x", "oci://1.2.3/x",
		"oci://user:password@registry.example.com/x", "oci://user@registry.example.com/x", "oci://registry.example.com/x?y=z", "oci://registry.example.com/x#y", "oci://registry.example.com/../x",
		"oci://registry.example.com/Team/x", "oci://registry.example.com/x:", "oci://registry.example.com/x@", "oci://registry.example.com/x@sha256:00", "oci://registry.example.com/x:1@" + digest,
		"oci://registry.example.com/x@" + strings.ToUpper(digest), "oci://registry.example.com/x@sha512:" + strings.Repeat("0a", 64), "oci://registry.example.com/x:a:b", "oci://registry.example.com/x y", "oci://regıstry.example.com/x",
		"oci://registry/x", "oci://Registry.example.com/x", "oci://registry.example.com./x", "oci://registry.example.com:/x", "oci://registry.example.com:port/x", "oci://localhost.evil/../x", "oci://127.0.0.1.evil:x/y", "oci://registry.example.com/" + strings.Repeat("a", 500),
		"oci://\\\\evil\\share", "oci://registry.example.com//x", "oci://-a.example.com/x", "oci://\nregistry.example.com/x",
	} {
		if a, err := Parse(bad); err == nil {
			t.Errorf("%s: %+v", bad, a)
		}
	}
	if (Address{Host: "localhost.example.com"}).Local() || (Address{Host: "169.254.169.254"}).Local() || !(Address{Host: "[::1]:80"}).Local() {
		t.Error("this machine is mistaken")
	}
}
