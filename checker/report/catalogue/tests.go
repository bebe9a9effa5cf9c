package catalogue

import (
	"io/fs"
	"slices"
	"strings"

	"belay/checker/policy"
	"belay/schemas"
)

// Test is a test that a test result may name, as the registry describes it.
type Test struct {
	Name  string `json:"name"`  // as in hg/auto-halt
	Title string `json:"title"` // "" where the registry does not hold it
	Done  string `json:"done"`  // what must have been done for it to have passed
}

// registry reads tests.yaml of the built-in pack. Names that a drafter's pack brings are not in it.
func registry(fsys fs.FS) ([]Test, error) {
	const file = "tests.yaml"
	src, err := fs.ReadFile(fsys, file)
	if err != nil {
		return nil, err
	}
	v, err := schemas.YAML(file, src)
	if err != nil {
		return nil, err
	}
	var out []Test
	all, _ := v.(map[string]any)
	list, _ := all["tests"].([]any)
	for _, one := range list {
		m, _ := one.(map[string]any)
		out = append(out, Test{Name: text(m, "name"), Title: text(m, "title"), Done: text(m, "done")})
	}
	return out, nil
}

// named returns the tests that the proof of c names, sorted.
func named(all []Test, c policy.Commitment) []Test {
	out := []Test{}
	for _, name := range testNames(c) {
		i := slices.IndexFunc(all, func(t Test) bool { return t.Name == name })
		if i < 0 {
			out = append(out, Test{Name: name})
			continue
		}
		out = append(out, all[i])
	}
	return out
}

// described tells whether the registry says of one of all what must have been done.
func described(all []Test) bool {
	return slices.ContainsFunc(all, func(t Test) bool { return t.Title != "" })
}

// testNames returns the names of the tests that the proof of c asks for, sorted.
func testNames(c policy.Commitment) (out []string) {
	for _, ways := range c.Proof {
		for _, together := range ways {
			for _, t := range together {
				if _, test, ok := strings.Cut(t, "#"); ok {
					out = append(out, test)
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
