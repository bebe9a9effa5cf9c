package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"

	"belay/checker/policy"
	"belay/checker/policy/draft"
	"belay/schemas"
)

func formatJob(_ context.Context, sent []sentLayer, _ func(string)) (any, error) {
	return draft.Format(receive(sent)...)
}

func (c *command) policyFmt() *cobra.Command {
	var check, list, differ bool
	cmd := &cobra.Command{
		Use:   "fmt [DIR]",
		Short: "Put the Rego files of a draft into the usual form",
		Long: `Fmt writes the Rego files in DIR, by default the current folder, as OPA formats
them, and names those that it changed. METADATA stays as it is written.

With --check, --list or --diff nothing is written.

Exit codes: 0 done, 1 with --check, where a file is not in form, 3 refused (a
flag, or a folder that is missing or holds no Rego), 4 a file does not parse, or
a limit is broken.`,
		Example: `  belay policy fmt
  belay policy fmt drafts --check --diff`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.format(cmd.Context(), dirOf(args), check, list, differ)
		},
	}
	cmd.Flags().BoolVar(&check, "check", false, "fail, and write nothing, where a file is not in form")
	cmd.Flags().BoolVarP(&list, "list", "l", false, "name the files that are not in form, and write nothing")
	cmd.Flags().BoolVarP(&differ, "diff", "d", false, "show what would be changed, and write nothing")
	return cmd
}

func (c *command) format(ctx context.Context, dir string, check, list, differ bool) error {
	if dir == "builtin" {
		return refused("name the folder of a draft", "the built-in pack is part of the program: there is nothing to write")
	}
	own, err := readDir(dir)
	if err != nil {
		return err
	}
	var changed []draft.File
	if err := c.draft(ctx, limitsOfDraft, "format", send([]policy.Layer{own}), &changed, nil); err != nil {
		return err
	}
	files, _ := own.FS.(policy.Files)
	for _, f := range changed {
		before, ours := files[f.Name]
		if !ours {
			return fmt.Errorf("formatting %s: the answer names a file %q that was not asked for", dir, f.Name)
		}
		name := filepath.Join(filepath.FromSlash(own.Name), filepath.FromSlash(f.Name)) // dir may be one file
		if !check && !list && !differ {
			if err := replaceFile(name, []byte(f.Text)); err != nil {
				return err
			}
		}
		shown := schemas.Clean(filepath.ToSlash(name))
		if differ {
			text := diff.Diff(shown, before, shown+" (formatted)", []byte(f.Text))
			fmt.Fprint(c.std.Out, cleanLines(string(text)))
		} else {
			fmt.Fprintln(c.std.Out, shown)
		}
	}
	if check && len(changed) > 0 {
		c.worse(exitFail)
	}
	return nil
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
