package policy

import "belay/schemas"

// inputTypes is the JSON Schema of the rules' input as the type checker needs it:
// without texts, patterns and limits, which say nothing about types and take
// most of the time to load. An object that may hold more than its schema names is
// closed here: rules can only use what is named, so that a misspelling is seen.
func inputTypes(cs []Commitment) map[string]any {
	types, _ := typesOnly(schemas.InputSchema(parameterSchema(cs)), false).(map[string]any)
	return types
}

// typesOnly copies a schema without the keywords that the type checker ignores.
// names says that v's keys are names of properties or definitions.
func typesOnly(v any, names bool) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, e := range v {
			if names {
				out[k] = typesOnly(e, false)
				continue
			}
			switch k {
			case "properties", "$defs":
				out[k] = typesOnly(e, true)
			case "type", "items", "additionalProperties", "anyOf", "allOf", "$ref":
				out[k] = typesOnly(e, false)
			}
		}
		if _, ok := out["properties"]; ok {
			out["additionalProperties"] = false
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = typesOnly(e, false)
		}
		return out
	}
	return v
}
