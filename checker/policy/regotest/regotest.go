// Package regotest runs the tests that stand beside a pack's rules, files that end
// in _test.rego, and says which of the rules no test reaches.
//
// It is apart from package policy because OPA's test runner is linked with it:
// that would weigh on every start of a program that only judges. Tests may use
// what rules may not (`with`, every built-in function), so they are code to be
// trusted like the Go tests that call this package.
package regotest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"
)

const (
	testDeadline = 10 * time.Second // of one test
	maxFileBytes = 1 << 20
)

// Result is one test, or one case of a test that goes through cases.
type Result struct {
	File    string
	Line    int
	Package string // without "data."
	Name    string // test_x, or test_x/case
	Pass    bool
	Skipped bool   // its name starts with todo_
	Error   string // why it could not be run, or ""
	Output  string // what it printed
}

// String returns "file:line: package.name: FAIL" with what is known of the reason.
func (r Result) String() string {
	s := fmt.Sprintf("%s:%d: %s.%s: ", r.File, r.Line, r.Package, r.Name)
	switch {
	case r.Skipped:
		s += "skipped"
	case r.Pass:
		s += "ok"
	default:
		s += "FAIL"
	}
	for _, more := range []string{r.Error, strings.TrimSpace(r.Output)} {
		if more != "" {
			s += ": " + more
		}
	}
	return s
}

// Gap is a stretch of a rule that no test reaches.
type Gap struct {
	File        string
	Line, Until int    // first and last line
	Why         string // "index_excluded" or "early_exit" where OPA skips it although a test goes there, or ""
}

// String returns "file:line: no test reaches this".
func (g Gap) String() string {
	s := fmt.Sprintf("%s:%d: no test reaches this", g.File, g.Line)
	if g.Why != "" {
		s += " (" + g.Why + ")"
	}
	return s
}

// Run runs every test in fsys. It returns what they found and what they left out,
// both sorted by place. The error is for files that do not parse or compile;
// no test at all is one too.
func Run(ctx context.Context, fsys fs.FS) ([]Result, []Gap, error) {
	modules, err := parse(fsys)
	if err != nil {
		return nil, nil, err
	}
	rules := map[string]*ast.Module{}
	for name, m := range modules {
		if !strings.HasSuffix(name, "_test.rego") {
			rules[name] = m.Copy() // the compiler rewrites its own
		}
	}
	reached := cover.New()
	results, err := run(ctx, modules, reached)
	if err != nil {
		return nil, nil, err
	}
	if len(results) == 0 {
		return nil, nil, errors.New("no test found: tests are rules named test_… in files that end in _test.rego")
	}
	return results, gaps(reached.Report(rules)), nil
}

func parse(fsys fs.FS) (map[string]*ast.Module, error) {
	modules := map[string]*ast.Module{}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".rego") {
			return err
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		if len(text) > maxFileBytes {
			return fmt.Errorf("%s: larger than %d bytes", name, maxFileBytes)
		}
		m, err := ast.ParseModuleWithOpts(name, string(text), ast.ParserOptions{RegoVersion: ast.RegoV1})
		if err == nil && m == nil {
			err = fmt.Errorf("%s: holds no Rego", name)
		}
		modules[name] = m
		return err
	})
	return modules, err
}

func run(ctx context.Context, modules map[string]*ast.Module, reached *cover.Cover) ([]Result, error) {
	store := inmem.New()
	var results []Result
	err := storage.Txn(ctx, store, storage.WriteParams, func(txn storage.Transaction) error {
		tests, err := tester.NewRunner().
			SetStore(store).
			SetModules(modules).
			SetCoverageQueryTracer(reached).
			CapturePrintOutput(true).
			RaiseBuiltinErrors(true).
			SetTimeout(testDeadline).
			RunTests(ctx, txn)
		if err != nil {
			return err
		}
		for t := range tests {
			results = append(results, split(t)...)
		}
		return nil
	})
	slices.SortFunc(results, func(a, b Result) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Name, b.Name))
	})
	return results, err
}

// split returns one result for each case of t, or one for t as a whole.
func split(t *tester.Result) []Result {
	whole := Result{Package: strings.TrimPrefix(t.Package, "data."), Name: t.Name, Pass: t.Pass(), Skipped: t.Skip, Output: string(t.Output)}
	if t.Location != nil {
		whole.File, whole.Line = t.Location.File, t.Location.Row
	}
	if t.Error != nil {
		whole.Error = t.Error.Error()
	}
	var cases []Result
	for path, sub := range t.SubResults.Iter {
		if len(sub.SubResults) > 0 {
			continue
		}
		one := whole
		one.Name, one.Pass = t.Name+"/"+strings.Join(path, "/"), !sub.Fail
		cases = append(cases, one)
	}
	if len(cases) == 0 || t.Error != nil {
		return []Result{whole}
	}
	return cases
}

func gaps(report cover.Report) []Gap {
	var out []Gap
	for name, f := range report.Files {
		for _, r := range f.NotCovered {
			g := Gap{File: name, Line: r.Start.Row, Until: r.End.Row}
			if len(r.Kinds) > 0 {
				g.Why = string(r.Kinds[0])
			}
			out = append(out, g)
		}
	}
	slices.SortFunc(out, func(a, b Gap) int { return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line)) })
	return out
}
