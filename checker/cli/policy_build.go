package cli

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"belay/checker/policy"
	"belay/checker/policy/bundle"
	"belay/schemas"
)

func (c *command) policyBuild() *cobra.Command {
	var out, name, version string
	cmd := &cobra.Command{
		Use:   "build [DIR] --name NAME --version VERSION -o FILE",
		Short: "Write a pack as one file, to be signed and sent to others",
		Long: `Build writes the commitments in DIR, by default the current folder, as an OPA
bundle: a .tar.gz of their Rego files and a manifest with name and version. The
same pack gives the same bytes, on any machine. Tests stay at home.

A pack that does not load is not built.`,
		Example: `  belay policy build drafts --name acme --version 1.4.0 -o acme.tar.gz
  belay policy sign acme.tar.gz --key team.key`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.build(cmd.Context(), dirOf(args), name, version, out)
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "the file to write, which ends in .tar.gz (required)")
	cmd.Flags().StringVar(&name, "name", "", "the name of the pack, as in acme-resilience\n(required)")
	cmd.Flags().StringVar(&version, "version", "", "its version, as in 1.4.0 (required)")
	return cmd
}

func (c *command) build(ctx context.Context, dir, name, version, out string) error {
	var missing []string
	for _, flag := range []struct{ name, value string }{{"--name", name}, {"--version", version}, {"-o", out}} {
		if flag.value == "" {
			missing = append(missing, flag.name)
		}
	}
	if len(missing) > 0 {
		return refused("as in --name acme-resilience --version 1.4.0 -o acme.tar.gz", "%s: a pack is built with a name, a version and a file to write", strings.Join(missing, ", "))
	}
	for _, err := range []error{bundle.CheckName(name), bundle.CheckVersion(version)} {
		if err != nil {
			return refused("as in --name acme-resilience --version 1.4.0", "%w", err)
		}
	}
	if err := checkOutput(out); err != nil {
		return err
	}
	if err := apart(out, nil); err != nil {
		return err
	}
	if err := ownOutput(out, "packed file", func(b []byte) bool { return bytes.HasPrefix(b, []byte{0x1f, 0x8b}) }); err != nil {
		return err
	}
	layers, err := c.layersOf(dir)
	if err != nil {
		return err
	}
	pack, err := loadPack(ctx, layers, isBuiltin(layers))
	if err != nil {
		return err
	}
	packed, err := bundle.Build(layers[len(layers)-1], name, version)
	if err != nil {
		return unfit(dir, err)
	}
	if err := replaceFile(out, packed); err != nil {
		return err
	}
	own := policy.Count(len(pack.Commitments), "commitment", "commitments")
	fmt.Fprintf(c.std.Out, "%s  %s %s, %s, %s\n", schemas.Clean(out), name, version, own, schemas.Digest(packed))
	return nil
}
