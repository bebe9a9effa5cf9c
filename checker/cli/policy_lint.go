package cli

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"belay/checker/policy"
	"belay/checker/policy/child"
	"belay/checker/report"
	"belay/schemas"
)

// limitsOfDraft bound the process that reads, formats, inspects or lints a draft.
var limitsOfDraft = child.Limits{Time: 30 * time.Second, Memory: 1 << 30, Output: 16 << 20}

func lintJob(_ context.Context, sent []sentLayer, _ func(string)) (any, error) {
	return policy.Lint(receive(sent)...)
}

// linted is what lint says, as JSON.
type linted struct {
	Pass     bool             `json:"pass"`
	Files    int              `json:"files"`
	Regal    string           `json:"regal"` // "not found", "ran" or "failed"
	Findings []policy.Finding `json:"findings"`
}

func (c *command) policyLint() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "lint [DIR]",
		Short: "Find what keeps a draft from loading, and what would go unnoticed",
		Long: `Lint reads the rules and tests in DIR, by default the current folder, and says
what is wrong, why, and what to write instead: METADATA that does not fit the
rules, denials that are silent where a field is left out, rules that can never
hold or that nothing uses, comparisons of different units or the wrong way
round, fields and words that the input does not have, tests that nothing runs.
"builtin" is the built-in pack.

Rules may not say what a misspelling hides in: a path through a function's
parameter, input as a whole, every, with, object.get. CONTRIBUTING.md, under
"A commitment", has an example of each better form.

Where regal is installed, its findings are shown as well.

Exit codes: 0 nothing found, 1 something found, 3 refused (a flag, or a
folder that is missing or holds no Rego), 4 the files cannot be read, or a limit
is broken.`,
		Example: `  belay policy lint
  belay policy lint drafts -f json`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkFormat(format, textOrJSON); err != nil {
				return err
			}
			return c.lint(cmd.Context(), dirOf(args), format)
		},
	}
	addFormat(cmd, &format, textOrJSON)
	return cmd
}

func (c *command) lint(ctx context.Context, dir, format string) error {
	layers, err := c.layersOf(dir)
	if err != nil {
		return err
	}
	own, err := policy.Read(layers[len(layers)-1])
	if err != nil {
		return &packError{err}
	}
	files, _ := own.FS.(policy.Files)
	out := linted{Files: len(files), Regal: "not found"}
	if err := c.draft(ctx, limitsOfDraft, "lint", send(layers), &out.Findings, nil); err != nil {
		return err
	}
	if dir != "builtin" {
		more, ran, err := regal(ctx, dir)
		if ran {
			out.Regal = "ran"
		}
		if err != nil {
			out.Regal = "failed"
			fmt.Fprintf(c.std.Err, "belay: warning: regal: %s\n  hint: its findings are not among those shown; run regal lint %s\n", schemas.Clean(err.Error()), schemas.Clean(dir))
		}
		out.Findings = append(out.Findings, more...)
	}
	slices.SortStableFunc(out.Findings, func(a, b policy.Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	if out.Findings == nil {
		out.Findings = []policy.Finding{}
	}
	if out.Pass = len(out.Findings) == 0; !out.Pass {
		c.worse(exitFail)
	}
	if format == "json" {
		return c.json(out)
	}
	return report.Lint(c.std.Out, out.Findings, out.Files, c.style())
}

const (
	regalTime   = 60 * time.Second
	regalOutput = 16 << 20
)

// regal runs a user's own regal over dir, if there is one, and returns what it finds. It is a program of the user's, as
// his editor's is: it reads the folder by itself.
func regal(ctx context.Context, dir string) (found []policy.Finding, ran bool, err error) {
	program, err := exec.LookPath("regal")
	if err != nil {
		return nil, false, nil
	}
	ctx, cancel := context.WithTimeout(ctx, regalTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "lint", "--format", "json", "--", dir)
	cmd.WaitDelay = time.Second
	out, complaint := &limited{left: regalOutput}, &limited{left: 4096}
	cmd.Stdout, cmd.Stderr = out, complaint
	failed := cmd.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return nil, true, fmt.Errorf("it took longer than %s", regalTime)
	case out.left < 0:
		return nil, true, fmt.Errorf("it wrote more than %d bytes", regalOutput)
	case failed != nil && !errors.As(failed, &exit):
		return nil, true, failed
	}
	var answer struct {
		Violations []struct {
			Title       string `json:"title"`
			Description string `json:"description"`
			Category    string `json:"category"`
			Location    struct {
				File   string `json:"file"`
				Row    int    `json:"row"`
				Column int    `json:"col"`
			} `json:"location"`
			Related []struct {
				Ref string `json:"ref"`
			} `json:"related_resources"`
		} `json:"violations"`
	}
	if err := json.Unmarshal(out.Bytes(), &answer); err != nil || answer.Violations == nil && failed != nil {
		first, _, _ := strings.Cut(strings.TrimSpace(complaint.String()), "\n")
		return nil, true, fmt.Errorf("its answer cannot be read: %s", cmp.Or(first, fmt.Sprint(errors.Join(failed, err))))
	}
	for _, v := range answer.Violations {
		f := policy.Finding{
			File: filepath.ToSlash(v.Location.File), Line: v.Location.Row, Column: v.Location.Column,
			Check: schemas.Clean("regal: " + v.Category + "/" + v.Title), Message: schemas.Clean(v.Description),
		}
		if len(v.Related) > 0 {
			f.Better = schemas.Clean("see " + v.Related[0].Ref)
		}
		found = append(found, f)
	}
	return found, true, nil
}

// limited keeps what is written to it, up to a limit.
type limited struct {
	bytes.Buffer
	left int
}

func (l *limited) Write(b []byte) (int, error) {
	if l.left -= len(b); l.left < 0 {
		return len(b), nil // read on, so that the program can end
	}
	return l.Buffer.Write(b)
}
