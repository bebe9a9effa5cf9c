package policy

import (
	"bytes"
	_ "embed"

	"github.com/open-policy-agent/opa/v1/ast"
)

// capabilities.json is in the format of OPA's own capabilities files and was
// cut down from the one of OPA v1.22.2. It lists every built-in function that
// a pack may call. What is missing is missing for a reason: functions that reach
// out (http, files, the clock, chance, time zones), that ignore the deadline or
// can be made to take any amount of memory (numbers.range, sprintf, replace,
// walk, glob, json.*, graph.*, bits.*), that look into whole objects where the
// compiler cannot follow (object.*), and those that no commitment needs.
//
// Some are declared narrower than OPA does: <, <=, > and >= take numbers only, because
// Rego orders any two values (600 <= "15m" is true), and so do min and max.
//
//go:embed capabilities.json
var capabilitiesJSON []byte

func capabilities() (*ast.Capabilities, error) {
	return ast.LoadCapabilitiesJSON(bytes.NewReader(capabilitiesJSON))
}
