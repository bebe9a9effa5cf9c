package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"belay/checker/policy"
	"belay/checker/policy/child"
	"belay/checker/policy/draft"
	"belay/checker/report"
	"belay/policies"
)

// limitsOfDiff bound the process that judges the releases of two packs' tests by both.
var limitsOfDiff = child.Limits{Time: 3 * time.Minute, Memory: 1 << 30, Output: 16 << 20}

// diffRequest asks a child process how two packs differ.
type diffRequest struct {
	Old []sentLayer `json:"old"`
	New []sentLayer `json:"new"`
}

func diffJob(ctx context.Context, r diffRequest, _ func(string)) (any, error) {
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

Compared with "builtin", a draft is what it adds to the built-in pack; one that
holds commitments of the built-in pack itself, written otherwise, takes its
place.

Exit codes: 0 done, whether they differ or not, 3 refused (a flag, or a folder
is missing or holds no Rego), 4 a pack does not load, or a limit is broken.`,
		Example: `  belay policy diff builtin drafts
  belay policy diff drafts.before drafts -f json`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkFormat(format, textOrJSON); err != nil {
				return err
			}
			older, err := c.packLayers(args[0])
			if err != nil {
				return err
			}
			newer, err := c.packLayers(args[1])
			if err != nil {
				return err
			}
			if older, newer, err = standing(older, newer); err != nil {
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
	addFormat(cmd, &format, textOrJSON)
	return cmd
}

// standing puts the built-in pack beneath the one that is compared with it, where that is a draft and only adds to it: that
// is how it judges, and the built-in pack's commitments are not gone.
func standing(older, newer []policy.Layer) (from, to []policy.Layer, err error) {
	builtin := policy.Layer{FS: policies.FS}
	held, err := policy.Read(builtin)
	if err != nil {
		return nil, nil, err
	}
	known, _ := held.FS.(policy.Files)
	with := func(layers []policy.Layer) []policy.Layer {
		own, _ := layers[len(layers)-1].FS.(policy.Files)
		if len(layers) < 2 || !draft.Adds(known, own) {
			return layers
		}
		return []policy.Layer{builtin, layers[len(layers)-1]}
	}
	switch {
	case isBuiltin(older) && !isBuiltin(newer):
		return older, with(newer), nil
	case isBuiltin(newer) && !isBuiltin(older):
		return with(older), newer, nil
	}
	return older, newer, nil
}
