package policies_test

import (
	"bytes"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"belay/policies"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

// testName is one entry of tests.yaml.
type testName struct {
	Name        string
	Title       string
	Done        string
	Commitments []string
	Source      string
}

// The registry of test names says of each who reads it; METADATA and the rules say the same.
func TestRegistry(t *testing.T) {
	entries := registry(t)
	listed := map[string][]string{}
	for i, e := range entries {
		if e.Title == "" || e.Done == "" || e.Source == "" || len(e.Commitments) == 0 {
			t.Errorf("tests.yaml: %s lacks something", e.Name)
		}
		for _, s := range []string{e.Title, e.Done, e.Source} {
			if strings.ContainsAny(s, "\r\n") {
				t.Errorf("tests.yaml: %s: write each text in one line", e.Name)
			}
		}
		prefix, _, _ := strings.Cut(e.Name, "/")
		if !slices.ContainsFunc(e.Commitments, func(id string) bool { return strings.EqualFold(id[:2], prefix) }) {
			t.Errorf("tests.yaml: %s is named after another family than %v", e.Name, e.Commitments)
		}
		if slices.ContainsFunc(entries[:i], func(o testName) bool { return o.Name == e.Name }) {
			t.Errorf("tests.yaml: %s stands there twice", e.Name)
		}
		listed[e.Name] = e.Commitments
	}

	promised, read := map[string][]string{}, map[string][]string{}
	for _, c := range load(t).Commitments {
		for _, alternatives := range c.Proof {
			for _, together := range alternatives {
				for _, typ := range together {
					if _, name, ok := strings.Cut(typ, "#"); ok {
						add(promised, name, c.ID)
					}
				}
			}
		}
		for _, name := range namesIn(t, c.File) {
			add(read, name, c.ID)
		}
	}
	if diff := cmp.Diff(listed, promised); diff != "" {
		t.Errorf("tests.yaml (-) and METADATA (+) name other tests:\n%s", diff)
	}
	if diff := cmp.Diff(listed, read); diff != "" {
		t.Errorf("tests.yaml (-) and the rules (+) name other tests:\n%s", diff)
	}
}

func registry(t *testing.T) []testName {
	t.Helper()
	src, err := fs.ReadFile(policies.FS, "tests.yaml")
	if err != nil {
		t.Fatal(err)
	}
	d := yaml.NewDecoder(bytes.NewReader(src))
	d.KnownFields(true)
	var all struct {
		Tests []testName `yaml:"tests"`
	}
	if err := d.Decode(&all); err != nil {
		t.Fatal(err)
	}
	return all.Tests
}

// namesIn returns the names of tests that the rules of a file hold, and refuses any in a library, where nobody would
// look for them.
func namesIn(t *testing.T, file string) []string {
	t.Helper()
	names := []string{}
	libs, err := fs.Glob(policies.FS, "lib/*.rego")
	if err != nil || len(libs) == 0 {
		t.Fatalf("lib: %v, %v", libs, err)
	}
	for _, f := range append(libs, file) {
		if strings.HasSuffix(f, "_test.rego") {
			continue
		}
		src, err := fs.ReadFile(policies.FS, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(src), "\n") {
			if strings.HasPrefix(strings.TrimSpace(line), "#") {
				continue
			}
			for _, m := range quotedTest.FindAllStringSubmatch(line, -1) {
				if path.Dir(f) == "lib" {
					t.Errorf("%s: the library reads the test %s", f, m[1])
				}
				names = append(names, m[1])
			}
		}
	}
	return names
}

// quotedTest is the name of a test as rules write it. Types of predicates end in a version.
var quotedTest = regexp.MustCompile(`"([a-z]{2}/[a-z0-9-]+)"`)

// add puts id into the list of name, in order and once.
func add(to map[string][]string, name, id string) {
	if at, found := slices.BinarySearch(to[name], id); !found {
		to[name] = slices.Insert(to[name], at, id)
	}
}
