package cli

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"belay/checker/policy"
	"belay/checker/policy/child"
	"belay/checker/report/catalogue"
	"belay/policies"
)

// limitsOfDocs bound the process that documents a draft: it loads the pack and runs each case of its tests once.
var limitsOfDocs = child.Limits{Time: time.Minute, Memory: 512 << 20, Output: 64 << 20}

func docsJob(ctx context.Context, sent []sentLayer, _ func(string)) (any, error) {
	return catalogue.Build(ctx, policies.FS, receive(sent)...)
}

func (c *command) policyDocs() *cobra.Command {
	var format, out string
	cmd := &cobra.Command{
		Use:   "docs [DIR]",
		Short: "Write the catalogue of a pack, from its METADATA and its tests",
		Long: `Docs writes a page for each commitment in DIR, by default of the built-in pack:
what it asks, its numbers with their reasons, what it reads, what proves it, a
case of its tests that passes and one that fails as a manifest, its sources, and
the laws and standards that it corresponds to. There are tables across all of
them, too.

Markdown is a folder of pages, HTML one page that needs nothing else, JSON the
same for programs. Without --output all of it goes to standard output.

Exit codes: 0 written, 3 refused (a flag, or a folder that is missing, holds no
Rego or cannot be written), 4 the pack does not load, or a limit is broken.`,
		Example: `  belay policy docs -f html -o site
  belay policy docs drafts -o drafts/docs
  belay policy docs -f json | jq '.commitments[].id'`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkFormat(format, docsFormats); err != nil {
				return err
			}
			if err := folderToWrite(out); err != nil {
				return err
			}
			dir := "builtin"
			if len(args) == 1 {
				dir = args[0]
			}
			cat, err := c.catalogue(cmd.Context(), dir)
			if err != nil {
				return err
			}
			files, err := pages(cat, format)
			if err != nil {
				return err
			}
			if out == "" {
				return c.printPages(files)
			}
			return writePages(out, files)
		},
	}
	addFormat(cmd, &format, docsFormats)
	cmd.Flags().StringVarP(&out, "output", "o", "", "the folder to write to; it is made where it is missing")
	_ = cmd.MarkFlagDirname("output")
	return cmd
}

var docsFormats = []string{"markdown", "html", "json"}

// catalogue documents the pack in dir: the built-in one here, a draft in a process of its own.
func (c *command) catalogue(ctx context.Context, dir string) (*catalogue.Catalogue, error) {
	layers, err := c.layersOf(dir)
	if err != nil {
		return nil, err
	}
	if isBuiltin(layers) {
		return catalogue.Build(ctx, policies.FS, policy.Layer{FS: policies.FS})
	}
	var cat catalogue.Catalogue
	err = c.draft(ctx, limitsOfDocs, "docs", send(layers), &cat, nil)
	return &cat, err
}

// pages returns what is written, by file name.
func pages(cat *catalogue.Catalogue, format string) (map[string][]byte, error) {
	switch format {
	case "html":
		page, err := catalogue.HTML(cat)
		return map[string][]byte{"index.html": page}, err
	case "json":
		doc, err := catalogue.JSON(cat)
		return map[string][]byte{"catalogue.json": doc}, err
	}
	return catalogue.Markdown(cat), nil
}

// printPages writes all files one after the other: the index first, then the commitments, then the tables.
func (c *command) printPages(files map[string][]byte) error {
	order := slices.Sorted(maps.Keys(files)) // capital letters come first
	slices.SortStableFunc(order, func(a, b string) int {
		if a == "README.md" {
			return -1
		}
		if b == "README.md" {
			return 1
		}
		return 0
	})
	for i, name := range order {
		text := files[name]
		if i > 0 {
			text = append([]byte("\n"), text...)
		}
		if _, err := c.std.Out.Write(text); err != nil {
			return err
		}
	}
	return nil
}

// folderToWrite refuses what is there and no folder, before any work is done.
func folderToWrite(dir string) error {
	if dir == "" {
		return nil
	}
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return refused("name a folder that can be written", "--output: %s: %w", dir, reason(err))
	case !info.IsDir():
		return refused("name the folder that the pages go to", "--output: %s is a file, not a folder", dir)
	}
	return nil
}

// ofCommitment matches the pages of commitments, which go when their commitment is gone.
var ofCommitment = regexp.MustCompile(`^[A-Z]{2}-[0-9]{2}\.md$`)

// writePages writes files into dir. Pages of commitments that are no longer there are removed, as long as they say
// themselves that they were written by this command.
func writePages(dir string, files map[string][]byte) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return refused("name a folder that can be written", "--output: %s: %w", dir, reason(err))
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := ownOutput(filepath.Join(dir, name), "page of this command", func(b []byte) bool {
			return !strings.HasSuffix(name, ".md") || bytes.HasPrefix(b, []byte(catalogue.Generated))
		}); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := replaceFile(filepath.Join(dir, name), files[name]); err != nil {
			return err
		}
	}
	if files["README.md"] == nil {
		return nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return refused("", "--output: %s: %w", dir, reason(err))
	}
	for _, e := range entries {
		if files[e.Name()] != nil || !e.Type().IsRegular() || !ofCommitment.MatchString(e.Name()) {
			continue
		}
		name := filepath.Join(dir, e.Name())
		if text, err := os.ReadFile(name); err == nil && bytes.HasPrefix(text, []byte(catalogue.Generated)) {
			if err := os.Remove(name); err != nil {
				return refused("", "--output: %s: %w", name, reason(err))
			}
		}
	}
	return nil
}
