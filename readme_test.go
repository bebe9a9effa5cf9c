package main

import (
	"bytes"
	"context"
	"os"
	"regexp"
	"strings"
	"testing"

	"belay/checker/cli"
	"belay/schemas"
)

// What README shows is what runs: its commands give the codes that it says they give, and its files are valid.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	commands := regexp.MustCompile(`(?m)^\$ go run \. (.*)$`).FindAllSubmatch(readme, -1)
	want := []int{1, 0}
	if len(commands) != len(want) {
		t.Fatalf("%d commands, want %d", len(commands), len(want))
	}
	for i, c := range commands {
		var out, errs bytes.Buffer
		code := cli.Main(context.Background(), strings.Fields(string(c[1])), cli.IO{In: strings.NewReader(""), Out: &out, Err: &errs})
		if code != want[i] {
			t.Errorf("%s\nexit code %d, want %d\n%s%s", c[0], code, want[i], out.String(), errs.String())
		}
	}
	for _, block := range regexp.MustCompile("(?s)```hcl\n(.*?)```").FindAllSubmatch(readme, -1) {
		kind := schemas.Manifest
		if bytes.Contains(block[1], []byte("belay/trust/v1")) {
			kind = schemas.Trust
		}
		if _, err := schemas.Parse("README.hcl", block[1], kind); err != nil {
			t.Errorf("%s\n%v", block[1], err)
		}
	}
	usage := regexp.MustCompile("(?m)^\\| `belay ([a-z]+)").FindAllSubmatch(readme, -1)
	for _, u := range usage {
		var out bytes.Buffer
		if code := cli.Main(context.Background(), []string{string(u[1]), "--help"}, cli.IO{In: strings.NewReader(""), Out: &out, Err: &out}); code != 0 {
			t.Errorf("belay %s --help: exit code %d", u[1], code)
		}
	}
	bench := regexp.MustCompile("(?m)^\\| `belay policy ([a-z]+) ").FindAllSubmatch(readme, -1)
	if len(bench) < 13 {
		t.Errorf("%d commands of the bench", len(bench))
	}
	for _, b := range bench {
		var out bytes.Buffer
		args := []string{"policy", string(b[1]), "--help"}
		if code := cli.Main(context.Background(), args, cli.IO{In: strings.NewReader(""), Out: &out, Err: &out}); code != 0 || !strings.Contains(out.String(), "belay policy "+string(b[1])) {
			t.Errorf("belay %v: exit code %d\n%s", args, code, out.String())
		}
	}
	for _, link := range regexp.MustCompile(`\]\(([^)#:]+)\)`).FindAllSubmatch(readme, -1) {
		if _, err := os.Stat(string(link[1])); err != nil {
			t.Error(err)
		}
	}
}
