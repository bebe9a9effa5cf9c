package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"belay/checker"
	"belay/checker/report"
	"belay/schemas"
)

// caseFlags are the flags of the commands that look at a release as check does.
type caseFlags struct {
	evidence                           []string
	trust, profile, waivers, phase, at string
	stdinName                          string
	packs                              packFlags
}

func (f *caseFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringArrayVar(&f.evidence, "evidence", nil, "a bundle, or a folder of bundles; may be given many times (those beside the manifest are found without it)")
	flags.StringVar(&f.trust, "trust", "", "the trust file: who may attest to what (without one nobody is trusted)")
	flags.StringVar(&f.profile, "profile", "summit", "a profile of the pack ("+strings.Join(profileNames(), ", ")+"), or a file")
	flags.StringVar(&f.waivers, "waivers", "", "a file of waivers")
	flags.StringVar(&f.phase, "phase", "gate", "the moment of judgement: gate, before the rollout, or audit, after it")
	flags.StringVar(&f.at, "at", "", "the time to judge at, as 2026-11-22T12:00:00Z (default now)")
	flags.StringVar(&f.stdinName, "stdin-name", "", "the name, and by its extension the format, of a manifest read from standard input (-)")
	f.packs.add(cmd)
	for _, name := range []string{"trust", "waivers"} {
		_ = cmd.MarkFlagFilename(name, "hcl", "yaml", "yml", "json")
	}
	_ = cmd.RegisterFlagCompletionFunc("phase", cobra.FixedCompletions([]string{"gate", "audit"}, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("profile", cobra.FixedCompletions(profileNames(), cobra.ShellCompDirectiveDefault))
}

func (c *command) check() *cobra.Command {
	var f caseFlags
	var formats []string
	var failOn string
	cmd := &cobra.Command{
		Use:   "check RELEASE...",
		Short: "Judge releases: which commitments are kept, proven, only claimed or broken",
		Long: `Check judges each release by its manifest and by the attestations that back it.

Attestations beside a manifest (*.sigstore.json, *.sigstore, *.jsonl and the folder attestations/) are found without
a flag. Nothing else in a manifest's folder is read: trust, profile and waivers are the judge's and come from flags.`,
		Example: `  belay check release.hcl --trust trust.hcl
  belay check release.yaml --trust trust.hcl --profile strict --phase audit --evidence records/
  belay check a/release.hcl b/release.hcl --trust trust.hcl -f text -f json=verdicts.json
  belay check release.hcl --policy acme.tar.gz --policy-trust packs.hcl`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			outputs, err := c.outputs(formats)
			if err != nil {
				return err
			}
			for _, o := range outputs {
				if err := apart(o.file, slices.Concat(args, f.evidence, f.packs.inputs(), []string{f.trust, f.profile, f.waivers})); err != nil {
					return err
				}
			}
			batch, err := c.judge(cmd.Context(), f, failOn, args)
			if err != nil {
				for _, name := range args {
					batch.Unjudged = append(batch.Unjudged, unjudged(name, err))
				}
			}
			c.worse(exitCode(batch.Verdicts))
			for _, o := range outputs {
				err = errors.Join(err, o.write(batch))
			}
			return err
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&failOn, "fail-on", "", "the lowest severity that fails the release: critical, high, medium or low (default: the profile's)")
	cmd.Flags().StringArrayVarP(&formats, "format", "f", nil, "text or json, to standard output, or to a file with =FILE; may be given many times (default text)")
	_ = cmd.RegisterFlagCompletionFunc("fail-on", cobra.FixedCompletions([]string{"critical", "high", "medium", "low"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// exitCode depends on the verdicts alone, never on the format they are shown in.
func exitCode(vs []*checker.Verdict) int {
	for _, v := range vs {
		if !v.Passed() {
			return exitFail
		}
	}
	return exitPass
}

// judge judges every release that can be judged. What is wrong with one release is reported and does not keep the
// others from their verdicts; an error is about all of them.
func (c *command) judge(ctx context.Context, f caseFlags, failOn string, names []string) (batch report.Batch, err error) {
	// One release is judged in less time than the garbage of compiling the pack takes to collect: there is no
	// collecting below this limit. A batch lives longer, and collects as usual after its first release, if seldom.
	debug.SetMemoryLimit(256 << 20)
	debug.SetGCPercent(-1)
	severity, err := severityOf(failOn)
	if err != nil {
		return batch, err
	}
	engine, err := c.engine(ctx, f)
	if err != nil {
		return batch, err
	}
	base, err := c.baseCase(f)
	if err != nil {
		return batch, err
	}
	base.FailOn = severity
	for _, name := range names {
		v, err := c.one(ctx, engine, base, f, name)
		debug.SetGCPercent(400)
		debug.SetMemoryLimit(math.MaxInt64)
		if ctx.Err() != nil {
			return report.Batch{}, ctx.Err()
		}
		if err != nil {
			c.failed(err)
			batch.Unjudged = append(batch.Unjudged, unjudged(name, err))
			continue
		}
		batch.Verdicts = append(batch.Verdicts, v)
	}
	return batch, nil
}

// unjudged says in one line why a release has no verdict.
func unjudged(name string, err error) report.Unjudged {
	if errors.Is(err, context.Canceled) {
		err = errors.New("interrupted")
	}
	first, _, _ := strings.Cut(err.Error(), "\n")
	return report.Unjudged{Release: name, Reason: schemas.Clean(first)}
}

// one judges one release.
func (c *command) one(ctx context.Context, engine *checker.Checker, base checker.Case, f caseFlags, name string) (*checker.Verdict, error) {
	in, done, err := c.caseOf(base, f, name)
	if err != nil {
		return nil, err
	}
	defer done()
	return engine.Check(ctx, in)
}

// baseCase reads what all releases of a run share.
func (c *command) baseCase(f caseFlags) (checker.Case, error) {
	in := checker.Case{Phase: checker.Phase(f.phase)}
	if in.Phase != checker.Gate && in.Phase != checker.Audit {
		return in, refused("--phase gate or --phase audit", "there is no phase %q", f.phase)
	}
	var err error
	if in.At, err = timeOf("--at", f.at); err != nil {
		return in, err
	}
	if in.Trust, err = c.trust(f.trust); err != nil {
		return in, err
	}
	if in.Profile, err = c.profile(f.profile); err != nil {
		return in, err
	}
	if in.Waivers, err = c.waivers(f.waivers); err != nil {
		return in, err
	}
	for _, name := range f.evidence {
		found, err := evidence(name)
		if err != nil {
			return in, err
		}
		in.Bundles = append(in.Bundles, found...)
	}
	return in, nil
}

// caseOf completes the case of one release; done closes its folder.
func (c *command) caseOf(base checker.Case, f caseFlags, name string) (in checker.Case, done func(), err error) {
	in = base
	done = func() {}
	if in.Manifest, err = c.manifest(name, f.stdinName); err != nil || name == "-" {
		return in, done, err
	}
	root, err := folder(name)
	if err != nil {
		return in, done, err
	}
	found, err := beside(root, filepath.Dir(name))
	if err != nil {
		root.Close()
		return in, done, err
	}
	in.Bundles = append(found, base.Bundles...)
	in.Files = root.FS()
	return in, func() { root.Close() }, nil
}

// timeOf reads a flag with a time. It is the only place that reads the clock for a verdict.
func timeOf(flag, s string) (time.Time, error) {
	if s == "" {
		return time.Now(), nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return t, refused("write it as 2026-11-22T12:00:00Z", "%s: %q is no time", flag, s)
	}
	return t, nil
}

func severityOf(s string) (checker.Severity, error) {
	if s == "" {
		return "", nil
	}
	names := []string{}
	for _, known := range checker.Severities {
		if s == string(known) {
			return known, nil
		}
		names = append(names, string(known))
	}
	return "", refused("it is one of "+strings.Join(names, ", "), "--fail-on: there is no severity %q", s)
}

// output is one form of the report and where it goes.
type output struct {
	render func(io.Writer, report.Batch) error
	out    io.Writer
	file   string // "" is out
}

// outputs reads the -f flags.
func (c *command) outputs(formats []string) ([]output, error) {
	if len(formats) == 0 {
		formats = []string{"text"}
	}
	outs := []output{}
	toOut, files := 0, map[string]bool{}
	for _, f := range formats {
		format, file, toFile := strings.Cut(f, "=")
		if toFile && file == "" {
			return nil, refused("as in -f json=verdict.json", "-f %s: the file has no name", format)
		}
		if !toFile {
			if toOut++; toOut > 1 {
				return nil, refused("as in -f text -f json=verdict.json", "two formats cannot both go to standard output")
			}
		}
		if files[file] && file != "" {
			return nil, refused("give each format a file of its own", "two formats cannot both go to %s", file)
		}
		files[file] = true
		o := output{out: c.std.Out, file: file}
		switch format {
		case "text":
			style := report.Style{Width: 80}
			if !toFile {
				style = c.style()
			}
			o.render = func(w io.Writer, b report.Batch) error { return report.Text(w, b, style) }
		case "json":
			o.render = report.JSON
		default:
			return nil, refused("it is text or json", "-f: there is no format %q", format)
		}
		outs = append(outs, o)
	}
	return outs, nil
}

// write renders the batch. A file is replaced whole; where there is no verdict it says so, so that no old one is left.
func (o output) write(batch report.Batch) error {
	if o.file == "" && len(batch.Verdicts) == 0 {
		return nil // what went wrong was said as an error
	}
	var b bytes.Buffer
	if err := o.render(&b, batch); err != nil {
		return err
	}
	if o.file == "" {
		_, err := o.out.Write(b.Bytes())
		return err
	}
	return replaceFile(o.file, b.Bytes())
}

// apart refuses to write over a file that is read, or over anything that is no regular file.
func apart(out string, inputs []string) error {
	if out == "" {
		return nil
	}
	there, err := os.Stat(out)
	if err != nil {
		return nil // nothing there to lose
	}
	if !there.Mode().IsRegular() {
		return refused("name a file", "%s: it is no regular file", out)
	}
	for _, name := range inputs {
		if in, err := os.Stat(name); err == nil && os.SameFile(in, there) {
			return refused("write to another file", "%s: it would be replaced, and it is what is read", out)
		}
	}
	return nil
}

// ownOutput refuses to replace a file that is something else than what is written to it: it would be lost.
func ownOutput(out, what string, is func(content []byte) bool) error {
	there, err := os.Stat(out)
	if err != nil || !there.Mode().IsRegular() || there.Size() == 0 {
		return nil
	}
	content, err := os.ReadFile(out)
	if err != nil {
		return refused("name another file", "%s: %w", out, reason(err))
	}
	if !is(content) {
		return refused("name another file, or remove this one", "%s: it is there, and is no %s", out, what)
	}
	return nil
}

// replaceFile writes a file beside its place and moves it there.
func replaceFile(name string, content []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return refused("name a file in a folder that exists and can be written", "%s: %w", name, reason(err))
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(content)
	if closed := tmp.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Chmod(tmp.Name(), fs.FileMode(0o644))
	}
	if err == nil {
		err = os.Rename(tmp.Name(), name)
	}
	if err != nil {
		return refused("", "%s: %w", name, reason(err))
	}
	return nil
}

func (c *command) input() *cobra.Command {
	var f caseFlags
	var schema bool
	cmd := &cobra.Command{
		Use:   "input RELEASE",
		Short: "Print the document that the rules see for a release, as JSON",
		Long:  "Input prints the document that check hands to the rules: the manifest, the evidence that is of this release, and what is derived of both. Stock `opa eval` evaluates the pack on it.",
		Args: func(cmd *cobra.Command, args []string) error {
			if schema {
				return cobra.NoArgs(cmd, args)
			}
			return cobra.ExactArgs(1)(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if schema {
				return c.json(schemas.InputSchema(nil))
			}
			engine, err := c.engine(cmd.Context(), f)
			if err != nil {
				return err
			}
			base, err := c.baseCase(f)
			if err != nil {
				return err
			}
			in, done, err := c.caseOf(base, f, args[0])
			if err != nil {
				return err
			}
			defer done()
			doc, err := engine.Input(cmd.Context(), in)
			if err != nil {
				return err
			}
			return c.json(doc)
		},
	}
	f.add(cmd)
	cmd.Flags().BoolVar(&schema, "schema", false, "print the JSON Schema of the document instead")
	return cmd
}

// json writes a value for programs: indented, keys sorted, nothing that a terminal would act on.
func (c *command) json(v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := io.WriteString(c.std.Out, schemas.EscapeJSON(b.String()))
	return err
}
