package cli

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"belay/checker/policy"
	"belay/checker/policy/bundle"
	"belay/checker/policy/child"
	"belay/checker/policy/draft"
	"belay/checker/report"
	"belay/policies"
	"belay/schemas"
)

func inspectJob(_ context.Context, request []byte, _ func(string)) (any, error) {
	var sent []sentLayer
	if err := json.Unmarshal(request, &sent); err != nil {
		return nil, err
	}
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

Exit codes: 0 done, 3 refused (a flag, or the pack is not there), 4 the pack
does not load, or a limit is broken.`,
		Example: `  belay policy inspect drafts
  belay policy inspect builtin -f json`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if format != "text" && format != "json" {
				return refused("it is text or json", "--format: there is no format %q", format)
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
	cmd.Flags().StringVarP(&format, "format", "f", "text", "text or json")
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

// limitsOfDiff bound the process that judges the releases of two packs' tests by both.
var limitsOfDiff = child.Limits{Time: 3 * time.Minute, Memory: 1 << 30, Output: 16 << 20}

// diffRequest asks a child process how two packs differ.
type diffRequest struct {
	Old []sentLayer `json:"old"`
	New []sentLayer `json:"new"`
}

func diffJob(ctx context.Context, request []byte, _ func(string)) (any, error) {
	var r diffRequest
	if err := json.Unmarshal(request, &r); err != nil {
		return nil, err
	}
	return draft.Diff(ctx, receive(r.Old), receive(r.New))
}

func (c *command) policyDiff() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Say how one pack differs from another, in plain sentences",
		Long: `Diff compares two packs, folders, .tar.gz files or "builtin": which commitments
are new, gone, stricter or looser, and why. Which way a number goes, and what
changed rules come to, is found out by judging the releases of both packs' tests
by both; a .tar.gz file has no tests.

Exit codes: 0 done, whether they differ or not, 3 refused (a flag, or a pack is
not there), 4 a pack does not load, or a limit is broken.`,
		Example: `  belay policy diff builtin drafts
  belay policy diff drafts.old drafts -f json`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if format != "text" && format != "json" {
				return refused("it is text or json", "--format: there is no format %q", format)
			}
			older, err := c.packLayers(args[0])
			if err != nil {
				return err
			}
			newer, err := c.packLayers(args[1])
			if err != nil {
				return err
			}
			var d draft.Difference
			if err := c.draft(cmd.Context(), limitsOfDiff, "diff", diffRequest{send(older), send(newer)}, &d, nil); err != nil {
				return err
			}
			if format == "json" {
				return c.json(d)
			}
			return report.Difference(c.std.Out, &d, c.style())
		},
	}
	cmd.Flags().StringVarP(&format, "format", "f", "text", "text or json")
	return cmd
}

// cleanLines makes every line of a text safe to print.
func cleanLines(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		bare, end := strings.CutSuffix(line, "\n")
		tabbed := strings.Split(bare, "\t")
		for i := range tabbed {
			tabbed[i] = schemas.Clean(tabbed[i])
		}
		b.WriteString(strings.Join(tabbed, "\t"))
		if end {
			b.WriteByte('\n')
		}
	}
	return b.String()
}
