package report_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"belay/checker"
	"belay/checker/report"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares got with testdata/name, or writes it there.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (run with -update to accept):\n%s", name, diff)
	}
}

func text(t *testing.T, o report.Style, vs ...*checker.Verdict) string {
	t.Helper()
	var out bytes.Buffer
	if err := report.Text(&out, report.Batch{Verdicts: vs}, o); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

var (
	fancy = report.Style{Width: 80, Unicode: true}
	wide  = report.Style{Width: 120, Unicode: true}
	color = report.Style{Width: 80, Unicode: true, Color: true}
)

func TestText(t *testing.T) {
	for _, c := range []struct {
		name  string
		style report.Style
		vs    []*checker.Verdict
	}{
		{"pass", report.Style{}, []*checker.Verdict{allPass()}},
		{"mixed", report.Style{}, []*checker.Verdict{mixed()}},
		{"mixed-unicode", fancy, []*checker.Verdict{mixed()}},
		{"mixed-120", wide, []*checker.Verdict{mixed()}},
		{"mixed-60", report.Style{Width: 60}, []*checker.Verdict{mixed()}},
		{"mixed-color", color, []*checker.Verdict{mixed()}},
		{"tampered", report.Style{}, []*checker.Verdict{tampered()}},
		{"many", fancy, []*checker.Verdict{many()}},
		{"ramp", fancy, []*checker.Verdict{ramped()}},
		{"empty", report.Style{}, []*checker.Verdict{empty()}},
		{"hostile", fancy, []*checker.Verdict{hostile()}},
		{"two", report.Style{}, []*checker.Verdict{tampered(), allPass()}},
	} {
		t.Run(c.name, func(t *testing.T) {
			golden(t, c.name+".txt", []byte(text(t, c.style, c.vs...)))
		})
	}
}

func TestNothingIsNoAnswer(t *testing.T) {
	var out bytes.Buffer
	if err := report.Text(&out, report.Batch{}, report.Style{}); err == nil {
		t.Error("a text of nothing")
	}
	if err := report.JSON(&out, report.Batch{}); err == nil {
		t.Error("a document of nothing")
	}
	if out.Len() > 0 {
		t.Errorf("wrote %q", out.String())
	}
}

// The verdict is the last line, and no other line begins as it does.
func TestVerdictLine(t *testing.T) {
	for name, v := range verdicts() {
		lines := strings.Split(strings.TrimSuffix(text(t, wide, v), "\n"), "\n")
		found := 0
		for _, l := range lines {
			if strings.HasPrefix(l, "PASS") || strings.HasPrefix(l, "FAIL") {
				found++
			}
		}
		want := "FAIL  "
		if v.Passed() {
			want = "PASS  "
		}
		if found != 1 {
			t.Errorf("%s: %d lines look like a verdict", name, found)
		}
		if last := lines[len(lines)-1]; name != "hostile" && !strings.HasPrefix(last, want) {
			t.Errorf("%s ends with %q, not with %q", name, last, want)
		}
	}
}

func verdicts() map[string]*checker.Verdict {
	return map[string]*checker.Verdict{"pass": allPass(), "mixed": mixed(), "tampered": tampered(), "many": many(), "ramp": ramped(), "empty": empty(), "hostile": hostile()}
}

func failingWriter(n int) *limited { return &limited{n} }

// limited fails after n bytes.
type limited struct{ left int }

func (l *limited) Write(b []byte) (int, error) {
	if len(b) > l.left {
		return 0, os.ErrClosed
	}
	l.left -= len(b)
	return len(b), nil
}

func TestWriteError(t *testing.T) {
	if err := report.Text(failingWriter(10), report.Batch{Verdicts: []*checker.Verdict{many()}}, report.Style{}); err == nil {
		t.Error("Text hides that it could not write")
	}
	if err := report.JSON(failingWriter(10), report.Batch{Verdicts: []*checker.Verdict{many()}}); err == nil {
		t.Error("JSON hides that it could not write")
	}
}
