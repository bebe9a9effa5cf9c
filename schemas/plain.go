package schemas

// YAML reads one YAML value by the strict reader and without a schema: what two programs could read differently is
// refused. The value is of map[string]any, []any, string, bool and json.Number; nil is null. What is wrong comes back
// as Errors under name.
func YAML(name string, src []byte) (any, error) {
	p := &problems{file: name, src: src}
	root := readYAML(p)
	if err := p.errors(); err != nil {
		return nil, err
	}
	return root.plain(), nil
}
