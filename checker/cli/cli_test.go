package cli

import (
	"context"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// update rewrites the expected outputs in the scripts.
var update = flag.Bool("update", false, "rewrite golden files")

func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "child" { // what a test starts that runs belay in this process
		os.Exit(Main(context.Background(), os.Args[1:], IO{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
	}
	testscript.Main(m, map[string]func(){
		"belay": func() {
			os.Exit(Main(context.Background(), os.Args[1:], IO{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
		},
	})
}

func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			examples, err := filepath.Abs("../../examples")
			e.Vars = append(e.Vars, "EXAMPLES="+examples, "AT=2026-11-22T12:00:00Z")
			if err != nil {
				return err
			}
			good, err := os.ReadFile("testdata/release.hcl")
			if err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(e.WorkDir, "release.hcl"), good, 0o644)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"code": code, "keys": keys, "registry": registryServer, "proxy": proxyServer, "address": address},
	})
}

// code runs belay and checks its exit code: code 3 check release.hcl. What it prints is left for stdout and stderr.
func code(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: code N belay-arguments...")
	}
	got := 0
	var exit *exec.ExitError
	if err := ts.Exec("belay", args[1:]...); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if args[0] != strconv.Itoa(got) {
		ts.Fatalf("exit code %d, want %s", got, args[0])
	}
}
