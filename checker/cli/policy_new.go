package cli

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"belay/checker/policy"
	"belay/checker/policy/draft"
	"belay/checker/report"
	"belay/policies"
)

func (c *command) policyNew() *cobra.Command {
	var dir, family string
	cmd := &cobra.Command{
		Use:   "new ID TITLE",
		Short: "Begin a commitment: rules, tests and the release that they start from",
		Long: `New writes three files: the commitment with its METADATA, its tests, and the
release that they start from. They load and pass their tests as they are, and
ask for an example that is to be replaced: belay policy lint fails until the
description, the fix and the reason of its number are not the example's any
more. No file is written over.

The letters of the ID say the family, as SD is staged_deployment; letters that
no family has yet need --family. Ids of the built-in pack are taken.`,
		Example: `  belay policy new SD-08 "No first external stage on a Friday" --dir drafts
  belay policy new QA-01 "Two people look at it" --family quality`,
		Args: cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			return c.begin(dir, draft.Beginning{ID: args[0], Title: args[1], Family: family})
		},
	}
	cmd.Flags().StringVarP(&dir, "dir", "d", ".", "the folder of the pack; made if it is not there")
	cmd.Flags().StringVar(&family, "family", "", "the family of letters that are new, as quality\n(default: what the letters of the ID say)")
	_ = cmd.MarkFlagDirname("dir")
	return cmd
}

// begin writes the files of a new commitment into dir.
func (c *command) begin(dir string, b draft.Beginning) error {
	own, err := filesIn(dir)
	if err != nil {
		return err
	}
	builtin, err := policy.Read(policy.Layer{FS: policies.FS})
	if err != nil {
		return err
	}
	taken := []policy.Files{own}
	if files, ok := builtin.FS.(policy.Files); ok {
		taken = append(taken, files)
	}
	if draft.Fixtureless(own) {
		return refused("copy lib/fixture*_test.rego of the built-in pack beside it, or take package belay.lib out", "%s: it brings package belay.lib and no package belay.fixture, which the tests start from", dir)
	}
	files, err := draft.New(b, taken...)
	var begin *draft.BeginError
	if errors.As(err, &begin) {
		return refused(begin.Hint, "%w", err)
	}
	if err != nil {
		return err
	}
	names, err := writeNew(dir, files)
	if err != nil {
		return err
	}
	return report.Began(c.std.Out, slashed(dir), names, c.style())
}

// filesIn are the Rego files of a folder, none where there is no such folder.
func filesIn(dir string) (policy.Files, error) {
	root, err := os.OpenRoot(dir)
	if errors.Is(err, os.ErrNotExist) {
		return policy.Files{}, nil
	}
	if err != nil {
		return nil, refused("name a folder", "%s: %w", dir, reason(err))
	}
	defer root.Close()
	l, err := policy.Read(policy.Layer{Name: slashed(dir), FS: root.FS()})
	if err != nil {
		return nil, &packError{err}
	}
	files, ok := l.FS.(policy.Files)
	if !ok {
		return nil, fmt.Errorf("reading %s: no files", dir)
	}
	return files, nil
}

// writeNew writes files that are not there yet into dir, all of them or none, and returns their names.
func writeNew(dir string, files []draft.File) (names []string, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, refused("name a folder that can be made", "%s: %w", dir, reason(err))
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, refused("name a folder", "%s: %w", dir, reason(err))
	}
	defer root.Close()
	written := []string{}
	defer func() {
		if err != nil {
			for _, name := range slices.Backward(written) {
				_ = root.Remove(filepath.FromSlash(name))
			}
		}
	}()
	for _, f := range files {
		shown := filepath.ToSlash(filepath.Join(dir, filepath.FromSlash(f.Name)))
		if err := root.MkdirAll(filepath.FromSlash(path.Dir(f.Name)), 0o755); err != nil {
			return nil, refused("", "%s: %w", shown, reason(err))
		}
		out, err := root.OpenFile(filepath.FromSlash(f.Name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if errors.Is(err, os.ErrExist) {
			return nil, refused("give it another title, or remove what is there", "%s: it is there already, and is not written over", shown)
		}
		if err != nil {
			return nil, refused("", "%s: %w", shown, reason(err))
		}
		written, names = append(written, f.Name), append(names, shown)
		_, err = out.WriteString(f.Text)
		if err := errors.Join(err, out.Close()); err != nil {
			return nil, refused("", "%s: %w", shown, reason(err))
		}
	}
	return names, nil
}
