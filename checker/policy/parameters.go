package policy

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"belay/schemas"
)

// Units in which METADATA may give a parameter. Values in "duration" are
// written as 90s, 15m, 4h or 7d and are seconds for rules; the others are numbers,
// apart from "list" and "switch".
var Units = []string{"duration", "percent of the fleet", "percent", "devices", "count", "times", "hours", "list", "switch"}

func (d decoder) parameters() map[string]Parameter {
	out := map[string]Parameter{}
	if d.m["parameters"] == nil {
		return out
	}
	d = d.sub("parameters")
	for _, name := range slices.Sorted(maps.Keys(d.m)) {
		if !namePattern.MatchString(name) {
			d.bad(name, "", "a parameter's name is lower case letters, digits and underscores")
		}
		out[name] = d.sub(name).parameter()
	}
	return out
}

func (d decoder) parameter() Parameter {
	d.keys(append(classKeys(), "strict", "unit", "why")...)
	p := Parameter{Unit: d.word("unit", d.string("unit", true), Units)}
	d.text("why", &p.Why, d.string("why", true), true)
	p.Values = d.byClass(p.Unit)
	if strict, ok := d.m["strict"].(map[string]any); ok {
		s := d.object(d.path("strict"), strict)
		s.keys(classKeys()...)
		p.Strict = s.byClass(p.Unit)
	} else if v, ok := d.m["strict"]; ok {
		p.Strict = d.object(d.where+" (strict)", map[string]any{"default": v}).byClass(p.Unit)
	}
	return p
}

// byClass reads the values under class keys; one for "default" must be there.
func (d decoder) byClass(unit string) map[string]any {
	out := map[string]any{}
	for _, key := range classKeys() {
		v, ok := d.m[key]
		if !ok {
			continue
		}
		value, err := parameterValue(v, unit)
		if err != nil {
			d.bad(key, "", "%v", err)
		}
		out[key] = value
	}
	if _, ok := d.m["default"]; !ok {
		d.bad("default", "", "is missing")
	}
	return out
}

// parameterValue returns v as rules see it.
func parameterValue(v any, unit string) (any, error) {
	switch unit {
	case "duration":
		text, _ := v.(string)
		s, err := schemas.Seconds(text)
		if err != nil {
			return nil, fmt.Errorf("%v is no length of time, write it as \"90s\", \"15m\", \"4h\" or \"7d\"", v)
		}
		return json.Number(strconv.FormatInt(s, 10)), nil
	case "switch":
		if b, ok := v.(bool); ok {
			return b, nil
		}
		return nil, fmt.Errorf("%v is neither true nor false", v)
	case "list":
		list, ok := v.([]any)
		for _, e := range list {
			if _, isString := e.(string); !isString {
				ok = false
			}
		}
		if !ok {
			return nil, errors.New("is no list of strings")
		}
		return list, nil
	}
	n, ok := number(v)
	if !ok {
		return nil, fmt.Errorf("%v is no number", v)
	}
	return n, nil
}

// number returns a number of METADATA in its shortest decimal form.
func number(v any) (json.Number, bool) {
	switch v := v.(type) {
	case int:
		return json.Number(strconv.Itoa(v)), true
	case float64:
		s := strconv.FormatFloat(v, 'f', -1, 64)
		return json.Number(s), json.Valid([]byte(s)) && len(s) <= 32
	}
	return "", false
}

// parameterSchema is the JSON Schema of input.parameters: exactly what the
// pack's commitments declare, so that a misspelt parameter does not compile.
func parameterSchema(cs []Commitment) map[string]any {
	all := map[string]any{}
	for _, c := range cs {
		own := map[string]any{}
		for name, p := range c.Parameters {
			switch p.Values["default"].(type) {
			case bool:
				own[name] = map[string]any{"type": "boolean"}
			case []any:
				own[name] = map[string]any{"type": "array", "items": map[string]any{"type": "string"}}
			default:
				own[name] = map[string]any{"type": "number"}
			}
		}
		all[c.ID] = closedObject(own)
	}
	return closedObject(all)
}

func closedObject(properties map[string]any) map[string]any {
	required := []any{}
	for _, k := range slices.Sorted(maps.Keys(properties)) {
		required = append(required, k)
	}
	return map[string]any{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}
