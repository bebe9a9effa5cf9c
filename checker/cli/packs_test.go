package cli

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"

	"github.com/google/go-containerregistry/pkg/registry"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/sigstore/sigstore/pkg/cryptoutils"

	"belay/attest/forge"
)

// keys writes NAME.key and NAME.pub for each name. With name=password the key is encrypted as cosign does it.
func keys(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		name, password, encrypted := strings.Cut(name, "=")
		key, public, err := forge.Key(name)
		ts.Check(err)
		block := &pem.Block{Type: "PRIVATE KEY"}
		if encrypted {
			block.Type = "ENCRYPTED SIGSTORE PRIVATE KEY"
			block.Bytes, err = cryptoutils.MarshalPrivateKeyToEncryptedDER(key, cryptoutils.StaticPasswordFunc([]byte(password)))
		} else {
			block.Bytes, err = x509.MarshalPKCS8PrivateKey(key)
		}
		ts.Check(err)
		write := func(ending string, text []byte) {
			file := ts.MkAbs(name + ending)
			ts.Check(replaceFile(file, text))
		}
		write(".key", pem.EncodeToMemory(block))
		write(".pub", public)
	}
}

// registryServer starts an OCI registry on this machine, whose address is then in $REGISTRY.
func registryServer(ts *testscript.TestScript, _ bool, _ []string) {
	quiet := registry.Logger(log.New(io.Discard, "", 0))
	s := httptest.NewServer(registry.New(quiet, registry.WithReferrersSupport(true)))
	ts.Defer(s.Close)
	ts.Setenv("REGISTRY", strings.TrimPrefix(s.URL, "http://"))
}

// address pushes a pack and sets $ADDRESS to where it is, by its digest.
func address(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: address PACK oci://REPOSITORY")
	}
	ts.Check(ts.Exec("belay", "policy", "push", args[0], args[1], "--plain-http"))
	at, _, _ := strings.Cut(ts.ReadFile("stdout"), " ")
	ts.Setenv("ADDRESS", at)
}

// proxyServer starts a proxy that everything on its way outside has to pass, refuses all of it, and writes it to the
// file asked.
func proxyServer(ts *testscript.TestScript, _ bool, _ []string) {
	asked := ts.MkAbs("asked")
	var one sync.Mutex
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		one.Lock()
		defer one.Unlock()
		if f, err := os.OpenFile(asked, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644); err == nil {
			fmt.Fprintln(f, r.Method, r.Host)
			_ = f.Close()
		}
		w.WriteHeader(http.StatusForbidden)
	}))
	ts.Defer(s.Close)
	for _, name := range []string{"HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"} {
		ts.Setenv(name, s.URL)
	}
}
