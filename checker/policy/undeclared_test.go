package policy

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"belay/schemas"
)

// What is read and not there is reported at each use in the author's words, however it is reached.
func TestUndeclared(t *testing.T) {
	rules := `bad if limit

parameters := input.parameters["SD-02"]

limit := parameters.limmit

points := input.exposure.points

a if parameters.maximum > 3

b if 3 < parameters.maximum

c if {
	p := parameters
	p.maximum
}

d if input.parameters["SD-03"].limit

e if input.parameters["SD-02"].sok

f if points[_].persent
`
	_, err := Load(Layer{FS: commitment(rules)})
	var got schemas.Errors
	if !errors.As(err, &got) {
		t.Fatal(err)
	}
	first := strings.Count(strings.Split(string(commitment("")["family/name.rego"].Data), "bad if limit")[0], "\n")
	lines := []string{}
	for _, e := range got {
		lines = append(lines, fmt.Sprintf("%d:%d: %s (%s)", e.Line-first, e.Column, e.Message, e.Hint))
	}
	want := []string{
		`5:10: parameters.limmit leads nowhere: SD-02 declares no parameter limmit (did you mean "limit"?)`,
		`9:6: parameters.maximum leads nowhere: SD-02 declares no parameter maximum (known here: limit, soak)`,
		`11:10: parameters.maximum leads nowhere: SD-02 declares no parameter maximum (known here: limit, soak)`,
		`15:2: p.maximum leads nowhere: SD-02 declares no parameter maximum (known here: limit, soak)`,
		`18:6: input.parameters["SD-03"] leads nowhere: no commitment here has the id SD-03 (a commitment reads its own: input.parameters["SD-02"])`,
		`20:6: input.parameters["SD-02"].sok leads nowhere: SD-02 declares no parameter sok (did you mean "soak"?)`,
	}
	for _, w := range want {
		if !slices.Contains(lines, w) {
			t.Errorf("want %s", w)
		}
	}
	if len(lines) != len(want)+1 || !strings.HasPrefix(lines[len(lines)-1], "22:6: points[_].persent") {
		t.Errorf("got:\n%s", strings.Join(lines, "\n"))
	}
}
