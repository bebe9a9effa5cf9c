package cli

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"belay/attest"
	"belay/checker/policy"
	"belay/checker/report"
	"belay/policies"
	"belay/schemas"
)

// version is set by the build of a release: -ldflags "-X belay/checker/cli.version=1.2.3".
var version = "dev"

// Version is the version of the program, "dev" for one that is no release.
func Version() string { return version }

// described returns what the packs of the flags say of their commitments. The built-in pack is not even compiled for it.
func (c *command) described(ctx context.Context, f packFlags) ([]policy.Commitment, error) {
	if len(f.packs) == 0 && f.check() == nil {
		return policy.Describe(policy.Layer{FS: policies.FS})
	}
	sources, err := c.packSources(ctx, f)
	if err != nil {
		return nil, err
	}
	p, err := loadSources(ctx, sources)
	if err != nil {
		return nil, err
	}
	return p.Commitments, nil
}

func (c *command) explain() *cobra.Command {
	var f packFlags
	cmd := &cobra.Command{
		Use:     "explain ID",
		Short:   "Say what a commitment asks, with its numbers, its sources and how to keep it",
		Example: "  belay explain SD-02",
		Args:    cobra.ExactArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			ids := []string{}
			all, _ := policy.Describe(policy.Layer{FS: policies.FS})
			for _, one := range all {
				ids = append(ids, one.ID+"\t"+one.Title)
			}
			return ids, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			all, err := c.described(cmd.Context(), f)
			if err != nil {
				return err
			}
			ids := []string{}
			for _, one := range all {
				if strings.EqualFold(one.ID, args[0]) {
					return report.Explain(c.std.Out, one, c.style())
				}
				ids = append(ids, one.ID)
			}
			hint := "a draft is named with --policy; belay commitments lists the others"
			if len(f.packs) > 0 {
				hint = "belay commitments lists them, with the same --policy"
			}
			word := strings.ToUpper(args[0])
			// Ids are so short that one of another family is near to any.
			family := slices.DeleteFunc(ids, func(id string) bool { return len(word) < 2 || !strings.HasPrefix(id, word[:2]) })
			if near := schemas.DidYouMean(word, family); strings.HasPrefix(near, "did you mean") {
				hint += "; " + near
			}
			return refused(hint, "there is no commitment %q", args[0])
		},
	}
	f.add(cmd)
	return cmd
}

func (c *command) commitments() *cobra.Command {
	var format string
	var f packFlags
	cmd := &cobra.Command{
		Use:   "commitments",
		Short: "List the commitments",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkFormat(format, textOrJSON); err != nil {
				return err
			}
			all, err := c.described(cmd.Context(), f)
			if err != nil {
				return err
			}
			if format == "json" {
				return c.json(all)
			}
			return report.List(c.std.Out, all, c.style())
		},
	}
	f.add(cmd)
	addFormat(cmd, &format, textOrJSON)
	return cmd
}

func (c *command) version() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version, and how old the built-in trusted root is",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			dated := attest.BuiltinRootDate()
			age := int(time.Since(dated) / (24 * time.Hour))
			commit := ""
			if info, ok := debug.ReadBuildInfo(); ok {
				for _, s := range info.Settings {
					if s.Key == "vcs.revision" {
						commit = s.Value
					}
				}
			}
			if asJSON {
				return c.json(map[string]any{
					"version": version, "commit": commit, "go": runtime.Version(), "os": runtime.GOOS, "arch": runtime.GOARCH,
					"trusted_root": map[string]any{"name": "public-good", "dated": dated.Format(time.DateOnly), "age_days": age},
				})
			}
			fmt.Fprintf(c.std.Out, "belay %s\n", version)
			if commit != "" {
				fmt.Fprintf(c.std.Out, "commit        %s\n", commit)
			}
			fmt.Fprintf(c.std.Out, "go            %s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
			fmt.Fprintf(c.std.Out, "trusted root  sigstore public-good of %s, %d days old\n", dated.Format(time.DateOnly), age)
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	return cmd
}
