package report_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"belay/checker"
	"belay/checker/report"
	"belay/schemas"
)

func document(t *testing.T, vs ...*checker.Verdict) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := report.JSON(&out, report.Batch{Verdicts: vs}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// published is the schema that users validate with, read by a validator that is not ours.
func published(t *testing.T) *jsonschema.Schema {
	t.Helper()
	src, err := schemas.Schema("verdict")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(src))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("verdict.json", doc); err != nil {
		t.Fatal(err)
	}
	return c.MustCompile("verdict.json")
}

func TestJSON(t *testing.T) {
	golden(t, "mixed.json", document(t, mixed()))
	golden(t, "two.json", document(t, tampered(), allPass()))
}

func TestJSONFitsItsSchema(t *testing.T) {
	schema := published(t)
	for name, v := range verdicts() {
		if name == "hostile" { // its enumerations are not those of any verdict
			continue
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(document(t, v, allPass())))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(doc); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The schema is not so wide that anything fits.
func TestSchemaRefuses(t *testing.T) {
	schema := published(t)
	good := string(document(t, mixed()))
	for _, c := range [][2]string{
		{`"schema": "belay/verdicts/v1"`, `"schema": "belay/verdict/v1"`},
		{`"phase": "gate"`, `"phase": "later"`},
		{`"outcome": "unproven"`, `"outcome": "perhaps"`},
		{`"fails": true`, `"fails": "yes"`},
		{`"kernel": true,`, `"kernel": true, "more": 1,`},
		{`"percent": 5`, `"percent": 500`},
		{`"line": 45`, `"line": -1`},
	} {
		bad := strings.Replace(good, c[0], c[1], 1)
		if bad == good {
			t.Fatalf("%s is not in the document", c[0])
		}
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(bad))
		if err != nil {
			t.Fatal(err)
		}
		if schema.Validate(doc) == nil {
			t.Errorf("%s fits", c[1])
		}
	}
}

// What is read back is what was written, and nothing in it acts on a terminal.
func TestJSONHidesNothing(t *testing.T) {
	v := hostile()
	out := document(t, v)
	for _, r := range string(out) {
		if s := string(r); r != '\n' && schemas.Clean(s) != s {
			t.Errorf("%U is in the output as it is", r)
		}
	}
	if !bytes.Contains(out, []byte(`\u202e`)) || !bytes.Contains(out, []byte(`\u009b`)) || bytes.Contains(out, []byte(`\u003c`)) {
		t.Errorf("escapes are not as they should be: %.300s", out)
	}
	var back struct{ Verdicts []*checker.Verdict }
	if err := json.Unmarshal(out, &back); err != nil {
		t.Fatal(err)
	}
	want := strings.ToValidUTF8(attack, "\ufffd")
	if got := back.Verdicts[0].Release.Product; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestJSONIsDeterministic(t *testing.T) {
	if diff := cmp.Diff(string(document(t, many())), string(document(t, many()))); diff != "" {
		t.Error(diff)
	}
}

// A pass of several is a pass of all.
func TestJSONResult(t *testing.T) {
	for _, c := range []struct {
		want string
		vs   []*checker.Verdict
	}{{"pass", []*checker.Verdict{allPass()}}, {"pass", []*checker.Verdict{allPass(), empty()}}, {"fail", []*checker.Verdict{allPass(), mixed(), allPass()}}} {
		var got struct{ Result string }
		if err := json.Unmarshal(document(t, c.vs...), &got); err != nil || got.Result != c.want {
			t.Errorf("%d verdicts: %q, %v", len(c.vs), got.Result, err)
		}
	}
}
