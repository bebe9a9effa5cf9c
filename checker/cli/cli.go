// Package cli is the command line: flags, files, exit codes. It reads what the caller names, hands it to the checker,
// and writes what the checker says; it judges nothing itself.
//
// Start with [Main]. Commands stand in files that are named after them or after what they share: belay policy test in
// policy_run.go, since _test.go is Go's, pull and push in policy_registry.go. Strangers' rules run in a process of their
// own (jobs.go); packs that others made are read and believed in packs*.go. testdata/script/*.txtar are the test suite.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"belay/checker"
	"belay/checker/policy/child"
	"belay/checker/report"
	"belay/schemas"
)

// IO is what a command reads and writes.
type IO struct {
	In       io.Reader
	Out, Err io.Writer
}

// The exit codes. 2 is never used: a Go program that crashes exits 2, and a crash must not look like an answer.
const (
	exitPass        = 0
	exitFail        = 1
	exitRefused     = 3 // a flag, or a file that the caller named, is missing or not valid
	exitNoVerdict   = 4 // pack, evaluation, limits, or a fault of ours
	exitInterrupted = 130
)

// Main runs the command line args, without the program's name, and returns the exit code.
func Main(ctx context.Context, args []string, std IO) int {
	c := &command{std: std}
	root := c.root()
	root.SetArgs(args)
	root.SetIn(std.In)
	root.SetOut(std.Out)
	root.SetErr(std.Err)
	done := make(chan error, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				done <- &fault{value: r, stack: debug.Stack()}
			}
		}()
		done <- root.ExecuteContext(ctx)
	}()
	var err error
	select {
	case err = <-done:
	case <-ctx.Done():
		// what reads a pipe or a terminal cannot be stopped, and need not be: the program ends
		select {
		case err = <-done:
		case <-time.After(grace):
		}
	}
	if ctx.Err() != nil {
		fmt.Fprintln(std.Err, "belay: interrupted")
		return exitInterrupted
	}
	if err != nil {
		c.failed(err)
	}
	return c.code
}

// grace is how long an interrupted command may take to tidy up.
const grace = time.Second

// A fault is a panic: ours, and no verdict.
type fault struct {
	value any
	stack []byte
}

func (f *fault) Error() string {
	return "a fault of belay itself: " + schemas.Clean(fmt.Sprint(f.value))
}

// command is one run of the program.
type command struct {
	std  IO
	code int
}

// worse keeps the worst code of a batch: 4 over 3 over 1 over 0.
func (c *command) worse(code int) { c.code = max(c.code, code) }

// A refusedError is the caller's fault: a flag or a file that he named.
type refusedError struct {
	err  error
	hint string
}

func (e *refusedError) Error() string { return e.err.Error() }
func (e *refusedError) Unwrap() error { return e.err }

func refused(hint, format string, args ...any) error {
	return &refusedError{fmt.Errorf(format, args...), hint}
}

// failed reports an error and takes its exit code.
func (c *command) failed(err error) {
	var written schemas.Errors
	var mine *refusedError
	var theirs *checker.RefusedError
	var ours *fault
	var pack *packError
	var limit *child.LimitError
	switch {
	case errors.As(err, &pack):
		c.worse(exitNoVerdict)
		if knows := interface{ Hint() string }(nil); errors.As(err, &knows) {
			c.complain(err.Error(), knows.Hint(), nil)
			return
		}
		if !errors.As(err, &written) {
			c.complain(err.Error(), "the pack does not load: there is no verdict, and that is not a pass", nil)
		}
		for _, e := range written {
			c.complain(e.Position.String()+": "+e.Message, e.Hint, e)
		}
	case errors.As(err, &limit):
		c.worse(exitNoVerdict)
		c.complain(err.Error(), limit.Hint(), nil)
	case errors.As(err, &written):
		c.worse(exitRefused)
		for _, e := range written {
			c.complain(e.Position.String()+": "+e.Message, e.Hint, e)
		}
		return
	case errors.As(err, &mine):
		c.worse(exitRefused)
		c.complain(err.Error(), mine.hint, nil)
	case errors.As(err, &theirs):
		c.worse(exitRefused)
		c.complain(err.Error(), theirs.Hint, nil)
	case errors.As(err, &ours):
		c.worse(exitNoVerdict)
		c.complain(err.Error(), "this is a bug, and no verdict; please report it with the command", nil)
		fmt.Fprintf(c.std.Err, "%s", ours.stack)
	default:
		c.worse(exitNoVerdict)
		c.complain(err.Error(), "there is no verdict, and that is not a pass", nil)
	}
}

// complain writes one error: its address and what is wrong, the source line with a mark, and what to do.
func (c *command) complain(what, hint string, e *schemas.Error) {
	fmt.Fprintf(c.std.Err, "belay: error: %s\n", schemas.Clean(what))
	if e != nil && e.Snippet != "" {
		line := fmt.Sprint(e.Line)
		fmt.Fprintf(c.std.Err, "  %s | %s\n", line, schemas.Clean(e.Snippet))
		if e.Column > 0 && !strings.HasPrefix(e.Snippet, "…") { // of a long line only a part is shown
			fmt.Fprintf(c.std.Err, "  %s | %s^\n", strings.Repeat(" ", len(line)), strings.Repeat(" ", e.Column-1))
		}
	}
	if hint != "" {
		fmt.Fprintf(c.std.Err, "  hint: %s\n", schemas.Clean(hint))
	}
}

func (c *command) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "belay",
		Short: "Judge a software release by the resilience commitments its vendor is asked to keep",
		Long: `Belay reads a release manifest, verifies the sigstore attestations that back it, and says of each
resilience commitment whether it is kept, only claimed, or broken, where, and what to do.

Exit codes: 0 pass, 1 fail, 3 refused (a flag or a file that was named), 4 no verdict, 130 interrupted.`,
		Version:       version,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.CompletionOptions.HiddenDefaultCmd = false
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		var number *strconv.NumError
		if errors.As(err, &number) { // what Go calls its own functions tells nobody anything
			what := "it is no number"
			if number.Func == "ParseBool" {
				what = "it is neither true nor false"
			}
			err = errors.New(strings.TrimSuffix(err.Error(), number.Error()) + what)
		}
		return refused("see "+cmd.CommandPath()+" --help", "%w", err)
	})
	root.AddCommand(c.check(), c.input(), c.validate(), c.convert(), c.explain(), c.commitments(), c.policy(), c.version(), c.child())
	for _, sub := range root.Commands() {
		refuseArgs(sub)
	}
	noCommand(root)
	return root
}

// refuseArgs makes a wrong number of arguments of a command, or of those below it, the caller's fault.
func refuseArgs(cmd *cobra.Command) {
	for _, sub := range cmd.Commands() {
		refuseArgs(sub)
	}
	if cmd.HasSubCommands() {
		noCommand(cmd)
		return
	}
	cmd.Args = refusedArgs(cmd.Args)
}

// noCommand has a command that only groups others refuse a word that is none of them.
func noCommand(group *cobra.Command) {
	group.Args = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		names := []string{}
		for _, sub := range cmd.Commands() {
			if !sub.Hidden {
				names = append(names, sub.Name())
			}
		}
		return refused(schemas.DidYouMean(args[0], names), "there is no command %q", args[0])
	}
}

// refusedArgs makes a wrong number of arguments the caller's fault.
func refusedArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return refused("belay "+strings.TrimPrefix(cmd.UseLine(), "belay "), "%w", err)
		}
		return nil
	}
}

// onTerminal tells whether what goes to standard error is read by a person.
func (c *command) onTerminal() bool {
	f, ok := c.std.Err.(*os.File)
	return ok && isTerminal(f)
}

// style says how to write for people: in colour and at its width on a terminal, plain and 80 columns wide elsewhere.
func (c *command) style() report.Style {
	s := report.Style{Width: 80}
	f, ok := c.std.Out.(*os.File)
	if !ok || !isTerminal(f) {
		return s
	}
	if w := terminalWidth(f); w > 0 {
		s.Width = min(w, 120)
	}
	s.Unicode = strings.Contains(strings.ToUpper(firstSet("LC_ALL", "LC_CTYPE", "LANG")), "UTF-8")
	s.Color = os.Getenv("NO_COLOR") == "" && os.Getenv("CI") == "" && os.Getenv("TERM") != "dumb"
	return s
}

func firstSet(names ...string) string {
	for _, n := range names {
		if v := os.Getenv(n); v != "" {
			return v
		}
	}
	return ""
}
