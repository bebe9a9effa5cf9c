package policy

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

const (
	hostileTime  = 5 * time.Second
	hostileBytes = 512 << 20
)

// hostile returns the cases: the files, and those that are too long to keep.
func hostile(t testing.TB) map[string]string {
	t.Helper()
	out := map[string]string{}
	names, err := filepath.Glob("testdata/hostile/*.rego")
	if err != nil || len(names) < 60 {
		t.Fatalf("%d hostile cases, %v", len(names), err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out[strings.TrimSuffix(filepath.Base(name), ".rego")] = string(text)
	}
	const head = "package drafter.rules\n\nimport rego.v1\n\n"
	const body = "deny contains msg if {\n\tv := %s\n\tmsg := sprintf(\"%%v\", [v])\n}\n"
	chain := func(n int, first, format string) string {
		var b strings.Builder
		b.WriteString(first)
		for i := range n {
			fmt.Fprintf(&b, format, i+1, i)
		}
		return b.String()
	}
	out["r-deep-arr"] = head + fmt.Sprintf(body, strings.Repeat("[", 120_000)+strings.Repeat("]", 120_000))
	out["r-deep-arr-30k"] = head + fmt.Sprintf(body, strings.Repeat("[", 30_000)+strings.Repeat("]", 30_000))
	out["r-infix"] = head + fmt.Sprintf(body, "1"+strings.Repeat("+1", 20_000))
	out["r-infix-lines"] = head + fmt.Sprintf(body, "1"+strings.Repeat(" +\n1", 12_000))
	out["r-else-chain"] = head + chain(5000, "x := 0 if input.z == 0\n", "else := %d if input.z == %d\n") + "deny contains x\n"
	out["r-else-chain-short"] = head + chain(1000, "x := 0 if input.z == 0\n", "else := %d if input.z == %d\n") + "deny contains x\n"
	backwards := "deny contains x0 if {\n"
	for i := 1200; i > 0; i-- {
		backwards += fmt.Sprintf("\tx%d = x%d\n", i-1, i)
	}
	out["r-backwards"] = head + backwards + "\tx1200 = 1\n}\n"
	out["r-rule-chain"] = head + chain(5000, "r0 := 1\n", "r%d := r%d\n") + "deny contains r5000\n"
	out["r-rule-chain-short"] = head + chain(2000, "r0 := 1\n", "r%d := r%d\n") + "deny contains r2000\n"
	return out
}

// Every case as it is must be refused, with an error that names a place, in no time.
func TestHostileRaw(t *testing.T) {
	for name, text := range hostile(t) {
		t.Run(name, func(t *testing.T) {
			err := bounded(t, time.Second, func() error {
				_, err := Load(Layer{FS: fstest.MapFS{"family/name.rego": {Data: []byte(text)}}})
				return err
			})
			refused(t, err, "family/name.rego")
		})
	}
}

var ofSprintf = regexp.MustCompile(`sprintf\("%v", \[(.*)\]\)`)

// splice makes a case's rules those of a commitment that is otherwise fine, so
// that what is dangerous in them must be seen for what it is.
func splice(text string) fstest.MapFS {
	_, rules, ok := strings.Cut(text, "import rego.v1\n")
	if !ok {
		rules = text
	}
	rules = ofSprintf.ReplaceAllString(rules, "$1")
	rules = strings.ReplaceAll(rules, "deny contains ", "found contains ")
	rules = strings.ReplaceAll(rules, "[input]", "[input.manifest]")
	rules = strings.ReplaceAll(rules, `"a": input}`, `"a": input.manifest}`)
	return commitment(rules + "\nbad if count(found) > 0\n")
}

// harmless spliced: what is left of them is a commitment like any other.
var harmless = map[string]bool{"r-ok": true, "r-many-findings": true, "r-finding-types": true, "r-wrong-pkg": true, "r-no-package": true}

func TestHostileSpliced(t *testing.T) {
	for name, text := range hostile(t) {
		t.Run(name, func(t *testing.T) {
			err := bounded(t, hostileTime, func() error { return loadAndEval(t, splice(text)) })
			if err == nil && !harmless[name] {
				t.Errorf("neither refused nor stopped")
			}
		})
	}
}

// Dangerous things made of nothing but what a pack may use.
func TestHostileAllowed(t *testing.T) {
	ten := "ten := {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}\n"
	loops := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "some i%d in ten; ", i)
		}
		return b.String()
	}
	double := func(format string) string {
		var b strings.Builder
		for i := range 40 {
			fmt.Fprintf(&b, format, i+1, i)
		}
		return b.String()
	}
	for _, c := range []struct{ name, rules, want string }{
		{"ten to the ten", ten + "bad if { " + loops(10) + "i0 + i9 < 0 }", "steps"},
		{"ten to the ten in a list", ten + "bad if count([1 | " + loops(10) + "i0 > 0]) > 0", "steps"},
		{"a long list of strings", ten + "bad if count(concat(\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\", [\"y\" | " + loops(5) + "i0 > 0])) < 0", ""},
		{"shared arrays", "d0 := [input.manifest]\n" + double("d%d := [d%[2]d, d%[2]d]\n") + "bad if d40 == []", "parts"},
		{"shared arrays in one body", "bad if { d0 := [input.manifest]; " + strings.ReplaceAll(double("d%d := [d%[2]d, d%[2]d]\n"), "\n", "; ") + "d40 == [] }", "parts"},
		{"shared by a function", "f(x) := [x, x]\n" + "bad if count(" + strings.Repeat("f(", 20) + "input.manifest" + strings.Repeat(")", 20) + ") > 3", "parts"},
		{"doubled text", "d0 := \"xxxxxxxx\"\n" + double("d%d := concat(\"\", [d%[2]d, d%[2]d])\n") + "bad if d40 == \"\"", "parts"},
		{"doubled number", "d0 := 12345678\n" + double("d%d := d%[2]d * d%[2]d\n") + "bad if d40 == 0", "parts"},
		{"large number", "bad if 1e999999999 + 1 > 0", "number too big"},
		{"division by zero", "bad if 1 / (count(input.artifacts) - count(input.artifacts)) > 0", "divide by zero"},
		{"conflict", "v := 1 if input.phase\nv := 2 if input.phase\nbad if v == 3", "SD-02: rule data.belay.family.name.v produced conflicting"},
		{"recursion", "bad if worse\nworse if bad", "recursive"},
		{"computed pattern", "bad if regex.match(input.phase, \"x\")", "regular expression"},
		{"moment that is none", `bad if time.parse_rfc3339_ns(input.phase) > 5`, "SD-02"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := bounded(t, 2*hostileTime, func() error { return loadAndEval(t, commitment(c.rules)) })
			switch {
			case c.want == "steps" && errors.Is(err, context.DeadlineExceeded): // a busy machine
			case c.want != "":
				refused(t, err, c.want)
			}
		})
	}
}

func loadAndEval(t *testing.T, pack fstest.MapFS) error {
	p, err := Load(Layer{FS: pack})
	if err != nil {
		return err
	}
	_, err = p.Eval(t.Context(), fixtureInput(t))
	return err
}

// bounded fails the test when f takes too long or too much memory.
func bounded(t testing.TB, most time.Duration, f func() error) error {
	t.Helper()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := time.Now()
	err := f()
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	if took > most {
		t.Errorf("took %v", took)
	}
	if grown := after.HeapSys - min(before.HeapSys, after.HeapSys); grown > hostileBytes {
		t.Errorf("took %d MB", grown>>20)
	}
	t.Logf("%v, %d MB: %v", took.Round(time.Millisecond), (after.TotalAlloc-before.TotalAlloc)>>20, err)
	return err
}
