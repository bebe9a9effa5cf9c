package catalogue_test

import (
	"bytes"
	"context"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"belay/checker/policy"
	"belay/checker/report/catalogue"
	"belay/policies"
	"belay/schemas"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

var pack = policy.Layer{FS: policies.FS}

var once = sync.OnceValues(func() (*catalogue.Catalogue, error) {
	return catalogue.Build(context.Background(), policies.FS, pack)
})

// built is the catalogue of the built-in pack.
func built(t *testing.T) *catalogue.Catalogue {
	t.Helper()
	c, err := once()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func draft(t *testing.T, files map[string]string) *catalogue.Catalogue {
	t.Helper()
	held := policy.Files{}
	for name, text := range files {
		held[name] = []byte(text)
	}
	c, err := catalogue.Build(t.Context(), policies.FS, policy.Layer{FS: policies.Lib()}, policy.Layer{Name: "draft", FS: held})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func document(t *testing.T, c *catalogue.Catalogue) []byte {
	t.Helper()
	out, err := catalogue.JSON(c)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestJSONFitsItsSchema(t *testing.T) {
	src, err := schemas.Schema("catalogue")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(src))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("catalogue.json", doc); err != nil {
		t.Fatal(err)
	}
	schema := compiler.MustCompile("catalogue.json")
	for name, c := range map[string]*catalogue.Catalogue{"built-in": built(t), "draft": draft(t, plain)} {
		got, err := jsonschema.UnmarshalJSON(bytes.NewReader(document(t, c)))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(got); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTwiceTheSame(t *testing.T) {
	again, err := catalogue.Build(t.Context(), policies.FS, pack)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(document(t, built(t))), string(document(t, again))); diff != "" {
		t.Errorf("JSON differs from one run to the next:\n%s", diff)
	}
	a, b := page(t, built(t)), page(t, again)
	if a != b || !maps.EqualFunc(catalogue.Markdown(built(t)), catalogue.Markdown(again), bytes.Equal) {
		t.Error("pages differ from one run to the next")
	}
}

// Each commitment shows a case that passes, and one that does not with what makes it so.
func TestExamples(t *testing.T) {
	for _, e := range built(t).Commitments {
		if e.Passing == nil || e.Failing == nil {
			t.Errorf("%s lacks an example", e.ID)
			continue
		}
		differs := func(l catalogue.Line) bool { return l.Op == "+" || l.Op == "-" }
		if e.Passing.Outcome != "passes" || e.Failing.Outcome == "passes" || !slices.ContainsFunc(e.Failing.Changes, differs) {
			t.Errorf("%s: passing %s, failing %s, %v", e.ID, e.Passing.Outcome, e.Failing.Outcome, e.Failing.Changes)
		}
		if n := len(e.Failing.Changes); n > 40 {
			t.Errorf("%s: %d lines are no minimal example", e.ID, n)
		}
	}
}

// A case that is only unproven, or that differs in comments alone, shows nothing of what is asked: it is an example only
// where there is no other.
func TestExamplesShowWhatIsWrong(t *testing.T) {
	for _, e := range built(t).Commitments {
		if e.Failing.Outcome == "unproven" {
			t.Errorf("%s: %q is only unproven", e.ID, e.Failing.Case)
		}
		if !slices.ContainsFunc(e.Failing.Changes, func(l catalogue.Line) bool {
			return (l.Op == "+" || l.Op == "-") && l.Text != "" && !strings.HasPrefix(l.Text, "#")
		}) {
			t.Errorf("%s: %q differs in comments alone: %v", e.ID, e.Failing.Case, e.Failing.Changes)
		}
	}
}

// Where the rules read a rollout as points, the example shows the manifest that the points come from.
func TestExampleOfAPoint(t *testing.T) {
	i := slices.IndexFunc(built(t).Commitments, func(e catalogue.Entry) bool { return e.ID == "SD-02" })
	e := built(t).Commitments[i]
	if !strings.Contains(e.Passing.Text, "stage \"canary\" {\n    audience    = \"external\"\n    max_percent = 0.1\n") {
		t.Errorf("the passing example:\n%s", e.Passing.Text)
	}
	want := []catalogue.Line{{Op: "-", Text: "    max_percent = 0.1"}, {Op: "+", Text: "    max_percent = 1.1"}}
	got := slices.DeleteFunc(slices.Clone(e.Failing.Changes), func(l catalogue.Line) bool { return l.Op != "-" && l.Op != "+" })
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the failing example:\n%s", diff)
	}
	if diff := cmp.Diff([]string{"rollout.stages[1].max_percent"}, e.Failing.At); diff != "" {
		t.Error(diff)
	}
}

var (
	mdLink   = regexp.MustCompile(`\]\(([^)<>#]*)(#[^)]*)?\)`)
	mdHead   = regexp.MustCompile(`(?m)^#{1,3} (.*)$`)
	notInIDs = regexp.MustCompile(`[^a-z0-9]+`)
)

// Every link between the pages leads to a page, and to a heading of it.
func TestMarkdownLinks(t *testing.T) {
	files := catalogue.Markdown(built(t))
	if len(files) != len(built(t).Commitments)+4 {
		t.Errorf("%d pages", len(files))
	}
	for name, text := range files {
		for _, m := range mdLink.FindAllStringSubmatch(string(text), -1) {
			target, ok := files[m[1]]
			if !ok {
				t.Errorf("%s: a link to %q", name, m[1])
				continue
			}
			found := m[2] == ""
			for _, h := range mdHead.FindAllStringSubmatch(string(target), -1) {
				found = found || "#"+strings.Trim(notInIDs.ReplaceAllString(strings.ToLower(h[1]), "-"), "-") == m[2]
			}
			if !found {
				t.Errorf("%s: %s has no heading %s", name, m[1], m[2])
			}
		}
		if path.Ext(name) != ".md" || !bytes.HasPrefix(text, []byte(catalogue.Generated)) || !bytes.HasSuffix(text, []byte("\n")) {
			t.Errorf("%s does not begin or end as a page does", name)
		}
	}
}

func TestNotices(t *testing.T) {
	for want, c := range map[string]*catalogue.Catalogue{"nobody's official programme": built(t), "not part of Belay": draft(t, plain)} {
		for name, text := range map[string]string{
			"README.md": string(catalogue.Markdown(c)["README.md"]), "crosswalk.md": string(catalogue.Markdown(c)["crosswalk.md"]),
			"index.html": strings.ReplaceAll(page(t, c), "&#39;", "'"), "JSON": string(document(t, c)),
		} {
			if !strings.Contains(strings.ReplaceAll(name+text, `\u0027`, "'"), want) {
				t.Errorf("%s does not say %q", name, want)
			}
		}
	}
}

// plain is the least that a pack can be.
var plain = map[string]string{"family/rule.rego": `# METADATA
# title: Plain
# description: Something.
# custom:
#   id: XX-01
#   severity: {default: low}
#   applies_to: [{}]
#   claim: rollout.starts
#   proof: {gate: [[rollout-plan/v1]], audit: [[rollout-record/v1]]}
#   fix: Do it.
package belay.family.rule

claim := input.manifest.rollout.starts

deny contains {"at": ["rollout"]} if not claim

proof contains e.id if some e in input.evidence
`}
