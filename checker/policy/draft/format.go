package draft

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"belay/checker/policy"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"
)

// Format returns the files of the last of layers that are not in the form that OPA gives them, in that form, sorted by
// name. METADATA is kept as it is written. A file that does not parse is an error.
func Format(layers ...policy.Layer) ([]File, error) {
	modules, err := policy.Modules(layers...)
	if err != nil {
		return nil, err
	}
	own := layers[len(layers)-1]
	var out []File
	for _, m := range modules {
		if m.Layer != len(layers)-1 {
			continue
		}
		text, err := formatted(m.Name, m.Text)
		if err != nil {
			return nil, fmt.Errorf("formatting %s: %w", m.Name, err)
		}
		if !bytes.Equal(text, m.Text) {
			out = append(out, File{Name: inside(own, m.Name), Text: string(text)})
		}
	}
	return out, nil
}

func formatted(name string, text []byte) (out []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the formatter failed: %v", r)
		}
	}()
	out, err = format.SourceWithOpts(name, text, format.Opts{RegoVersion: ast.RegoV1})
	if err != nil {
		return nil, err
	}
	// It writes some strings in the heads of rules as Go does, which is not Rego.
	if _, err := ast.ParseModuleWithOpts(name, string(out), ast.ParserOptions{RegoVersion: ast.RegoV1}); err != nil {
		return nil, errors.New("in the form that OPA gives it, it would not parse any more: leave control characters out of the heads of its rules")
	}
	return out, nil
}

// inside is the name of a file inside its layer.
func inside(l policy.Layer, name string) string { return strings.TrimPrefix(name, prefix(l)) }

// prefix stands before the names of a layer's files.
func prefix(l policy.Layer) string {
	if l.Name == "" {
		return ""
	}
	return strings.TrimSuffix(l.Name, "/") + "/"
}
