package policy

import (
	"strconv"
	"strings"
	"testing"
)

// Lint looks at what strangers wrote, loaded or not, and neither fails nor hangs over it.
func TestLintHostile(t *testing.T) {
	for name, text := range hostile(t) {
		for _, pack := range []string{text, metadata + text, metadata + "package belay.family.name\n" + goodRules + text} {
			found, err := Lint(Layer{FS: packOf(pack)})
			if err == nil && len(found) == 0 {
				t.Errorf("%s: nothing found", name)
			}
		}
	}
}

// Helpers that each have two definitions double what there is to follow.
func TestLintManyDefinitions(t *testing.T) {
	var b strings.Builder
	b.WriteString("bad if f20\n\nf0 if input.phase == \"gate\"\n")
	for i := 1; i <= 20; i++ {
		for range 2 {
			b.WriteString("\nf" + strconv.Itoa(i) + " if f" + strconv.Itoa(i-1) + "\n")
		}
	}
	if _, err := Lint(Layer{FS: commitment(b.String())}); err != nil {
		t.Error(err)
	}
}
