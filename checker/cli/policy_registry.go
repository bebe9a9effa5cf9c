package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"belay/attest"
	"belay/checker/policy/bundle"
	"belay/schemas"
)

func (c *command) policyPull() *cobra.Command {
	var f fetchFlags
	var out, at string
	var force bool
	cmd := &cobra.Command{
		Use:   "pull ADDRESS -o FILE",
		Short: "Fetch a pack and its signature from an OCI registry",
		Long: `Pull writes the pack at oci://host/repository@sha256:… or :tag to FILE, and its
signature beside it. What a digest names is what is fetched, or nothing is. A
tag can be moved by whoever runs the registry, so a pack is fetched by tag only
with --policy-trust, and only if its signature holds.

A newer version of the same pack is not overwritten with an older one.

Logins are read from the auths of the docker config; helpers are not run.`,
		Example: `  belay policy pull oci://registry.example.com/acme:1.4.0 -o acme.tar.gz \
      --policy-trust packs.hcl`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.pull(cmd.Context(), f, args[0], out, at, force)
		},
	}
	f.add(cmd)
	cmd.Flags().StringVarP(&out, "output", "o", "", "the file to write, which ends in .tar.gz (required)")
	cmd.Flags().BoolVar(&force, "force", false, "overwrite a newer version, another pack, or what\nis no pack")
	cmd.Flags().StringVar(&at, "at", "", "the time to judge the signature at (default now)")
	return cmd
}

func (c *command) pull(ctx context.Context, f fetchFlags, address, out, at string, force bool) error {
	if err := checkOutput(out); err != nil {
		return err
	}
	a, err := addressOf(address, f)
	if err != nil {
		return err
	}
	switch {
	case a.Digest == "" && a.Tag == "":
		return refused("as in "+a.String()+":1.4.0 or @sha256:…", "%s: neither a tag nor a digest", address)
	case a.Digest == "" && f.trust == "":
		return refused("name it by its digest, or say with --policy-trust who may sign it", "%s: whoever runs the registry can move a tag", address)
	}
	when, err := timeOf("--at", at)
	if err != nil {
		return err
	}
	trust, err := c.trust(f.trust)
	if err != nil {
		return err
	}
	for _, file := range []string{out, out + signatureEnding} {
		if err := apart(file, []string{f.trust}); err != nil {
			return err
		}
	}
	p, err := client(f).Pull(ctx, a)
	if err != nil {
		return unfetched(err)
	}
	name := p.Address.String()
	var v *verifiedPack
	if trust != nil {
		v, err = verified(trust, name, p.Pack, p.Signatures, when)
	} else {
		v, err = unverified(name, p.Pack, p.Signatures)
	}
	if err != nil {
		return err
	}
	if !force {
		if err := mayReplace(out, v.Bundle); err != nil {
			return err
		}
	}
	if err := storePack(out, p.Pack, v.signature); err != nil {
		return err
	}
	if v.signed != nil {
		c.sayVerified(name, v.signed)
		return nil
	}
	fmt.Fprintf(c.std.Out, "%s  %s, not verified: --policy-trust says who may sign it\n    %s\n", schemas.Clean(out), packName(v.Bundle), name)
	return nil
}

func packName(b *bundle.Bundle) string {
	if b.Name == "" {
		return "a pack without a name"
	}
	return b.Name + " " + b.Version
}

// mayReplace refuses to lose a newer version of the pack, or anything else that is not an older one.
func mayReplace(out string, b *bundle.Bundle) error {
	text, err := readRegular(out, bundle.MaxBytes)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return refused("", "%s: %w", out, reason(err))
	}
	there, err := bundle.Read(text)
	switch {
	case err != nil:
		return refused("write to another file, or --force", "%s: it would be replaced, and it is no pack", out)
	case there.Name != b.Name:
		return refused("write to another file, or --force", "%s: it would be replaced, and it is another pack, %s", out, packName(there))
	case b.Name != "" && bundle.Older(b.Version, there.Version):
		return unfit(out, &hinted{fmt.Errorf("version %s of %s is there, and %s is older", there.Version, there.Name, b.Version), "an old pack may be what somebody wants you to have; --force takes it all the same"})
	}
	return nil
}

// unverified reads a pack that nobody was asked about, with the first signature that claims to be of it.
func unverified(name string, packed []byte, signatures [][]byte) (*verifiedPack, error) {
	b, err := bundle.Read(packed)
	if err != nil {
		return nil, unfit(name, err)
	}
	v := &verifiedPack{Bundle: b}
	for _, s := range signatures {
		if p, err := attest.PackClaimUnsafe(s); err == nil && p.Digest == schemas.Digest(packed) {
			v.signature = s
			break
		}
	}
	return v, nil
}

// storePack writes a pack and its signature. One that is left from another pack would make this one look altered.
func storePack(out string, packed, signature []byte) error {
	if signature == nil {
		if _, err := os.Lstat(out + signatureEnding); err == nil {
			return refused("take it away, or write to another file", "%s: it is the signature of another pack, and this one has none", out+signatureEnding)
		}
	} else if err := replaceFile(out+signatureEnding, signature); err != nil {
		return err
	}
	return replaceFile(out, packed)
}

func (c *command) policyPush() *cobra.Command {
	var f fetchFlags
	cmd := &cobra.Command{
		Use:   "push PACK ADDRESS",
		Short: "Store a pack and its signature in an OCI registry",
		Long: `Push stores PACK at oci://host/repository:tag, in the form that OPA and conftest
read, and the signature beside it as what refers to it. It prints the address
with the digest, which is the same for the same pack.

Logins are read from the auths of the docker config; helpers are not run.`,
		Example: `  belay policy push acme.tar.gz oci://registry.example.com/acme:1.4.0`,
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.push(cmd.Context(), f, args[0], args[1])
		},
	}
	cmd.Flags().BoolVar(&f.plainHTTP, "plain-http", false, "speak http to a registry on this machine")
	return cmd
}

func (c *command) push(ctx context.Context, f fetchFlags, name, address string) error {
	a, err := addressOf(address, f)
	if err != nil {
		return err
	}
	if a.Digest != "" {
		return refused("give a tag, or nothing behind the repository", "%s: the digest is what comes out", address)
	}
	packed, signatures, err := readPacked(name, "")
	if err != nil {
		return err
	}
	b, err := bundle.Read(packed)
	if err != nil {
		return unfit(name, err)
	}
	var signature []byte
	note := "not signed"
	if len(signatures) > 0 {
		signature = signatures[0]
		claim, err := attest.PackClaimUnsafe(signature)
		if err != nil || claim.Digest != schemas.Digest(packed) || claim.Name != b.Name || claim.Version != b.Version {
			return refused("sign it again with `belay policy sign`", "%s: it is not the signature of this pack", name+signatureEnding)
		}
		note = "with its signature"
	}
	at, err := client(f).Push(ctx, a, strings.TrimSpace(b.Name+" "+b.Version), packed, signature)
	if err != nil {
		return unfetched(err)
	}
	fmt.Fprintf(c.std.Out, "%s  %s, %s\n", at, packName(b), note)
	return nil
}
