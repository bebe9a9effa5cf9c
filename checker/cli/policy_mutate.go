package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"belay/checker/policy/child"
	"belay/checker/policy/mutate"
	"belay/checker/report"
	"belay/schemas"
)

// Limits of mutating a draft.
const (
	mutateTime   = 10 * time.Minute
	mutateMemory = 2 << 30
	mutateOutput = 64 << 20
)

// mutateRequest asks a child process to mutate the commitments of the last of layers.
type mutateRequest struct {
	Layers  []sentLayer    `json:"layers"`
	Options mutate.Options `json:"options"`
}

// mutateAnswer is what it answers: a report, or that there was nothing to mutate.
type mutateAnswer struct {
	Report *mutate.Report       `json:"report,omitempty"`
	None   *mutate.NothingError `json:"none,omitempty"`
}

func mutateJob(ctx context.Context, r mutateRequest, progress func(string)) (any, error) {
	debug.SetGCPercent(400) // thousands of small evaluations, in a process that ends with them
	r.Options.Progress = func(done, all int, id string) { progress(fmt.Sprintf("%d of %d, %s", done, all, id)) }
	found, err := mutate.Run(ctx, r.Options, receive(r.Layers)...)
	var none *mutate.NothingError
	if errors.As(err, &none) {
		return mutateAnswer{None: none}, nil
	}
	return mutateAnswer{Report: found}, err
}

func (c *command) policyMutate() *cobra.Command {
	var run, format string
	var threshold float64
	var timeout time.Duration
	var verbose bool
	cmd := &cobra.Command{
		Use:   "mutate [DIR]",
		Short: "Ask whether a commitment can pass by accident",
		Long: `Mutate tries to make the commitments in DIR, by default the current folder, pass
when they must not, and to change them without their tests noticing.

Holes. It takes each passing case of a commitment's table of tests, with no more
evidence than it takes to pass, and changes one thing after the other. A hole is
when it still passes although
  - the claim is removed or emptied, or all evidence is gone;
  - a field that the rules read is left out, of which they notice a wrong value,
    unless a passing case lacks that field too;
and when whatever stands in a field that the rules read makes no difference.
What a schema refuses before any rule sees it is no hole.

Survivors. It changes one thing after the other in the rules: drops a condition
or a rule, removes a not, replaces comparisons, numbers, true and false, and
texts. A change for which no test fails is a survivor. The score is the share
that is killed; the threshold is for each commitment and for all of them.

Exit codes: 0 no hole and the threshold reached, 1 a hole, a score below the
threshold, or a commitment with nothing to mutate, 3 refused (a flag, or a folder
that is missing or holds no Rego), 4 the files do not parse or compile, or a
limit is broken.`,
		Example: `  belay policy mutate
  belay policy mutate drafts --run SD-08
  belay policy mutate drafts --threshold 90 -f json`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := cmp.Or(checkFormat(format, textOrJSON), checkRun(run), checkThreshold(threshold), checkTimeout(timeout, "20m")); err != nil {
				return err
			}
			return c.mutate(cmd.Context(), dirOf(args), run, format, threshold, timeout, verbose)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&run, "run", "r", "", "only commitments whose id this regular expression finds")
	flags.Float64Var(&threshold, "threshold", 95, "percent of the changes in the rules that tests must\nnotice")
	flags.DurationVar(&timeout, "timeout", mutateTime, "time for all of it")
	flags.BoolVarP(&verbose, "verbose", "v", false, "show survivors also where the threshold is reached")
	addFormat(cmd, &format, textOrJSON)
	return cmd
}

func (c *command) mutate(ctx context.Context, dir, run, format string, threshold float64, timeout time.Duration, verbose bool) error {
	layers, err := c.layersOf(dir)
	if err != nil {
		return err
	}
	progress, wipe := c.progress("mutating")
	var answer mutateAnswer
	limits := child.Limits{Time: timeout, Memory: mutateMemory, Output: mutateOutput}
	err = c.draft(ctx, limits, "mutate", mutateRequest{send(layers), mutate.Options{Run: run}}, &answer, progress)
	wipe()
	switch {
	case err != nil:
		return err
	case answer.None != nil && answer.None.Run != "":
		return refused("it looks in ids such as SD-02", "--run: %w", answer.None)
	case answer.Report == nil:
		return refused("a commitment is a Rego file in package belay.FAMILY.NAME", "%s: no commitment to mutate, and that is not a pass", dir)
	}
	m := report.NewMutations(answer.Report, threshold)
	if !m.Passed {
		c.worse(exitFail)
	}
	if format == "json" {
		return c.json(m)
	}
	return report.Mutate(c.std.Out, m, verbose, c.style())
}

// progress shows on a terminal how far something is, in one line that wipe takes away again. Elsewhere it shows nothing.
func (c *command) progress(doing string) (show func(string), wipe func()) {
	f, ok := c.std.Err.(*os.File)
	if !ok || !isTerminal(f) {
		return nil, func() {}
	}
	const clean = "\r\x1b[K"
	return func(said string) { fmt.Fprintf(f, "%s%s %s", clean, doing, schemas.Clean(said)) }, func() { fmt.Fprint(f, clean) }
}
