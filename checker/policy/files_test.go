package policy

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestFiles(t *testing.T) {
	f := Files{"a.rego": []byte("a"), "b/c.rego": []byte("c"), "b/d/e.rego": []byte("e")}
	if err := fstest.TestFS(f, "a.rego", "b/c.rego", "b/d/e.rego"); err != nil {
		t.Error(err)
	}
}

func TestStack(t *testing.T) {
	lib := Files{"lib/lib.rego": []byte("package belay.lib\n")}
	for name, c := range map[string]struct {
		file string
		want int
	}{
		"a draft":                 {"package belay.family.name\n", 2},
		"helpers of its own":      {"package belay.lib.yours\n", 2},
		"a whole pack":            {"# its lib\npackage belay.lib\n", 1},
		"a whole pack, annotated": {"package belay.lib # ours\n", 1},
	} {
		got, err := Stack(lib, Layer{Name: "draft", FS: Files{"x/x.rego": []byte(c.file)}})
		if err != nil || len(got) != c.want {
			t.Errorf("%s: %d layers, %v", name, len(got), err)
		}
	}
}

func TestRead(t *testing.T) {
	for _, name := range []string{"", ".", "drafts/mine", "drafts/mine/"} {
		all := Files{"b/c.rego": []byte("c"), "b/c_test.rego": []byte("t")}
		got, err := Read(Layer{Name: name, FS: Files{"b/c.rego": all["b/c.rego"], "b/c_test.rego": all["b/c_test.rego"], "README.md": nil}})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(Layer{Name: name, FS: all}, got); diff != "" {
			t.Error(diff)
		}
	}
}
