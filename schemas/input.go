package schemas

// InputSchema returns the JSON Schema of what rules are given as input, for the type checker of their compiler. It is
// made from the manifest's schema and those of the predicates as Facts returns them: lengths of time are numbers, lists
// are always there. It uses only type, properties, additionalProperties, items and anyOf, and no references. The
// parameters are the schema of input.parameters; nil stands for any object. A schema that is broken appears as an empty
// one: a test reads them all.
func InputSchema(parameters map[string]any) map[string]any {
	if parameters == nil {
		parameters = map[string]any{"type": "object"}
	}
	manifest := map[string]any{"type": "object"}
	if s, err := Manifest.rules(); err == nil {
		manifest = s.input()
	}
	var predicates []any
	for _, name := range predicateNames() {
		if s, err := shelf["predicates/"+name](); err == nil {
			predicates = append(predicates, s.input())
		}
	}
	text, number, flag := typed("string"), typed("number"), typed("boolean")
	digest := record(map[string]any{"sha256": text, "sha384": text, "sha512": text})
	path := list(map[string]any{})
	point := record(map[string]any{
		"at": number, "percent": number, "audience": text, "soak": number, "cohorts": list(text), "name": text, "from": path,
		"starts": text, "weekday": text,
	})
	exposure := record(map[string]any{
		"points": list(point), "internal_percent": number, "first_external": point,
		"growth": number, "growth_from": path, "half": number, "duration": number,
	})
	return record(map[string]any{
		"manifest": manifest,
		"class":    record(map[string]any{"kind": text, "kernel": flag, "boot": flag}),
		"artifacts": list(record(map[string]any{
			"name": text, "kind": text, "digest": digest, "file": text,
		})),
		"evidence": list(record(map[string]any{
			"id": text, "type": text, "predicate": map[string]any{"anyOf": predicates}, "signer": text, "vendor": text,
			"role": text, "grade": text, "artifacts": list(text), "covers_target": flag, "covers_source": flag, "age": number, "exposure": exposure,
		})),
		"exposure":   exposure,
		"history":    list(map[string]any{}),
		"parameters": parameters,
		"phase":      text,
		"now":        text,
	})
}

func typed(name string) map[string]any { return map[string]any{"type": name} }

func list(items map[string]any) map[string]any {
	return map[string]any{"type": "array", "items": items}
}

func record(properties map[string]any) map[string]any {
	return map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
}

// input writes a schema for what Facts makes of values that follow it.
func (s *schema) input() map[string]any {
	switch {
	case s.format == "duration":
		return typed("number")
	case s.kind == "array" && s.items != nil:
		return list(s.items.input())
	case s.kind == "object" && len(s.names) > 0:
		properties := make(map[string]any, len(s.names))
		for name, sub := range s.properties {
			properties[name] = sub.input()
		}
		return record(properties)
	case s.kind == "object" && s.extra != nil && !s.extra.open:
		return map[string]any{"type": "object", "additionalProperties": s.extra.input()}
	case s.open:
		return map[string]any{}
	}
	return typed(s.kind)
}
