package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// The attacks of testdata/hostile, each written into files that pass without it. What is checked beside the exit code
// holds for every run: no crash, an address and a hint for what is refused, and nothing in any output that a terminal,
// a log or a page would act on.

// outcome is what may come of an attack.
type outcome int

const (
	refusal   outcome = iota // exit 3, or 4
	never                    // anything but a pass
	fails                    // a verdict that is no pass: exit 1
	harmless                 // a pass, and why says what makes it right
	contained                // any verdict or none; the outputs are what is looked at
)

// An attack is one hostile change of a good file.
type attack struct {
	id   string // in ids.txt
	edit func(good string) string
	want outcome
	says string        // must be in an output: the attack is seen for what it is, not refused by chance
	why  string        // for what is harmless
	max  time.Duration // for what tries to exhaust; such an attack runs alone, and its memory is counted
}

const (
	hostileAt   = "2026-11-22T12:00:00Z"
	hangs       = 10 * time.Second
	mostMemory  = 512 << 20
	hostileRoot = "testdata/hostile"
)

// live is what must not be in any output: controls, bidirectional controls, tags, commands to the systems that keep
// logs, and what a browser would run.
var live = regexp.MustCompile(`(?i)[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}\x{202a}-\x{202e}\x{2066}-\x{2069}\x{e0000}-\x{e007f}]` +
	`|(^|[\r\n])\s*::[a-z-]+[ :]|##vso\[|##teamcity\[` +
	`|<script|<img src=x|\]\]><failure|href="javascript:|\]\(javascript:`)

var (
	crashed   = regexp.MustCompile(`(?m)^(panic: |fatal error: |goroutine \d+ \[)|a fault of belay itself`)
	addressed = regexp.MustCompile(`(?m)^belay: error: [^\n]*\.(hcl|yaml|json):\d+:\d+: `)
)

// ran is what came of one run.
type ran struct {
	code  int
	out   string // both streams and the JSON report
	err   string
	took  time.Duration
	alloc uint64
}

func good(t testing.TB, name string) string {
	t.Helper()
	src, err := os.ReadFile(filepath.Join(hostileRoot, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(src)
}

// write makes a folder that holds the files.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, src := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(src), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// check judges a file of dir in both formats. A run that does not end fails the test instead of hanging it.
func check(t *testing.T, dir, name string, args ...string) ran {
	t.Helper()
	profile := filepath.Join(hostileRoot, "profile.yaml")
	report := filepath.Join(t.TempDir(), "verdict.json")
	args = append([]string{"check", filepath.Join(dir, name), "--at", hostileAt, "--profile", profile, "-f", "text", "-f", "json=" + report}, args...)
	ctx, stop := context.WithTimeout(context.Background(), hangs)
	defer stop()
	done := make(chan ran, 1)
	go func() {
		var out, err bytes.Buffer
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		code := Main(ctx, args, IO{In: strings.NewReader(""), Out: &out, Err: &err})
		r := ran{code: code, err: err.String(), took: time.Since(start)}
		runtime.ReadMemStats(&after)
		r.alloc = after.TotalAlloc - before.TotalAlloc
		written, _ := os.ReadFile(report) // there is none where nothing was judged
		r.out = out.String() + "\n" + r.err + "\n" + string(written)
		done <- r
	}()
	select {
	case r := <-done:
		return r
	case <-time.After(hangs + time.Second):
		t.Fatalf("does not end in %v", hangs)
		return ran{}
	}
}

// sound checks what holds whatever the input.
func (r ran) sound(t *testing.T) {
	t.Helper()
	if !slices.Contains([]int{exitPass, exitFail, exitRefused, exitNoVerdict}, r.code) {
		t.Errorf("exit code %d", r.code)
	}
	if m := crashed.FindString(r.out); m != "" {
		t.Errorf("a crash: %q", m)
	}
	if m := live.FindString(r.out); m != "" {
		t.Errorf("live in the output: %q", m)
	}
	if !utf8.ValidString(r.out) {
		t.Error("the output is not UTF-8")
	}
	if r.code == exitRefused && !addressed.MatchString(r.err) {
		t.Error("refused without an address")
	}
	if strings.Count(r.err, "belay: error: ") != strings.Count(r.err, "\n  hint: ") {
		t.Error("refused without a hint")
	}
}

// judged checks what came of an attack.
func (a attack) judged(t *testing.T, r ran) {
	t.Helper()
	r.sound(t)
	refused := r.code == exitRefused || r.code == exitNoVerdict
	ok := map[outcome]bool{
		refusal: refused, never: refused || r.code == exitFail, fails: r.code == exitFail, harmless: r.code == exitPass, contained: true,
	}[a.want]
	if !ok {
		t.Errorf("exit code %d", r.code)
	}
	if !strings.Contains(r.out, a.says) {
		t.Errorf("does not say %q", a.says)
	}
	if a.max > 0 && r.took > a.max {
		t.Errorf("took %v of %v", r.took, a.max)
	}
	if a.max > 0 && r.alloc > mostMemory {
		t.Errorf("made %d MiB", r.alloc>>20)
	}
	if t.Failed() {
		t.Logf("%.1500s", r.err+r.out)
	}
}

// attackManifests writes each attack into the good manifest of a form.
func attackManifests(t *testing.T, form string, attacks []attack) {
	base := good(t, "good."+form)
	for _, a := range attacks {
		t.Run(a.id, func(t *testing.T) {
			if a.max == 0 {
				t.Parallel()
			}
			src := a.edit(base)
			if src == base {
				t.Fatal("the attack changes nothing")
			}
			a.judged(t, check(t, write(t, map[string]string{"release." + form: src}), "release."+form))
		})
	}
}

// A checker that refuses everything would look good above.
func TestHostileControl(t *testing.T) {
	for _, form := range []string{"hcl", "yaml", "json"} {
		for name, src := range map[string]string{
			"lf": good(t, "good."+form), "crlf": strings.ReplaceAll(good(t, "good."+form), "\n", "\r\n"),
		} {
			t.Run(form+"/"+name, func(t *testing.T) {
				t.Parallel()
				r := check(t, write(t, map[string]string{"release." + form: src}), "release."+form)
				if r.sound(t); r.code != exitPass {
					t.Errorf("exit code %d\n%s", r.code, r.out)
				}
			})
		}
	}
}

// Every case of the collection is in one of the tables.
func TestHostileComplete(t *testing.T) {
	here := map[string]bool{}
	for _, table := range [][]attack{hostileYAML(), hostileJSON(), hostileHCL(), hostileWaivers()} {
		for _, a := range table {
			here[a.id] = true
			if (a.want == harmless) != (a.why != "") {
				t.Errorf("%s: what passes says why, and nothing else does", a.id)
			}
		}
	}
	for _, a := range hostileConfigs() {
		here[a.id] = true
	}
	for id := range hostileElsewhere {
		here[id] = true
	}
	for _, c := range noCounterpart {
		for _, id := range c.ids {
			if here[id] {
				t.Errorf("%s is ported and without a counterpart", id)
			}
			here[id] = true
		}
	}
	for line := range strings.Lines(good(t, "ids.txt")) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Fields(line)
		if len(fields) != 3 {
			t.Fatalf("ids.txt: %q", line)
		}
		if !here[fields[2]] {
			t.Errorf("%s (%s) is in no table", fields[2], fields[0])
		}
	}
}

// The edits below fail loudly where the good file no longer has what they replace.

// swap replaces the first of what a good file holds.
func swap(old, with string) func(string) string {
	return func(s string) string {
		if !strings.Contains(s, old) {
			panic("the good file does not hold " + old)
		}
		return strings.Replace(s, old, with, 1)
	}
}

// all makes several edits.
func all(edits ...func(string) string) func(string) string {
	return func(s string) string {
		for _, e := range edits {
			s = e(s)
		}
		return s
	}
}

func appended(text string) func(string) string {
	return func(s string) string { return s + text }
}

func fronted(text string) func(string) string {
	return func(s string) string { return text + s }
}

// whole forgets the good file: the attack is one on its own.
func whole(text string) func(string) string {
	return func(string) string { return text }
}

// half is an upload that broke off behind text.
func half(text string) func(string) string {
	return func(s string) string {
		before, _, ok := strings.Cut(s, text)
		if !ok {
			panic("the good file does not hold " + text)
		}
		return before + text
	}
}

// units writes text in another encoding: size bytes for a character, the low one first or last, behind a mark.
func units(mark string, size int, lowFirst bool) func(string) string {
	return func(s string) string {
		var out strings.Builder
		out.WriteString(mark)
		for i := range len(s) {
			unit := make([]byte, size)
			if at := 0; lowFirst {
				unit[at] = s[i]
			} else {
				unit[size-1] = s[i]
			}
			out.Write(unit)
		}
		return out.String()
	}
}
