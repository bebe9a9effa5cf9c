package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"belay/checker/policy"
	"belay/checker/policy/child"
	"belay/policies"
	"belay/schemas"
)

// Strangers' Rego is parsed, compiled and run in a process of its own; see package child. What crosses is data: files
// one way, plain answers the other.

// limitsOfEval bound the process that judges releases by a drafter's rules: each release by itself, and the loading.
var limitsOfEval = child.Limits{Time: 10 * time.Second, Memory: 512 << 20, Output: 16 << 20}

// jobs are what a child process can be asked for: to judge, and what the commands under belay policy need.
func jobs() map[string]child.Job {
	all := evalJobs()
	maps.Copy(all, map[string]child.Job{
		"mutate":  job(mutateJob),
		"test":    job(testJob),
		"lint":    job(lintJob),
		"format":  job(formatJob),
		"inspect": job(inspectJob),
		"diff":    job(diffJob),
		"docs":    job(docsJob),
	})
	return all
}

// job is do for a child process: it reads the request.
func job[Request any](do func(context.Context, Request, func(string)) (any, error)) child.Job {
	return func(ctx context.Context, request []byte, progress func(string)) (any, error) {
		var r Request
		if err := json.Unmarshal(request, &r); err != nil {
			return nil, fmt.Errorf("reading the request: %w", err)
		}
		return do(ctx, r, progress)
	}
}

// child is the command that a child process runs. It is no command for people.
func (c *command) child() *cobra.Command {
	return &cobra.Command{
		Use:    "child",
		Short:  "Answer another belay on standard input and output",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return child.Serve(cmd.Context(), c.std.In, c.std.Out, jobs())
		},
	}
}

// start begins a child process.
func start(limits child.Limits) (*child.Process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("finding this program: %w", err)
	}
	return child.Start([]string{self, "child"}, limits)
}

// draft has a child process do one job over strangers' rules, and reads what it answers into answer.
func (c *command) draft(ctx context.Context, limits child.Limits, job string, request, answer any, progress func(string)) error {
	p, err := start(limits)
	if err != nil {
		return err
	}
	defer p.Close()
	if err := p.Call(ctx, job, request, answer, progress); err != nil {
		return brokenPack(err)
	}
	return nil
}

// A packError says that a pack does not load: no verdict, wherever the fault stands.
type packError struct{ err error }

func (e *packError) Error() string { return e.err.Error() }
func (e *packError) Unwrap() error { return e.err }

// brokenPack makes what is wrong with a pack's files a packError.
func brokenPack(err error) error {
	var written schemas.Errors
	if errors.As(err, &written) {
		return &packError{err}
	}
	return err
}

// sentLayer is a layer on its way to a child process. What is part of the program is not sent.
type sentLayer struct {
	Name    string       `json:"name"`
	Builtin string       `json:"builtin,omitempty"` // "pack" or "lib"
	Files   policy.Files `json:"files,omitempty"`
}

func send(layers []policy.Layer) []sentLayer {
	out := []sentLayer{}
	for _, l := range layers {
		switch files := l.FS.(type) {
		case policy.Files:
			out = append(out, sentLayer{Name: l.Name, Files: files})
		default:
			part := "pack"
			if l.FS == policies.Lib() {
				part = "lib"
			}
			out = append(out, sentLayer{Name: l.Name, Builtin: part})
		}
	}
	return out
}

func receive(sent []sentLayer) []policy.Layer {
	out := []policy.Layer{}
	for _, s := range sent {
		l := policy.Layer{Name: s.Name, FS: s.Files}
		switch s.Builtin {
		case "pack":
			l.FS = policies.FS
		case "lib":
			l.FS = policies.Lib()
		}
		out = append(out, l)
	}
	return out
}

// layersOf reads a drafter's directory and returns what is loaded for it, in memory. "builtin" is the built-in pack.
func (c *command) layersOf(dir string) ([]policy.Layer, error) {
	if dir == "builtin" {
		return []policy.Layer{{FS: policies.FS}}, nil
	}
	l, err := readDir(dir)
	if err != nil {
		return nil, err
	}
	return policy.Stack(policies.Lib(), l)
}

// isBuiltin tells whether layers are the built-in pack and nothing else.
func isBuiltin(layers []policy.Layer) bool {
	return len(layers) == 1 && layers[0].FS == fs.FS(policies.FS)
}

// readDir reads the Rego files of a directory into memory, or one file. Links in a directory are not followed.
func readDir(name string) (policy.Layer, error) {
	dir := name
	if isRego(name) {
		dir = filepath.Dir(name)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return policy.Layer{}, refused("name the folder of a pack: FAMILY/NAME.rego and its tests", "%s: %w", name, reason(err))
	}
	defer root.Close()
	from := policy.Layer{Name: slashed(dir), FS: root.FS()}
	if isRego(name) {
		if from.FS, err = onlyFile(root.FS(), filepath.Base(name)); err != nil {
			return policy.Layer{}, refused("name the folder of a pack: FAMILY/NAME.rego and its tests", "%s: %w", name, reason(err))
		}
	}
	l, err := policy.Read(from)
	if err != nil {
		return l, &packError{err}
	}
	if files, ok := l.FS.(policy.Files); ok && len(files) == 0 {
		return l, refused("belay policy new writes the first ones; an existing pack is named by its folder", "%s: holds no Rego file", name)
	}
	return l, nil
}

// isRego tells whether name is that of a Rego file that is there, and not of a folder.
func isRego(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular() && filepath.Ext(name) == ".rego"
}

// onlyFile is a pack of the one file name. What is too long for a file of a pack is found to be so when it is read.
func onlyFile(fsys fs.FS, name string) (policy.Files, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, policy.MaxPackBytes))
	return policy.Files{name: text}, err
}

// loaded is what a child process says of the pack that it has loaded.
type loaded struct {
	Commitments []policy.Commitment `json:"commitments"`
	Parts       []policy.Part       `json:"parts"`
}

// evalJobs are the two jobs of a process that judges: load a pack, and evaluate one input after the other with it.
func evalJobs() map[string]child.Job {
	var pack *policy.Pack
	return map[string]child.Job{
		"load": job(func(_ context.Context, sent []sentLayer, _ func(string)) (_ any, err error) {
			if pack, err = policy.Load(receive(sent)...); err != nil {
				return nil, err
			}
			return loaded{pack.Commitments, pack.Parts}, nil
		}),
		"eval": func(ctx context.Context, request []byte, _ func(string)) (any, error) {
			input, err := schemas.Strict(request)
			if err != nil {
				return nil, err
			}
			facts, ok := input.(map[string]any)
			if !ok || pack == nil {
				return nil, errors.New("no pack or no input to judge")
			}
			return pack.Eval(ctx, facts)
		},
	}
}

// loadPack loads layers, all of which are trusted, in this process; with a drafter's among them in a child process,
// which lives as long as ctx.
func loadPack(ctx context.Context, layers []policy.Layer, trusted bool) (*policy.Pack, error) {
	switch {
	case isBuiltin(layers):
		// A form that was not made from this very source is of no use; then it is compiled as anybody's pack is.
		if p, err := policy.LoadCompiled(layers[0], policies.Compiled); err == nil {
			return p, nil
		}
		return policy.Load(layers...)
	case trusted:
		p, err := policy.Load(layers...)
		return p, brokenPack(err)
	}
	process, err := start(limitsOfEval)
	if err != nil {
		return nil, err
	}
	var l loaded
	if err := process.Call(ctx, "load", send(layers), &l, nil); err != nil {
		_ = process.Close()
		return nil, brokenPack(err)
	}
	context.AfterFunc(ctx, func() { _ = process.Close() })
	return policy.Elsewhere(l.Commitments, l.Parts, func(ctx context.Context, input map[string]any) (map[string]policy.Result, error) {
		results := map[string]policy.Result{}
		if err := process.Call(ctx, "eval", input, &results, nil); err != nil {
			return nil, err
		}
		return results, nil
	}), nil
}
