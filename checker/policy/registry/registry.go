// Package registry moves packs to and from OCI registries. It is the only importer of oras.
//
// Start with [Client.Pull] and [Client.Push]. A pack is an OCI artifact of one layer, as OPA and conftest have it, and
// its signature is a sigstore bundle that refers to it. What comes back is bytes with the digest that was asked for;
// who made them is not checked here, and neither is what is in them.
//
// A registry is a stranger, and so is whoever answers in its name: it may point to other addresses, send more than it
// said, or never end. Everything is over https except on this machine, within the limits below, and never to an address
// that only this machine can reach.
package registry

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"syscall"
	"time"

	"oras.land/oras-go/v2/registry/remote"
	"oras.land/oras-go/v2/registry/remote/auth"
	"oras.land/oras-go/v2/registry/remote/credentials"
)

// Limits of what a registry may send.
const (
	maxManifest   = 1 << 20
	maxSignature  = 1 << 20
	maxSignatures = 16 // of one pack
	maxPages      = 4
	maxRedirects  = 3
	timeout       = 2 * time.Minute
	dialTimeout   = 30 * time.Second
	maxConfig     = 1 << 20
)

// The types of what a registry holds.
const (
	packType      = "application/vnd.oci.image.layer.v1.tar+gzip"
	configType    = "application/vnd.oci.image.config.v1+json"
	manifestType  = "application/vnd.oci.image.manifest.v1+json"
	signatureType = "application/vnd.dev.sigstore.bundle.v0.3+json"
	emptyType     = "application/vnd.oci.empty.v1+json"
)

// Client talks to registries. The zero value is anonymous, and speaks https only.
type Client struct {
	PlainHTTP    bool   // http instead of https, and to this machine only
	DockerConfig []byte // a docker config.json, whose `auths` are used; helpers that it names are not run
	MaxPack      int64  // bytes of the largest pack that is taken

	// transport stands in for the network in tests of https; nil is the network.
	transport http.RoundTripper
}

// repository opens the repository of an address.
func (c *Client) repository(a Address) (*remote.Repository, error) {
	if c.PlainHTTP && !a.Local() {
		return nil, fmt.Errorf("%s: plain http is for a registry on this machine", a)
	}
	repo, err := remote.NewRepository(a.Host + "/" + a.Repository)
	if err != nil {
		return nil, err
	}
	repo.PlainHTTP = c.PlainHTTP
	repo.MaxMetadataBytes = maxManifest
	repo.ReferrerListMaxPages = maxPages
	repo.SkipReferrersGC = true // nothing is ever deleted
	repo.ManifestMediaTypes = []string{manifestType}
	client := &auth.Client{Client: c.http(a), Cache: auth.NewCache(), Header: http.Header{"User-Agent": {"belay"}}}
	if a.Local() {
		client.BlockedRealmPrefixes = []netip.Prefix{}
	}
	if len(c.DockerConfig) > 0 {
		if len(c.DockerConfig) > maxConfig {
			return nil, fmt.Errorf("the docker config is larger than %d bytes", maxConfig)
		}
		store, err := credentials.NewMemoryStoreFromDockerConfig(c.DockerConfig)
		if err != nil {
			return nil, errors.New("the docker config cannot be read") // what is in it may be a password
		}
		client.Credential = credentials.Credential(store)
	}
	repo.Client = client
	return repo, nil
}

// http is a client that stays on its scheme and away from addresses that only this machine can reach.
func (c *Client) http(a Address) *http.Client {
	scheme := "https"
	if c.PlainHTTP {
		scheme = "http"
	}
	inner := c.transport
	if inner == nil {
		guarded := &net.Dialer{Timeout: dialTimeout, Control: func(_, address string, _ syscall.RawConn) error {
			return reachable(address, a.Local())
		}}
		proxy := proxyOf(scheme + "://" + a.Host)
		inner = &http.Transport{
			Proxy: http.ProxyFromEnvironment, TLSHandshakeTimeout: dialTimeout,
			ResponseHeaderTimeout: time.Minute, MaxResponseHeaderBytes: 1 << 20, ForceAttemptHTTP2: true,
			DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				if address == proxy { // the user's own, wherever it is
					return new(net.Dialer).DialContext(ctx, network, address)
				}
				return guarded.DialContext(ctx, network, address)
			},
		}
	}
	return &http.Client{
		Transport: onlyScheme{scheme, inner},
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			if len(via) > maxRedirects {
				return fmt.Errorf("more than %d redirects", maxRedirects)
			}
			return nil // onlyScheme looks at where to
		},
	}
}

// proxyOf is the host and port of the proxy that the environment names for an address, or "".
func proxyOf(address string) string {
	at, err := url.Parse(address)
	if err != nil {
		return ""
	}
	proxy, err := http.ProxyFromEnvironment(&http.Request{URL: at})
	if err != nil || proxy == nil {
		return ""
	}
	if proxy.Port() != "" {
		return proxy.Host
	}
	return net.JoinHostPort(proxy.Hostname(), cmp.Or(map[string]string{"https": "443", "socks5": "1080", "socks5h": "1080"}[proxy.Scheme], "80"))
}

// onlyScheme refuses every request, a redirected one and one for a token included, that leaves the scheme.
type onlyScheme struct {
	scheme string
	inner  http.RoundTripper
}

func (o onlyScheme) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL.Scheme != o.scheme {
		return nil, fmt.Errorf("%s://%s: the registry points to another scheme than %s", req.URL.Scheme, req.URL.Host, o.scheme)
	}
	if o.scheme == "http" && !(Address{Host: req.URL.Host}).Local() {
		return nil, fmt.Errorf("%s: the registry points away from this machine, over plain http", req.URL.Host)
	}
	return o.inner.RoundTrip(req)
}

// reachable refuses to connect to what a name of the outside must not lead to: this machine, its neighbours on the
// link, and the clouds' metadata. Private networks are where many registries are, so they are left.
func reachable(address string, local bool) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%s: no address", address)
	}
	ip := at.Addr().Unmap()
	if local && ip.IsLoopback() {
		return nil
	}
	if local || slices.ContainsFunc(auth.DefaultBlockedRealmPrefixes(), func(p netip.Prefix) bool { return p.Contains(ip.WithZone("")) }) {
		return fmt.Errorf("%s: the registry's name leads to an address that is not the network's", ip)
	}
	return nil
}

func within(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, timeout)
}
