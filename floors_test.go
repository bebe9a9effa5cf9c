package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// floors is the map of the house: what each package of ours may import of ours. Imports only go down; neighbours never
// import each other, what needs two of them is joined one floor up. Tests are exempt.
var floors = map[string][]string{
	"belay":                          {"belay/checker/cli"},
	"belay/checker/cli":              {"belay/attest", "belay/checker", "belay/checker/policy", "belay/checker/policy/bundle", "belay/checker/policy/child", "belay/checker/policy/draft", "belay/checker/policy/mutate", "belay/checker/policy/registry", "belay/checker/policy/regotest", "belay/checker/report", "belay/checker/report/catalogue", "belay/policies", "belay/schemas"},
	"belay/checker/report":           {"belay/checker", "belay/checker/policy", "belay/checker/policy/draft", "belay/checker/policy/mutate", "belay/checker/policy/regotest", "belay/schemas"},
	"belay/checker/report/catalogue": {"belay/checker/policy", "belay/checker/policy/regotest", "belay/schemas"}, // runs a pack's cases, which showing verdicts does not
	"belay/checker":                  {"belay/attest", "belay/checker/policy", "belay/schemas"},
	"belay/checker/policy":           {"belay/checker/policy/plan", "belay/schemas"},
	"belay/checker/policy/plan":      {},                                                    // runs what was compiled beforehand
	"belay/checker/policy/planner":   {"belay/checker/policy", "belay/checker/policy/plan"}, // compiles the built-in pack when it is written; no command needs it
	"belay/checker/policy/child":     {"belay/schemas"},                                     // runs what it is given, and knows no rules
	"belay/checker/policy/regotest":  {"belay/checker/policy", "belay/schemas"},
	"belay/checker/policy/bundle":    {"belay/checker/policy", "belay/schemas"},
	"belay/checker/policy/registry":  {"belay/schemas"},                                                          // moves bytes, and looks into none of them
	"belay/checker/policy/draft":     {"belay/checker/policy", "belay/checker/policy/regotest"},                  // judges the cases that regotest finds by two packs
	"belay/checker/policy/mutate":    {"belay/checker/policy", "belay/checker/policy/regotest", "belay/schemas"}, // tries the cases that regotest finds
	"belay/attest":                   {"belay/schemas"},
	"belay/attest/forge":             {}, // makes signed fixtures; no command needs it
	"belay/examples/make":            {"belay/attest/forge", "belay/schemas"},
	"belay/policies":                 {},
	"belay/schemas":                  {},
}

// heavy says which package alone may import a heavy library.
var heavy = map[string][]string{
	"github.com/open-policy-agent/":    {"belay/checker/policy", "belay/checker/policy/plan", "belay/checker/policy/planner", "belay/checker/policy/regotest", "belay/checker/policy/mutate", "belay/checker/policy/draft"},
	"github.com/sigstore/":             {"belay/attest", "belay/attest/forge"},
	"oras.land/":                       {"belay/checker/policy/registry"},
	"github.com/hashicorp/hcl/":        {"belay/schemas"},
	"go.yaml.in/yaml/":                 {"belay/schemas"},
	"github.com/charmbracelet/":        {"belay/checker/report"},
	"github.com/spf13/cobra":           {"belay/checker/cli"},
	"github.com/santhosh-tekuri/jsons": {}, // tests only
}

func TestFloors(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		allowed, known := floors[p.ImportPath]
		if !known && len(p.Imports) > 0 {
			t.Errorf("%s stands on no floor: give it one, with a reason", p.ImportPath)
		}
		for _, imported := range p.Imports {
			if strings.HasPrefix(imported, "belay") && !slices.Contains(allowed, imported) {
				t.Errorf("%s must not import %s: imports only go down", p.ImportPath, imported)
			}
			for library, importers := range heavy {
				if strings.HasPrefix(imported, library) && !slices.Contains(importers, p.ImportPath) {
					t.Errorf("%s must not import %s: only %v may", p.ImportPath, imported, importers)
				}
			}
		}
	}
}
