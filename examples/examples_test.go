// Package examples holds stories that run. Each has a README.md with its commands and the output they give.
package examples

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"belay/checker/cli"
)

var update = flag.Bool("update", false, "rewrite each story's output.txt")

// A command is one of a README's console blocks: a line that begins with "$ belay", lines that go on after a
// backslash, and "# exit" with the code.
type command struct {
	shown string
	args  []string
	exit  int
}

// Rules that are a draft run in a process of their own: here, that of this test.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "child" {
		os.Exit(cli.Main(context.Background(), os.Args[1:], cli.IO{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
	}
	os.Exit(m.Run())
}

// What a README shows is what runs, and what comes out is what output.txt holds.
func TestStories(t *testing.T) {
	readmes, err := filepath.Glob("*/README.md")
	if err != nil || len(readmes) == 0 {
		t.Fatal("no story", err)
	}
	t.Chdir("..") // the commands are those of someone in the folder of the module
	for _, readme := range readmes {
		story := filepath.Join("examples", filepath.Dir(readme))
		t.Run(filepath.Base(story), func(t *testing.T) { run(t, story) })
	}
}

func run(t *testing.T, story string) {
	text, err := os.ReadFile(filepath.Join(story, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	commands, err := commandsOf(string(text))
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	for _, c := range commands {
		fmt.Fprintf(&got, "$ %s\n", c.shown)
		exit := cli.Main(context.Background(), c.args, cli.IO{In: strings.NewReader(""), Out: &got, Err: &got})
		fmt.Fprintf(&got, "# exit %d\n\n", exit)
		if exit != c.exit {
			t.Errorf("%s\nexit %d, and the README says %d", c.shown, exit, c.exit)
		}
	}
	golden := filepath.Join(story, "output.txt")
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if line, ok := firstDifference(got.String(), string(want)); ok {
		t.Errorf("%s:%s\nif that is meant: go test ./examples -update", golden, line)
	}
}

func commandsOf(readme string) ([]command, error) {
	var out []command
	inside := false
	for line := range strings.Lines(readme) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "```") {
			inside = line == "```console"
			continue
		}
		if !inside {
			continue
		}
		last := len(out) - 1
		code, isExit := strings.CutPrefix(line, "# exit ")
		shown, isCommand := strings.CutPrefix(line, "$ ")
		switch {
		case isCommand:
			out = append(out, command{shown: shown, exit: -1})
		case last < 0:
			return nil, fmt.Errorf("a console block begins with %q", line)
		case isExit:
			exit, err := strconv.Atoi(code)
			if err != nil {
				return nil, err
			}
			out[last].exit = exit
		default:
			out[last].shown += "\n    " + line
		}
	}
	for i, c := range out {
		args, ok := strings.CutPrefix(c.shown, "belay ")
		if !ok || c.exit < 0 {
			return nil, fmt.Errorf("%q is not belay, or has no exit code", c.shown)
		}
		out[i].args = strings.Fields(strings.ReplaceAll(args, "\\\n", " "))
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no command")
	}
	return out, nil
}

func firstDifference(got, want string) (string, bool) {
	if got == want {
		return "", false
	}
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("%d\n got: %s\nwant: %s", i+1, g[i], w[i]), true
		}
	}
	return fmt.Sprintf("%d lines, and the output has %d", len(w), len(g)), true
}
