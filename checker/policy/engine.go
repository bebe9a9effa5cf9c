package policy

import (
	"fmt"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// The engine's own module gathers the three rules of every commitment, so that
// one query judges the whole pack. It stands outside data.belay: nothing in a
// pack can name it or add to it. Objects with a key for each commitment let an
// undefined claim be absent without making anything else undefined.
const (
	engineFile    = "belay's engine" // no pack's file: it does not end in .rego
	enginePackage = "engine"
)

func engineModule(cs []Commitment, packages map[string]ast.Ref) (*ast.Module, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "package %s\n", enginePackage)
	for _, c := range cs {
		for _, rule := range contract {
			fmt.Fprintf(&b, "%s[%q] := %s.%s\n", rule, c.ID, packages[c.ID], rule)
		}
	}
	return ast.ParseModuleWithOpts(engineFile, b.String(), ast.ParserOptions{RegoVersion: ast.RegoV1})
}
