package schemas

import (
	"strings"
	"testing"
	"testing/fstest"
)

var evaluated = fstest.MapFS{"dist/a.bin": {Data: []byte("abc")}, "dir/x": {}}

func evaluateToy(t *testing.T, src string) (*Document, error) {
	t.Helper()
	vars := map[string]string{"version": "1.2", "percent": "0.10", "name": "early"}
	context := newEvaluation(evaluated, vars)
	return parseAs("e.hcl", []byte(src), Manifest, toySchema(t), context)
}

func TestEvaluate(t *testing.T) {
	for src, want := range map[string]string{
		`s = var.version`:                                       `{"s":"1.2"}`,
		`s = "v${var.version}-x"`:                               `{"s":"v1.2-x"}`,
		`s = "${var.version}"`:                                  `{"s":"1.2"}`,
		`long = filesha256("dist/a.bin")`:                       `{"long":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}`,
		`s = upper(lower(trimspace(" aB ")))`:                   `{"s":"AB"}`,
		`s = join("-", ["a", "b"])`:                             `{"s":"a-b"}`,
		`s = replace("a.b.c", ".", "-")`:                        `{"s":"a-b-c"}`,
		`s = format("%s-%02d", "a", 7)`:                         `{"s":"a-07"}`,
		`names = concat(["a"], [var.name])`:                     `{"names":["a","early"]}`,
		`names = ["a", var.name]`:                               `{"names":["a","early"]}`,
		`num = var.name == "early" ? 0.10 : 50`:                 `{"num":0.1}`,
		`s = tostring(1.5)`:                                     `{"s":"1.5"}`,
		`b = !(var.name == "x") && true`:                        `{"b":true}`,
		"stage \"a\" {\n  soak = \"${4}h\"\n}":                  `{"stages":[{"name":"a","soak":"4h"}]}`,
		`one = var.name == "early" ? { x = "a" } : { x = "b" }`: `{"one":{"x":"a"}}`,
		`map = { (var.name == "x") = "a" }`:                     "a key that is not a plain name",
		`s = var.nothing`:                                       "no value for var.nothing",
		`s = env.HOME`:                                          `nothing is called "env"`,
		`s = var.version.x`:                                     `nothing is called "var"`,
		`s = file("x")`:                                         `no function is called "file"`,
		`num = var.percent`:                                     "num: expected a number, found a string",
		`num = 1 + 1`:                                           "arithmetic is not evaluated",
		`num = -(1)`:                                            "arithmetic is not evaluated",
		`names = [for x in ["a"] : x]`:                          "a for expression is not evaluated",
		`names = [{a = "b"}][*].a`:                              "a splat is not evaluated",
		`long = filesha256("../x")`:                             "is not a path below this folder",
		`long = filesha256("none")`:                             `"none" cannot be read`,
		`long = filesha256("dir")`:                              `"dir" is not a regular file`,
		`s = format("%999999999d", 1)`:                          "the result could be larger than the limit",
		`s = replace(replace("aaaa", "", "` + strings.Repeat("b", 9000) + `"), "", "c")`: "the result could be larger than the limit",
		`s = join("` + strings.Repeat("b", 9000) + `", ["a", "a", "a", "a", "a"])`:       "the result could be larger than the limit",
		`num = 1e99`: "a number with an exponent",
		`b = ` + strings.Repeat("!", 600) + `true`:                         "more operators than the limit",
		`num = ` + strings.Repeat("(", 80) + "1" + strings.Repeat(")", 80): "nested deeper than the limit",
		"s = <<A\n${var.version}\nA\n":                                     "s: the string holds a line break",
	} {
		d, err := evaluateToy(t, src)
		switch {
		case err != nil:
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%.80s: %v, not %s", src, err, want)
			}
		case strings.TrimSpace(string(d.JSON())) != want:
			t.Errorf("%.80s is %s, not %s", src, d.JSON(), want)
		}
	}
}

func TestEvaluateVariables(t *testing.T) {
	src := []byte("schema = var.schema\n")
	d, err := Evaluate("w.hcl", src, Waivers, nil, map[string]string{"schema": "belay/waivers/v1"})
	if err != nil || string(d.JSON()) != "{\"schema\":\"belay/waivers/v1\"}\n" {
		t.Errorf("%v", err)
	}
	for key, value := range map[string]string{"a b": "x", "a": "x\ny", "b": strings.Repeat("x", maxChars+1)} {
		if _, err := Evaluate("w.hcl", src, Waivers, nil, map[string]string{key: value}); err == nil {
			t.Errorf("the variable %q was taken", key)
		}
	}
	if _, err := Parse("w.hcl", src, Waivers); err == nil {
		t.Error("Parse evaluated a variable")
	}
	if _, err := Evaluate("w.yaml", []byte("schema: belay/waivers/v1"), Waivers, nil, nil); err != nil {
		t.Error(err)
	}
}
