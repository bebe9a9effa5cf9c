package plan

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"
	"github.com/open-policy-agent/opa/v1/compile"
	"github.com/open-policy-agent/opa/v1/ir"
	"github.com/open-policy-agent/opa/v1/rego"
)

// planOf compiles rules of package p; x is asked for.
func planOf(t *testing.T, rules string) *Program {
	t.Helper()
	text := "package p\n\n" + rules
	m, err := ast.ParseModuleWithOpts("p.rego", text, ast.ParserOptions{RegoVersion: ast.RegoV1})
	if err != nil {
		t.Fatal(err)
	}
	c := compile.New().WithTarget("plan").WithEntrypoints("p/x").WithRegoVersion(ast.RegoV1).WithBundle(&bundle.Bundle{
		Data: map[string]any{}, Modules: []bundle.ModuleFile{{URL: "p.rego", Path: "p.rego", Raw: []byte(text), Parsed: m}},
	})
	if err := c.Build(t.Context()); err != nil {
		t.Fatal(err)
	}
	var planned ir.Policy
	if err := json.Unmarshal(c.Bundle().PlanModules[0].Raw, &planned); err != nil {
		t.Fatal(err)
	}
	p, err := From(&planned)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Unmarshal(p.Marshal())
	if err != nil {
		t.Fatal(err)
	}
	return again
}

const input = `{"n": 3, "s": "abc", "list": [1, 2, 3, 2], "none": [], "null": null, "no": false, "objects": [{"k": "a", "v": 1}, {"k": "b", "v": 2}, {"k": "a", "v": 1}], "map": {"b": 2, "a": 1}}`

func inputTerm(t testing.TB) *ast.Term {
	t.Helper()
	v, err := ast.ValueFromReader(strings.NewReader(input))
	if err != nil {
		t.Fatal(err)
	}
	return ast.NewTerm(v)
}

// Whatever rules are made of, they answer as OPA's evaluator says.
func TestAnswersAsOPA(t *testing.T) {
	for name, rules := range map[string]string{
		"a path":                     "x := input.map.a",
		"an absent path":             "x := input.map.c.d",
		"a path into a scalar":       "x := input.n.a",
		"an index":                   "x := input.list[2]",
		"an index beyond":            "x := input.list[9]",
		"a false value":              "x := input.no",
		"null":                       "x := input[\"null\"]",
		"a condition":                "x if input.n == 3",
		"a condition that fails":     "x if input.n == 4",
		"a false condition":          "x if input.no",
		"unequal":                    "x if input.n != 4",
		"compare":                    "x if { input.n > 2; input.n <= 3 }",
		"arithmetic":                 "x := (input.n * 7 - 1) / 8",
		"large numbers":              "x := 12345678901234567890 + 0.1",
		"some in an array":           "x contains v if some v in input.list",
		"some in an object":          "x contains [k, v] if some k, v in input.map",
		"some in a set":              "s := {3, 1}\nx contains v if some v in s",
		"some in a scalar":           "x contains v if some v in input.n",
		"nothing in an empty list":   "x contains v if some v in input.none",
		"a set without members":      "x contains 1 if input.n == 4",
		"an array comprehension":     "x := [w | some v in input.list; v > 1; w := v * 2]",
		"a set comprehension":        "x := {v | some v in input.list}",
		"an object comprehension":    "x := {k: v | some k, v in input.map}",
		"in the order of keys":       "x := [k | some k, _ in input.map]",
		"nested comprehensions":      "x := [[w | some w in input.list; w < v] | some v in input.list]",
		"not":                        "x if not input.n == 4",
		"not of what holds":          "x if not input.n == 3",
		"not of what is absent":      "x if not input.absent",
		"not of a false value":       "x if not input.no",
		"not of a loop":              "x if not has\nhas if { some v in input.list; v == 9 }",
		"not inside a loop":          "x contains v if { some v in input.list; not v == 2 }",
		"a helper":                   "x if small\nsmall if input.n < 9",
		"alternatives":               "x if input.n == 4\nx if input.n == 3",
		"a default":                  "default x := \"none\"\nx := input.absent",
		"else":                       "x := 1 if input.n == 4 else := 2 if input.n == 3 else := 3",
		"a function":                 "f(a, b) := a + b\nx := f(input.n, 1)",
		"a function by cases":        "f(1) := \"one\"\nf(2) := \"two\"\nx := [f(v) | some v in input.list]",
		"a partial object":           "x[k] := v if some k, v in input.map",
		"a partial object of sets":   "x[o.k] contains o.v if some o in input.objects",
		"a member of such a set":     "by[o.k] contains o.v if some o in input.objects\nx if 2 in by.b",
		"a key and a value in":       "x if \"a\", 1 in input.map",
		"in":                         "x if 2 in input.list",
		"not in":                     "x if not 9 in input.list",
		"early exit":                 "x if { some v in input.list; v > 1 }",
		"loops in loops":             "x contains [a, b] if { some a in input.list; some b in input.list; a < b }",
		"a join":                     "x contains a.v if { some a in input.objects; some b in input.objects; a.k == b.k; b.v == 2 }",
		"destructuring":              "pairs := [[1, 2], [3, 4]]\nx contains b if some [a, b] in pairs",
		"objects in sets":            "x contains o if some o in input.objects",
		"set operations":             "x := ({1, 2} | {3}) - {2}",
		"intersection":               "x := {1, 2} & {2, 3}",
		"count, sum, max, min, sort": "x := [count(input.list), sum(input.list), max(input.list), min(input.list), sort(input.list)]",
		"strings":                    "x := [concat(\"-\", [\"a\", \"b\"]), split(\"a/b\", \"/\"), startswith(input.s, \"a\"), upper(input.s), trim_prefix(input.s, \"a\")]",
		"max of nothing":             "x := max(input.none)",
		"an empty object":            "x := {}",
		"same rule twice":            "x := [s, s]\ns := {v | some v in input.list}",
		"walk the objects":           "x := {o.k: count([p | some p in input.objects; p.k == o.k]) | some o in input.objects}",
		"a chain of rules":           "x := a + 1\na := b + 1\nb := input.n",
		"a ref with a variable":      "x contains input.map[k] if some k in [\"a\", \"b\", \"c\"]",
		"time":                       "x := time.parse_rfc3339_ns(\"2026-11-22T00:00:00Z\")",
	} {
		t.Run(name, func(t *testing.T) {
			want, err := rego.New(rego.Query("v = data.p.x"), rego.Module("p.rego", "package p\n\n"+rules), rego.ParsedInput(inputTerm(t).Value), rego.StrictBuiltinErrors(true)).Eval(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			e, done := planOf(t, rules).Evaluate(t.Context(), inputTerm(t))
			defer done()
			for range 2 { // the second time it is remembered
				got, err := e.Rule("p.x")
				if err != nil {
					t.Fatal(err)
				}
				if (got == nil) != (len(want) == 0) {
					t.Fatalf("%v, want %v", got, want)
				}
				if got == nil {
					continue
				}
				plain, err := ast.JSON(got.Value)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want[0].Bindings["v"], plain); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

func TestErrors(t *testing.T) {
	for name, c := range map[string]struct{ rules, want string }{
		"two values":             {"x := 1 if input.n == 3\nx := 2 if input.s == \"abc\"", "two values"},
		"two values for one key": {"x[k] := v if { some o in [{\"k\": 1, \"v\": 1}, {\"k\": 1, \"v\": input.n}]; k := o.k; v := o.v }", "two values for one key"},
		"a built-in's error":     {"x := time.parse_rfc3339_ns(input.s)", "time.parse_rfc3339_ns"},
		"division by zero":       {"x := 1 / (input.n - 3)", "div"},
		"steps":                  {"l := [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\nx if { some _ in l; some _ in l; some _ in l; some _ in l; some _ in l; some _ in l; some _ in l; input.n == 4 }", "more than 5000000 steps"},
	} {
		t.Run(name, func(t *testing.T) {
			e, done := planOf(t, c.rules).Evaluate(t.Context(), inputTerm(t))
			defer done()
			for range 2 { // an error stays
				if v, err := e.Rule("p.x"); err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("%v, %v", v, err)
				}
			}
		})
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	e, done := planOf(t, "l := [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\nx if { some _ in l; some _ in l; some _ in l; some _ in l; some _ in l; some _ in l; input.n == 4 }").Evaluate(ctx, inputTerm(t))
	defer done()
	<-ctx.Done()
	time.Sleep(10 * time.Millisecond)
	if _, err := e.Rule("p.x"); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

func TestNoSuchRule(t *testing.T) {
	e, done := planOf(t, "x := 1").Evaluate(t.Context(), inputTerm(t))
	defer done()
	if _, err := e.Rule("p.y"); err == nil {
		t.Error("no error")
	}
}

// A program that is cut off anywhere is an error, and none is read past its end.
func TestCutOff(t *testing.T) {
	whole := planOf(t, "x contains [v, \"s\", true] if { some v in input.list; not v == 2.5 }").Marshal()
	for n := range whole {
		if p, err := Unmarshal(whole[:n]); err == nil && len(p.Marshal()) != n {
			t.Errorf("%d of %d bytes are taken for a program", n, len(whole))
		}
	}
}

func TestUnsupported(t *testing.T) {
	policy := &ir.Policy{Static: &ir.Static{}, Funcs: &ir.Funcs{Funcs: []*ir.Func{{Name: "f", Blocks: []*ir.Block{{Stmts: []ir.Stmt{&ir.WithStmt{}}}}}}}}
	if _, err := From(policy); err == nil {
		t.Error("no error")
	}
}
