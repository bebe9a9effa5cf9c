package schemas

import (
	"encoding/json"
	"strconv"
)

// Facts returns a copy of the value as rules read it: durations are numbers of seconds, and a list that an object does
// not have is an empty list. Nothing else is added: an object or a number that was not declared stays absent.
func (d *Document) Facts() map[string]any {
	facts, _ := toFacts(d.Value, d.schema).(map[string]any)
	if facts == nil {
		facts = map[string]any{}
	}
	return facts
}

func toFacts(v any, s *schema) any {
	if s == nil {
		s = &schema{open: true}
	}
	switch v := v.(type) {
	case map[string]any:
		facts := make(map[string]any, len(v))
		for key, value := range v {
			facts[key] = toFacts(value, s.property(key))
		}
		for _, name := range s.names {
			if _, given := v[name]; !given && s.properties[name].kind == "array" {
				facts[name] = []any{}
			}
		}
		return facts
	case []any:
		facts := make([]any, len(v))
		for i, item := range v {
			facts[i] = toFacts(item, s.items)
		}
		return facts
	case string:
		if s.format == "duration" {
			if seconds, err := Seconds(v); err == nil {
				return json.Number(strconv.FormatInt(seconds, 10))
			}
		}
	}
	return v
}
