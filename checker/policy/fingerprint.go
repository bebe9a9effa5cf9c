package policy

import (
	"fmt"
	"regexp"
	"strings"
)

var localName = regexp.MustCompile(`__local[0-9]+__`)

// Fingerprint is the text of the rules that the commitment id is judged by, helpers included, with names and layout out
// of the way: where two packs have the same, they judge it alike. "" for a pack that was not compiled here.
func (p *Pack) Fingerprint(id string) string {
	if p.compiler == nil {
		return ""
	}
	f := newFlow(p.compiler)
	var b strings.Builder
	for _, c := range p.Commitments {
		if c.ID != id {
			continue
		}
		for _, r := range f.needs(f.contract(c.File)...) {
			names := map[string]string{}
			b.WriteString(localName.ReplaceAllStringFunc(r.String(), func(name string) string {
				if names[name] == "" {
					names[name] = fmt.Sprintf("v%d", len(names))
				}
				return names[name]
			}))
			b.WriteByte('\n')
		}
	}
	return b.String()
}
