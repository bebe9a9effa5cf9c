package cli

import (
	"github.com/spf13/cobra"
)

// policy groups the commands for those who write commitments.
func (c *command) policy() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "policy",
		Short: "Write, test, document and share commitments",
		Long: `Policy is the bench of those who draft commitments. A draft is a folder with a Rego file for each commitment,
FAMILY/NAME.rego, and its test beside it. Belay's own helpers (data.belay.lib) and the release that its own
tests start from (data.belay.fixture) are there for every draft.

Drafts are parsed and run in a process of their own, with limits of time, memory and output.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(c.policyNew(), c.policyTest(), c.policyLint(), c.policyMutate(), c.policyFmt(), c.policyInspect(), c.policyDiff())
	cmd.AddCommand(c.policyDocs())
	cmd.AddCommand(c.policyBuild(), c.policySign(), c.policyVerify(), c.policyPull(), c.policyPush())
	return cmd
}
