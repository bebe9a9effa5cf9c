package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"belay/attest"
	"belay/checker/policy/bundle"
	"belay/checker/policy/registry"
	"belay/schemas"
)

func (c *command) policySign() *cobra.Command {
	var key, out, expires, at string
	cmd := &cobra.Command{
		Use:   "sign PACK --key KEY",
		Short: "Sign a pack, so that others can tell whose it is",
		Long: `Sign writes the signature of a pack that belay policy build has made, as a
sigstore bundle beside it: who holds the key says that these bytes are the pack
of that name and version.

KEY is a file with a private key: PKCS#8 PEM, or cosign's encrypted PEM, whose
password is in the environment as COSIGN_PASSWORD.`,
		Example: `  belay policy sign acme.tar.gz --key team.key
  belay policy sign acme.tar.gz --key team.key --expires 2027-06-30T00:00:00Z`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return c.sign(args[0], key, out, expires, at) },
	}
	flags := cmd.Flags()
	flags.StringVar(&key, "key", "", "the file with the private key (required)")
	flags.StringVarP(&out, "output", "o", "", "the file to write (default PACK"+signatureEnding+")")
	flags.StringVar(&expires, "expires", "", "from when on nobody may judge by it, as\n2027-06-30T00:00:00Z")
	flags.StringVar(&at, "at", "", "the time to sign it at (default now)")
	return cmd
}

func (c *command) sign(name, keyFile, out, expires, at string) error {
	if keyFile == "" {
		return refused("as in --key team.key", "--key: nothing to sign with")
	}
	if out == "" {
		out = name + signatureEnding
	}
	if err := apart(out, []string{name, keyFile}); err != nil {
		return err
	}
	if err := ownOutput(out, "signature of a pack", func(b []byte) bool { _, err := attest.PackClaimUnsafe(b); return err == nil }); err != nil {
		return err
	}
	created, err := timeOf("--at", at)
	if err != nil {
		return err
	}
	p := attest.Pack{Created: created.UTC().Truncate(time.Second)}
	if expires != "" {
		if p.Expires, err = time.Parse(time.RFC3339, expires); err != nil {
			return refused("write it as 2027-06-30T00:00:00Z", "--expires: %q is no time", expires)
		}
	}
	packed, err := readRegular(name, bundle.MaxBytes)
	if err != nil {
		return refused("give the path of a pack that exists and can be read", "%s: %w", name, reason(err))
	}
	b, err := bundle.Read(packed)
	if err != nil {
		return unfit(name, err)
	}
	if b.Name == "" {
		return refused("build it with `belay policy build --name … --version …`", "%s: it has neither name nor version, and a signature is of both", name)
	}
	p.Name, p.Version = b.Name, b.Version
	key, err := readPrivateKey(keyFile)
	if err != nil {
		return err
	}
	signature, err := attest.SignPack(key, filepath.Base(name), packed, p)
	if err != nil {
		return refused("", "%s: %w", name, err)
	}
	if err := replaceFile(out, signature); err != nil {
		return err
	}
	fmt.Fprintf(c.std.Out, "%s  %s %s, signed with the key %s\n", schemas.Clean(out), p.Name, p.Version, key.ID)
	return nil
}

const maxPrivateKey = 64 << 10

// readPrivateKey reads a private key from a file. A key is never named by anything but a flag.
func readPrivateKey(name string) (*attest.Key, error) {
	text, err := readRegular(name, maxPrivateKey)
	if err != nil {
		return nil, refused("give the path of a private key that exists and can be read", "%s: %w", name, reason(err))
	}
	key, err := attest.ReadKey(text, func() ([]byte, error) {
		password, ok := os.LookupEnv("COSIGN_PASSWORD")
		if !ok {
			return nil, errors.New("it is encrypted, and COSIGN_PASSWORD is not set")
		}
		return []byte(password), nil
	})
	if err != nil {
		return nil, refused("give a PEM private key (ECDSA, Ed25519 or RSA); the password of an encrypted one is COSIGN_PASSWORD", "%s: no usable key: %w", name, err)
	}
	return key, nil
}

func (c *command) policyVerify() *cobra.Command {
	var f fetchFlags
	var signature, at string
	cmd := &cobra.Command{
		Use:   "verify PACK --policy-trust TRUST",
		Short: "Say who signed a pack, if it is to be believed",
		Long: `Verify checks the signature of a pack as check --policy does: by somebody whom
the trust file lets sign packs, over these very bytes, not expired, of the name
and version inside, and, where the trust file has a block for that name, by one
of its signers and not below its lowest version. A trust file for packs:

  schema = "belay/trust/v1"

  signer "team" {
    key     = "team.pub"
    time    = "none" # a key needs no log of when it signed
    role    = "independent"
    attests = ["policy-pack/v1"]
  }

  pack "acme" { # no pack of another name is believed
    signers = ["team"]
    minimum = "1.4.0"
  }

Exit codes: 0 it is, 3 refused (a flag or a file), 4 it is not.`,
		Example: `  belay policy build drafts --name acme --version 1.4.0 -o acme.tar.gz
  belay policy sign acme.tar.gz --key team.key
  belay policy verify acme.tar.gz --policy-trust packs.hcl
  belay check release.hcl --policy acme.tar.gz --policy-trust packs.hcl
  belay policy verify oci://registry.example.com/acme:1.4.0 \
      --policy-trust packs.hcl`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.verify(cmd.Context(), f, args[0], signature, at)
		},
	}
	f.add(cmd)
	cmd.Flags().Lookup("policy-trust").Usage += " (required)"
	cmd.Flags().StringVar(&signature, "signature", "", "the file with its signature\n(default PACK"+signatureEnding+")")
	cmd.Flags().StringVar(&at, "at", "", "the time to judge at (default now)")
	return cmd
}

func (c *command) verify(ctx context.Context, f fetchFlags, name, signature, at string) error {
	if f.trust == "" {
		return refused("--policy-trust names the trust file that says who may sign it", "%s: nothing says whom to believe", name)
	}
	when, err := timeOf("--at", at)
	if err != nil {
		return err
	}
	trust, err := c.trust(f.trust)
	if err != nil {
		return err
	}
	var packed []byte
	var signatures [][]byte
	if strings.HasPrefix(name, registry.Scheme) {
		if signature != "" {
			return refused("leave it out", "--signature: the registry has the signatures of its packs")
		}
		a, err := addressOf(name, f)
		if err != nil {
			return err
		}
		pulled, err := client(f).Pull(ctx, a)
		if err != nil {
			return unfetched(err)
		}
		name, packed, signatures = pulled.Address.String(), pulled.Pack, pulled.Signatures
	} else if packed, signatures, err = readPacked(name, signature); err != nil {
		return err
	}
	v, err := verified(trust, name, packed, signatures, when)
	if err != nil {
		return err
	}
	c.sayVerified(name, v.signed)
	return nil
}

func (c *command) sayVerified(name string, p *attest.SignedPack) {
	fmt.Fprintf(c.std.Out, "ok  %s: %s %s, signed by %s on %s", schemas.Clean(name), p.Name, p.Version, schemas.Clean(p.Signer), p.Created.UTC().Format(time.DateOnly))
	if !p.Expires.IsZero() {
		fmt.Fprintf(c.std.Out, ", until %s", p.Expires.UTC().Format(time.RFC3339))
	}
	fmt.Fprintf(c.std.Out, "\n    %s\n", p.Digest)
}
