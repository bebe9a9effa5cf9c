package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"belay/checker/policy"
	"belay/checker/policy/child"
	"belay/checker/policy/regotest"
	"belay/checker/report"
	"belay/schemas"
)

// Limits of a run of tests. The tests themselves are stopped before the process is, so that what was seen until then is
// told; a draft that hangs while it is compiled ends with the process.
const (
	testsTime   = 2 * time.Minute
	testsBench  = 10 * time.Minute // besides, with --bench
	testsSpared = 15 * time.Second // for telling
	testsMemory = 512 << 20
	testsOutput = 64 << 20
)

// testRequest asks a child process to run the tests of layers.
type testRequest struct {
	Layers  []sentLayer      `json:"layers"`
	Options regotest.Options `json:"options"`
}

// testAnswer is what it answers: a report, or that there was nothing to run.
type testAnswer struct {
	Report *regotest.Report      `json:"report,omitempty"`
	Loads  bool                  `json:"loads"`
	None   *regotest.NoTestError `json:"none,omitempty"`
}

func testJob(ctx context.Context, r testRequest, _ func(string)) (any, error) {
	report, err := regotest.Run(ctx, r.Options, receive(r.Layers)...)
	var none *regotest.NoTestError
	if errors.As(err, &none) {
		return testAnswer{None: none}, nil
	}
	if err != nil {
		return nil, err
	}
	return testAnswer{Report: report, Loads: loads(receive(r.Layers))}, nil
}

// loads tells whether the rules that were tested would be taken to judge by, as far as it is found out in a short time:
// tests need less. A draft of tests alone has nothing to load.
func loads(layers []policy.Layer) bool {
	files, ok := layers[len(layers)-1].FS.(policy.Files)
	if !ok || !slices.ContainsFunc(slices.Collect(maps.Keys(files)), isRule) {
		return true
	}
	done := make(chan bool, 1)
	go func() {
		defer func() {
			if recover() != nil {
				done <- false
			}
		}()
		_, err := policy.Load(layers...)
		done <- err == nil
	}()
	select {
	case ok := <-done:
		return ok
	case <-time.After(testsSpared / 3):
		return true
	}
}

// testFlags are the flags of belay policy test, named as opa test names its own.
type testFlags struct {
	options   regotest.Options
	verbose   bool
	threshold float64
	asked     bool // for a threshold
	format    string
	watch     bool
}

var testFormats = []string{"pretty", "json", "junit"}

func (c *command) policyTest() *cobra.Command {
	var f testFlags
	cmd := &cobra.Command{
		Use:   "test [DIR]",
		Short: "Run the tests beside the commitments of a draft",
		Long: `Test runs the tests in DIR, by default the current folder: rules named test_… in
files that end in _test.rego. Each case of a table, test_x[note], counts as a
test of its own. Of one that fails it shows what differed.

Tests may call what the rules may, object.*, json.*, sprintf and their like, and
nothing that reaches out or does not answer the same each time.

With --coverage it names the lines of the rules that no test reaches.

Of a table in which a case is in error the others are run one by one. What the
time for all tests does not suffice for is counted as not run.

Exit codes: 0 all tests pass, 1 one does not or was not run, or the threshold is
not reached, 3 refused (a flag, or a folder that is missing or holds no Rego or
no tests), 4 the files do not parse or compile, or a limit is broken.`,
		Example: `  belay policy test
  belay policy test drafts --run SD-08 -v
  belay policy test drafts --coverage --threshold 100
  belay policy test drafts -f junit > tests.xml`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			f.asked = cmd.Flags().Changed("threshold")
			if err := f.check(); err != nil {
				return err
			}
			if f.watch {
				return c.watchTests(cmd.Context(), dirOf(args), f)
			}
			return c.runTests(cmd.Context(), dirOf(args), f)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&f.options.Run, "run", "r", "", "run only what this regular expression finds: a\ncommitment's id, or a test as data.PACKAGE.test_x/case")
	flags.BoolVarP(&f.verbose, "verbose", "v", false, "show each test")
	flags.BoolVarP(&f.options.Coverage, "coverage", "c", false, "show the lines that no test reaches")
	flags.Float64Var(&f.threshold, "threshold", 0, "fail when tests reach less than this percentage of\nthe lines; implies --coverage")
	flags.BoolVar(&f.options.Bench, "bench", false, "measure each test")
	flags.DurationVar(&f.options.Timeout, "timeout", regotest.DefaultTimeout, "time for one test or case")
	addFormat(cmd, &f.format, testFormats)
	flags.BoolVarP(&f.watch, "watch", "w", false, "run again whenever a file changes, until interrupted")
	return cmd
}

func (f *testFlags) check() error {
	if err := cmp.Or(checkFormat(f.format, testFormats), checkRun(f.options.Run), checkThreshold(f.threshold), checkTimeout(f.options.Timeout, "30s")); err != nil {
		return err
	}
	f.options.Coverage = f.options.Coverage || f.asked
	if f.watch && f.format != "pretty" {
		return refused("leave out --watch or --format", "--watch: it shows tests to people, and not as %s", f.format)
	}
	return nil
}

// runTests runs the tests in dir and shows what they say.
func (c *command) runTests(ctx context.Context, dir string, f testFlags) error {
	layers, err := c.layersOf(dir)
	if err != nil {
		return err
	}
	limits := child.Limits{Time: max(testsTime, 4*f.options.Timeout), Memory: testsMemory, Output: testsOutput}
	if f.options.Bench {
		limits.Time += testsBench
	}
	f.options.Total = limits.Time - testsSpared
	var answer testAnswer
	if err := c.draft(ctx, limits, "test", testRequest{send(layers), f.options}, &answer, nil); err != nil {
		return err
	}
	if answer.None != nil && answer.None.Run != "" {
		return refused("it looks in ids such as SD-02, and in names such as data.belay.staged_deployment.soak_test.test_soak/a case", "--run: %w", answer.None)
	}
	if answer.Report == nil {
		return refused("tests are rules named test_… in files that end in _test.rego; belay policy new writes the first ones", "%s: no test found, and that is not a pass", dir)
	}
	var threshold *float64
	if f.asked {
		threshold = &f.threshold
	}
	run := report.NewTestRun(answer.Report, threshold)
	run.Unloadable = !answer.Loads
	if !run.Passed {
		c.worse(exitFail)
	}
	switch f.format {
	case "json":
		return c.json(run)
	case "junit":
		return report.JUnit(c.std.Out, run)
	}
	return report.Tests(c.std.Out, run, f.verbose, c.style())
}

// How often --watch looks at the files, and how long it waits for an editor that is still writing.
const (
	watchEvery  = 400 * time.Millisecond
	watchSettle = 100 * time.Millisecond
	maxWatched  = 20_000 // files and folders
)

// watchTests runs the tests again and again, each time that a Rego file in dir is another, until ctx ends. What is wrong
// with the files is told and waited out.
func (c *command) watchTests(ctx context.Context, dir string, f testFlags) error {
	if _, err := os.Stat(dir); err != nil {
		return c.runTests(ctx, dir, f) // which says what is wrong with it
	}
	if c.onTerminal() {
		fmt.Fprintf(c.std.Err, "belay: watching the Rego files in %s; ctrl-c ends it\n", schemas.Clean(dir))
	}
	for {
		before := stamp(dir)
		if err := c.runTests(ctx, dir, f); err != nil && ctx.Err() == nil {
			c.failed(err)
		}
		for stamp(dir) == before {
			if !pause(ctx, watchEvery) {
				return ctx.Err()
			}
		}
		for last := ""; last != stamp(dir); {
			last = stamp(dir)
			if !pause(ctx, watchSettle) {
				return ctx.Err()
			}
		}
		fmt.Fprint(c.std.Out, "\n")
	}
}

// pause waits, and reports whether it could wait to the end.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// stamp is another whenever a Rego file below dir comes, goes, or is written to.
func stamp(dir string) string {
	var all strings.Builder
	left := maxWatched
	_ = fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if left--; left < 0 {
			return fs.SkipAll
		}
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".rego") {
			return nil
		}
		if info, err := d.Info(); err == nil {
			fmt.Fprintf(&all, "%q %d %d\n", name, info.Size(), info.ModTime().UnixNano())
		}
		return nil
	})
	return all.String()
}
