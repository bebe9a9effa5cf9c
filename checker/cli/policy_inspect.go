package cli

import (
	"context"

	"github.com/spf13/cobra"

	"belay/checker/policy"
	"belay/checker/policy/bundle"
	"belay/checker/policy/draft"
	"belay/checker/report"
	"belay/policies"
)

func inspectJob(_ context.Context, sent []sentLayer, _ func(string)) (any, error) {
	return draft.Inspect(receive(sent)...)
}

func (c *command) policyInspect() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "inspect [PACK]",
		Short: "Say what a pack asks for and what its rules look at",
		Long: `Inspect lists the commitments of a pack, a folder (by default the current one)
or a .tar.gz file: ids, titles, parameters with their strict values, the places
in the manifest and in each type of evidence that the rules read, the tests that
must have passed, and the sources. "builtin" is the built-in pack.

Exit codes: 0 done, 3 refused (a flag, or a folder that is missing or holds
no Rego), 4 the pack does not load, or a limit is broken.`,
		Example: `  belay policy inspect drafts
  belay policy inspect builtin -f json`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkFormat(format, textOrJSON); err != nil {
				return err
			}
			layers, err := c.packLayers(dirOf(args))
			if err != nil {
				return err
			}
			var in draft.Inspection
			if err := c.draft(cmd.Context(), limitsOfDraft, "inspect", send(layers), &in, nil); err != nil {
				return err
			}
			if format == "json" {
				return c.json(in)
			}
			return report.Inspect(c.std.Out, &in, c.style())
		},
	}
	addFormat(cmd, &format, textOrJSON)
	return cmd
}

// packLayers returns what is loaded for a pack that is only looked at: "builtin", a folder, or a file as build writes
// it, whoever signed that.
func (c *command) packLayers(name string) ([]policy.Layer, error) {
	if !isBundleFile(name) {
		return c.layersOf(name)
	}
	packed, _, err := readPacked(name, "")
	if err != nil {
		return nil, err
	}
	b, err := bundle.Read(packed)
	if err != nil {
		return nil, unfit(name, err)
	}
	return policy.Stack(policies.Lib(), b.Layer(slashed(name)))
}
