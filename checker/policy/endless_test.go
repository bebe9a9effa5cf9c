package policy

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// A commitment that takes too many steps is named, whatever else is in the pack.
func TestEndless(t *testing.T) {
	loops := []string{}
	for _, v := range "abcdefghij" {
		loops = append(loops, "	some "+string(v)+" in ten")
	}
	pack := commitment("bad if input.phase == \"audit\"")
	text := string(commitment("ten := {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}\n\nbad if {\n" + strings.Join(loops, "\n") + "\n	a + j < 0\n}\n")["family/name.rego"].Data)
	text = strings.NewReplacer("id: SD-02", "id: SD-03", "family.name", "family.slow").Replace(text)
	pack["family/slow.rego"] = &fstest.MapFile{Data: []byte(text)}
	p, err := Load(Layer{FS: pack})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // for a busy machine
	defer cancel()
	_, err = p.Eval(ctx, fixtureInput(t))
	if err == nil || !errors.Is(err, errSteps) || !strings.HasPrefix(err.Error(), "family/slow.rego: SD-03: more than") {
		t.Errorf("%v", err)
	}
}
