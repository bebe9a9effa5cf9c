package schemas

import (
	"slices"
	"strings"
)

// Shape is what a schema says of one place in a document, for those who read rules and not documents.
type Shape struct {
	Kind     string   // object, array, string, number, integer or boolean; "" where anything may stand
	Values   []string // what is allowed there, strings without quotes; nil: all of its kind
	Least    string   // the smallest number allowed, "" for none
	Most     string   // the largest number allowed, "" for none
	Duration bool     // a length of time: a number of seconds for rules
	Moment   bool     // a date or a time, written as text
	Optional []bool   // for each step, whether it may be absent where what is around it is there
}

// ManifestShape returns what the manifest's schema says of the place that steps lead to, as rollout, stages, [], soak;
// "[]" is any element of a list or value of a map. False: there is no such place.
func ManifestShape(steps []string) (Shape, bool) {
	s, err := Manifest.rules()
	if err != nil {
		return Shape{}, false
	}
	return s.shape(steps)
}

// PredicateShape returns the same for the predicates of a type that is Known.
func PredicateShape(typ string, steps []string) (Shape, bool) {
	read := shelf[schemaOf(typ)]
	if read == nil {
		return Shape{}, false
	}
	s, err := read()
	if err != nil {
		return Shape{}, false
	}
	return s.shape(steps)
}

// KnownTypes lists every predicate type that has a schema, short, in order.
func KnownTypes() []string {
	types := Types()
	for typ := range foreign {
		if Known(typ) {
			types = append(types, typ)
		}
	}
	slices.Sort(types)
	return types
}

func (s *schema) shape(steps []string) (Shape, bool) {
	optional := []bool{}
	for _, step := range steps {
		next := s.items
		may := false // an element that was found is there
		switch {
		case step != "[]":
			next = s.property(step)
			may = !slices.Contains(s.required, step) && (next == nil || next.kind != "array")
		case next == nil:
			next = s.extra
		}
		if next == nil {
			return Shape{}, false
		}
		s, optional = next, append(optional, may)
	}
	shape := Shape{Kind: s.kind, Least: s.minimum, Most: s.maximum, Optional: optional}
	shape.Duration = s.format == "duration"
	shape.Moment = s.format == "date" || s.format == "date-time"
	if shape.Duration {
		shape.Kind = "number"
	}
	for _, v := range s.values {
		shape.Values = append(shape.Values, strings.Trim(v, `"`))
	}
	return shape, true
}
