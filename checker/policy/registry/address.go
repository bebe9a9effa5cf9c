package registry

import (
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"strings"

	ref "oras.land/oras-go/v2/registry"

	"belay/schemas"
)

// Scheme is what the address of a pack in a registry begins with.
const Scheme = "oci://"

const maxAddress = 500

// Address is where a pack lies in a registry. Exactly one of Tag and Digest is set, or neither.
type Address struct {
	Host       string // with its port, if any
	Repository string
	Tag        string
	Digest     string // "sha256:<hex>" of the manifest, which covers all of the pack
}

// String writes the address as Parse reads it.
func (a Address) String() string {
	switch {
	case a.Digest != "":
		return Scheme + a.Host + "/" + a.Repository + "@" + a.Digest
	case a.Tag != "":
		return Scheme + a.Host + "/" + a.Repository + ":" + a.Tag
	}
	return Scheme + a.Host + "/" + a.Repository
}

// Local tells whether the host is this machine, by a name that no resolver can turn into another.
func (a Address) Local() bool {
	host := a.hostname()
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || (err == nil && ip.IsLoopback())
}

func (a Address) hostname() string {
	if host, _, err := net.SplitHostPort(a.Host); err == nil {
		return host
	}
	return strings.Trim(a.Host, "[]")
}

// hostForm is a name with a letter in its last part: a number there is an IP address in one of its many spellings.
var hostForm = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$`)

// Parse reads the address of a pack: oci://host/repository, with :tag or @sha256:digest behind it or nothing. Hosts are
// names; an IP address is taken only where it is this machine.
func Parse(text string) (Address, error) {
	var a Address
	rest, found := strings.CutPrefix(text, Scheme)
	switch {
	case !found:
		return a, fmt.Errorf("%q does not begin with %s", schemas.Clean(text), Scheme)
	case len(text) > maxAddress:
		return a, fmt.Errorf("an address of more than %d bytes", maxAddress)
	}
	host, path, _ := strings.Cut(rest, "/")
	a.Host = host
	if !a.Local() && !hostForm.MatchString(a.hostname()) {
		return a, fmt.Errorf("%q is no host of a registry: it is named in small letters, as in registry.example.com", schemas.Clean(host))
	}
	if _, port, err := net.SplitHostPort(host); err == nil && !portForm.MatchString(port) {
		return a, fmt.Errorf("%q is no host with a port", schemas.Clean(host))
	}
	path, digest, pinned := strings.Cut(path, "@")
	a.Repository, a.Tag, _ = strings.Cut(path, ":")
	tagged := strings.Contains(path, ":")
	a.Digest = digest
	r := ref.Reference{Registry: a.Host, Repository: a.Repository}
	if r.ValidateRegistry() != nil || r.ValidateRepository() != nil {
		return a, fmt.Errorf("%q is no host and repository, as in registry.example.com/team/pack", schemas.Clean(host+"/"+a.Repository))
	}
	switch {
	case pinned && tagged:
		return a, fmt.Errorf("a tag and a digest: the digest says which one it is, so leave out %q", schemas.Clean(":"+a.Tag))
	case pinned && !digestForm.MatchString(digest):
		return a, fmt.Errorf("%q is no digest, which is sha256: and 64 small hexadecimal digits", schemas.Clean(digest))
	case tagged:
		if r.Reference = a.Tag; r.ValidateReferenceAsTag() != nil {
			return a, fmt.Errorf("%q is no tag", schemas.Clean(a.Tag))
		}
	}
	return a, nil
}

var (
	digestForm = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)
	portForm   = regexp.MustCompile(`^[1-9][0-9]{0,4}$`)
)
