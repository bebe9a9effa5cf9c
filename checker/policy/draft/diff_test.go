package draft

import (
	"io/fs"
	"strings"
	"testing"

	"belay/checker/policy"
	"belay/policies"
)

// some is a small pack with texts replaced in its files; a file with nothing to replace is gone.
func some(t *testing.T, changes map[string][]string) []policy.Layer {
	t.Helper()
	files := policy.Files{}
	for _, name := range []string{"rollback/failed_boots", "rollback/last_known_good", "customer_control/delay_and_pin", "staged_deployment/small_first_stage"} {
		for _, end := range []string{".rego", "_test.rego"} {
			text, err := fs.ReadFile(policies.FS, name+end)
			if err != nil {
				t.Fatal(err)
			}
			files[name+end] = text
		}
	}
	for name, pairs := range changes {
		if len(pairs) == 0 {
			delete(files, name)
			continue
		}
		changed := strings.NewReplacer(pairs...).Replace(string(files[name]))
		if changed == string(files[name]) {
			t.Fatalf("nothing to replace in %s", name)
		}
		files[name] = []byte(changed)
	}
	return []policy.Layer{{FS: policies.Lib()}, {Name: "pack", FS: files}}
}

func TestDiff(t *testing.T) {
	for _, c := range []struct {
		name, file string
		replace    []string
		effect     string
		says       []string
	}{
		{"a maximum is lowered", "rollback/failed_boots.rego", []string{"default: 3", "default: 2"}, Stricter, []string{"Parameter `failed_boots` goes from 3 count to 2 count, which is stricter"}},
		{"a maximum is raised", "rollback/failed_boots.rego", []string{"default: 3", "default: 4"}, Looser, []string{"which is looser"}},
		{"a minimum is raised", "customer_control/delay_and_pin.rego", []string{"default: 48h", "default: 49h"}, Stricter, []string{"Parameter `delay` goes from 2d to 49h, which is stricter"}},
		{"for one class only", "staged_deployment/small_first_stage.rego", []string{"platform: 10", "platform: 20"}, Looser, []string{"for platform goes from 10 percent of the fleet to 20 percent of the fleet, which is looser"}},
		{"far from every release", "rollback/failed_boots.rego", []string{"default: 99\n", "default: 99.0001\n"}, Stricter, []string{"`drill_healthy` goes from 99 percent to 99.0001 percent, which is stricter"}},
		{"a condition is dropped", "rollback/failed_boots.rego", []string{"	e.predicate.path == \"boot\"\n", ""}, Looser, []string{"Its rules are written otherwise; 1 of"}},
		{"only written otherwise", "rollback/failed_boots.rego", []string{"soon_enough", "early_enough"}, Other, []string{"Its rules are written otherwise, and none of"}},
		{"severity", "rollback/failed_boots.rego", []string{"severity: {default: critical}", "severity: {default: high}"}, Looser, []string{"Its severity goes from critical to high."}},
		{"applies to less", "rollback/failed_boots.rego", []string{"applies_to: [{kernel: true}, {kind: agent, boot: true}]", "applies_to: [{kernel: true}]"}, Looser, []string{"It applies to what the kernel runs or parses; it applied to"}},
		{"one more way of proof", "rollback/last_known_good.rego", []string{"audit: [[\"https://in-toto.io/attestation/release/v0.1\"]]", "audit: [[\"https://in-toto.io/attestation/release/v0.1\"], [rollback-drill/v1]]"}, Looser, []string{"It is proven after the rollout by"}},
		{"later", "rollback/last_known_good.rego", []string{"#   fix:", "#   effective_on: \"2030-01-01\"\n#   fix:"}, Looser, []string{"It counts from 2030-01-01 on; it counted at once."}},
		{"words", "rollback/last_known_good.rego", []string{"title: Last known good,", "title: Known good,"}, Other, []string{"It is called \"Known good, published beforehand\""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := Diff(t.Context(), some(t, nil), some(t, map[string][]string{c.file: c.replace}))
			if err != nil {
				t.Fatal(err)
			}
			if len(d.Changes) != 1 || d.Changes[0].Effect != c.effect {
				t.Fatalf("%+v", d.Changes)
			}
			all := ""
			for _, p := range d.Changes[0].Points {
				all += p.Effect + ": " + p.Says + "\n"
			}
			for _, want := range c.says {
				if !strings.Contains(all, want) {
					t.Errorf("%q is not in\n%s%+v", want, all, d.Changes[0].Cases)
				}
			}
		})
	}
}

func TestDiffNewAndGone(t *testing.T) {
	less := some(t, map[string][]string{"rollback/failed_boots.rego": {}, "rollback/failed_boots_test.rego": {}})
	d, err := Diff(t.Context(), some(t, nil), less)
	if err != nil || len(d.Changes) != 1 || d.Changes[0].Effect != Gone || d.Changes[0].ID != "RB-03" {
		t.Errorf("%+v, %v", d, err)
	}
	if d, err = Diff(t.Context(), less, some(t, nil)); err != nil || len(d.Changes) != 1 || d.Changes[0].Effect != Added {
		t.Errorf("%+v, %v", d, err)
	}
	if d, err = Diff(t.Context(), some(t, nil), some(t, nil)); err != nil || len(d.Changes) != 0 || d.Same == 0 {
		t.Errorf("%+v, %v", d, err)
	}
}
