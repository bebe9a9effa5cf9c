package draft

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"belay/checker/policy"
	"belay/checker/policy/regotest"
	"belay/policies"
)

// What New writes loads, passes its tests with every line reached and is in form, for every family. Lint finds what its
// author is still to say, and nothing else.
func TestNew(t *testing.T) {
	builtin, err := policy.Read(policy.Layer{FS: policies.FS})
	if err != nil {
		t.Fatal(err)
	}
	all := []Beginning{
		{ID: "SD-98", Title: "No first stage on a Friday"},
		{ID: "RB-99", Title: "A way back: \"quoted\" & odd # 100 %."},
		{ID: "ZZ-01", Title: "123", Family: "my_own_family"},
	}
	for _, letters := range slices.Sorted(maps.Keys(policy.Families)) {
		all = append(all, Beginning{ID: letters + "-97", Title: "Something that is asked"})
	}
	for _, b := range all {
		t.Run(b.ID, func(t *testing.T) {
			files, err := New(b, builtin.FS.(policy.Files))
			if err != nil {
				t.Fatal(err)
			}
			held := policy.Files{}
			for _, f := range files {
				held[f.Name] = []byte(f.Text)
			}
			layers, err := policy.Stack(policies.Lib(), policy.Layer{Name: "drafts", FS: held})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := policy.Load(layers...); err != nil {
				t.Errorf("load: %v", err)
			}
			found, err := policy.Lint(layers...)
			if err != nil || len(found) != 3 {
				t.Errorf("lint: %+v, %v", found, err)
			}
			for _, f := range found {
				if f.Check != "template" || f.Line == 0 || f.Better == "" {
					t.Errorf("lint: %+v", f)
				}
			}
			changed, err := Format(layers...)
			if err != nil || len(changed) > 0 {
				t.Errorf("format: %+v, %v", changed, err)
			}
			report, err := regotest.Run(t.Context(), regotest.Options{Coverage: true}, layers...)
			if err != nil {
				t.Fatal(err)
			}
			if !report.OK() || report.Passed < 6 || len(report.Coverage.Gaps) > 0 {
				t.Errorf("%+v", report)
			}
		})
	}
}

func TestNewRefused(t *testing.T) {
	others := policy.Files{
		"a/x.rego": []byte("# METADATA\n# custom:\n#   id: SD-02\npackage belay.staged_deployment.x\n"),
		"b/y.rego": []byte("# METADATA\n# custom:\n#   id: QQ-07\npackage belay.queues.y\n"),
	}
	for _, c := range []struct {
		b    Beginning
		want string
	}{
		{Beginning{ID: "SD-2", Title: "x"}, "no id"},
		{Beginning{ID: "sd-08", Title: "x"}, "no id"},
		{Beginning{ID: "SD-02", Title: "x"}, "SD-02 is taken, by a/x.rego"},
		{Beginning{ID: "SD-03", Title: " "}, "the title is empty"},
		{Beginning{ID: "SD-03", Title: strings.Repeat("x", 81)}, "longer than 80"},
		{Beginning{ID: "SD-03", Title: "a\x1bb"}, "does not show"},
		{Beginning{ID: "ZZ-01", Title: "x"}, "no family has the letters ZZ"},
		{Beginning{ID: "ZZ-01", Title: "x", Family: "Zed"}, "no name of a family"},
		{Beginning{ID: "ZZ-01", Title: "x", Family: "lib"}, "no name of a family"},
		{Beginning{ID: "ZZ-01", Title: "x", Family: "queues"}, "ids in family queues begin with QQ"},
		{Beginning{ID: "SD-03", Title: "x", Family: "rollback"}, "the letters SD are those of family staged_deployment"},
	} {
		if _, err := New(c.b, others); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %q", c.b, err, c.want)
		}
	}
	// the family that a hint names can be taken
	for _, files := range []policy.Files{others, {"q/z.rego": []byte("# METADATA\n# custom:\n#   id: QA-01\npackage belay.quality.z\n")}} {
		_, err := New(Beginning{ID: "ZZ-01", Title: "x"}, files)
		var begin *BeginError
		if !errors.As(err, &begin) {
			t.Fatal(err)
		}
		_, family, _ := strings.Cut(begin.Hint, "such as --family ")
		if _, err := New(Beginning{ID: "ZZ-01", Title: "x", Family: family}, files); err != nil {
			t.Errorf("%s: %v", begin.Hint, err)
		}
	}
	files, err := New(Beginning{ID: "QQ-08", Title: "x"}, others)
	if err != nil || !strings.HasPrefix(files[0].Name, "queues/") {
		t.Errorf("a family of the pack's own: %v, %v", files, err)
	}
}
