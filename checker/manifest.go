package checker

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"belay/schemas"
)

// Manifest is a release manifest that was read and makes sense as a whole.
type Manifest struct {
	Doc   *schemas.Document
	facts map[string]any // as rules read it
}

// NewManifest makes a Manifest of a document that was read as one, and checks what a schema cannot say: stages
// that shrink, a rollout that has not the shape its model names, gates over stages that do not exist, paths that
// are both given and unknown. The error is a schemas.Errors.
func NewManifest(doc *schemas.Document) (*Manifest, error) {
	m := &Manifest{Doc: doc, facts: doc.Facts()}
	c := &sense{doc: doc}
	c.rollout(object(m.facts, "rollout"))
	if starts, err := time.Parse(time.RFC3339, text(object(m.facts, "rollout"), "starts")); err == nil && starts.Before(m.created()) {
		c.add([]any{"rollout", "starts"}, "starts is when the first stage begins", "the rollout starts before the release is made")
	}
	c.gates(m.facts)
	c.unknown(m.facts)
	c.emergency(m.facts)
	if len(c.errs) > 0 {
		return nil, c.errs
	}
	return m, nil
}

// Release names the release.
func (m *Manifest) Release() Release {
	r := object(m.facts, "release")
	return Release{
		Vendor: text(r, "vendor"), Product: text(r, "product"), Version: text(r, "version"),
		Kind: text(r, "kind"), ConsumedBy: text(r, "consumed_by"), Created: text(r, "created"),
	}
}

// created is when the release was made; the schema has already checked its form.
func (m *Manifest) created() time.Time {
	t, _ := time.Parse(time.RFC3339, m.Release().Created)
	return t
}

// lookup returns the manifest's value at path as it was written, and whether there is one.
func (m *Manifest) lookup(path []any) (any, bool) {
	var v any = m.Doc.Value
	for _, step := range path {
		switch s := step.(type) {
		case string:
			o, ok := v.(map[string]any)
			if !ok {
				return nil, false
			}
			if v, ok = o[s]; !ok {
				return nil, false
			}
		case int:
			a, ok := v.([]any)
			if !ok || s < 0 || s >= len(a) {
				return nil, false
			}
			v = a[s]
		default:
			return nil, false
		}
	}
	return v, true
}

// unknown tells whether the manifest lists the place as one it cannot know: the place itself, something
// above it, or, where the manifest holds nothing at path, something below it.
func (m *Manifest) unknown(path []any) bool {
	_, held := m.lookup(path)
	steps := strings.Split(pattern(path), ".")
	for _, u := range list(m.facts, "unknown") {
		us, _ := u.(string)
		want := strings.Split(us, ".")
		n := min(len(want), len(steps))
		if !slices.EqualFunc(want[:n], steps[:n], sameStep) {
			continue
		}
		if len(want) <= len(steps) || !held {
			return true
		}
	}
	return false
}

// sameStep compares a step of an unknown path with one of a place: stages and stages[] both cover stages[].
func sameStep(unknown, place string) bool {
	return unknown == place || unknown+"[]" == place
}

// pattern writes a path as unknown paths are written: rollout.stages[].soak.
func pattern(path []any) string {
	var b strings.Builder
	for _, step := range path {
		switch s := step.(type) {
		case string:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(s)
		case int:
			b.WriteString("[]")
		}
	}
	return b.String()
}

// sense collects what does not make sense in a manifest that fits its schema.
type sense struct {
	doc  *schemas.Document
	errs schemas.Errors
}

func (c *sense) add(path []any, hint, format string, args ...any) {
	pos := c.doc.Position(path...)
	c.errs = append(c.errs, &schemas.Error{
		Position: pos, Path: schemas.PathString(path), Message: fmt.Sprintf(format, args...),
		Hint: hint, Snippet: schemas.Clean(c.doc.Line(pos.Line)),
	})
}

// shapes are the blocks that go with each model, besides the stages that may come before.
var shapes = map[string]string{"stages": "stages", "ramp": "ramp", "steps": "steps", "throttle": "throttle", "channels": "channels"}

func (c *sense) rollout(r map[string]any) {
	if r == nil {
		return
	}
	model := text(r, "model")
	for _, shape := range sortedKeys(shapes) {
		at := []any{"rollout", shape}
		given := filled(r[shape])
		switch {
		case shape == model && !given:
			c.add([]any{"rollout", "model"}, "write the "+shape+", or name the model that is written", "the model is %s, and there is no %s", model, shape)
		case shape != model && shape != "stages" && given:
			c.add(at, "write model = \""+shape+"\", or take the "+shape+" out", "the model is %s, and there is a %s too", model, shape)
		}
	}
	last := new(big.Rat)
	lastName := ""
	external := false
	for i, v := range list(r, "stages") {
		s, _ := v.(map[string]any)
		at := []any{"rollout", "stages", i}
		p := rat(s["max_percent"])
		switch {
		case p.Cmp(last) < 0:
			c.add(append(at, "max_percent"), "max_percent counts earlier stages too, so it never falls",
				"stage %q reaches %s percent, less than %q before it", text(s, "name"), number(s["max_percent"]), lastName)
		case i > 0 && (p.Cmp(last) == 0 || lessThanOne(new(big.Rat).Sub(p, last), rat(r["fleet_size"]))):
			c.add(append(at, "max_percent"), "give it a larger share, or take it out", "stage %q reaches nobody whom %q has not reached", text(s, "name"), lastName)
		}
		if text(s, "name") == model && model != "stages" {
			c.add(at, "gates name what follows the stages by the model", "a stage is called %q, and so is what follows the stages", model)
		}
		c.inside(append(at, "audience"), text(s, "audience"), external)
		external = external || text(s, "audience") == "external"
		last, lastName = p, text(s, "name")
	}
	for _, shape := range []string{"ramp", "steps"} {
		if o := object(r, shape); o != nil && shape == model {
			c.inside([]any{"rollout", shape, "audience"}, text(o, "audience"), external)
		}
	}
	c.shape(r, last)
	for i, v := range list(r, "freezes") {
		f, _ := v.(map[string]any)
		from, _ := time.Parse(time.RFC3339, text(f, "from"))
		until, _ := time.Parse(time.RFC3339, text(f, "until"))
		if !from.Before(until) {
			c.add([]any{"rollout", "freezes", i, "until"}, "until is the end of the freeze", "freeze %q ends before it begins", text(f, "name"))
		}
	}
}

// lessThanOne tells whether a share of the fleet is not even one device; of a fleet of unknown size nothing is known.
func lessThanOne(share, fleet *big.Rat) bool {
	return fleet.Sign() > 0 && new(big.Rat).Mul(share, fleet).Cmp(big.NewRat(100, 1)) < 0
}

// inside refuses to call internal what comes after the first external exposure: it would count for nothing there.
func (c *sense) inside(path []any, audience string, external bool) {
	if external && audience == "internal" {
		c.add(path, "the vendor's own fleet comes first", "an internal audience comes after an external one")
	}
}

// shape checks what follows the stages; reached is how far they went.
func (c *sense) shape(r map[string]any, reached *big.Rat) {
	below := func(path []any, v any, what string) {
		if rat(v).Cmp(reached) < 0 {
			c.add(path, "percentages count earlier stages too, so they never fall", "%s %s percent, less than the stages before it", what, number(v))
		}
	}
	switch text(r, "model") {
	case "ramp":
		if o := object(r, "ramp"); o != nil {
			below([]any{"rollout", "ramp", "start_percent"}, o["start_percent"], "the ramp starts at")
		}
	case "steps":
		if o := object(r, "steps"); o != nil {
			below([]any{"rollout", "steps", "first_percent"}, o["first_percent"], "the steps start at")
		}
	case "throttle":
		var after, percent *big.Rat
		for i, v := range list(object(r, "throttle"), "points") {
			p, _ := v.(map[string]any)
			at := []any{"rollout", "throttle", "points", i}
			if i == 0 {
				below(append(at, "percent"), p["percent"], "the curve starts at")
			}
			if after != nil && rat(p["after"]).Cmp(after) <= 0 {
				c.add(append(at, "after"), "points are written in order", "this point does not come after the one before it")
			}
			if percent != nil && rat(p["percent"]).Cmp(percent) < 0 {
				c.add(append(at, "percent"), "a rollout never shrinks; a pause is no point", "this point is lower than the one before it")
			}
			after, percent = rat(p["after"]), rat(p["percent"])
		}
	case "channels":
		sum := new(big.Rat)
		for _, v := range list(r, "channels") {
			ch, _ := v.(map[string]any)
			sum.Add(sum, rat(ch["percent"]))
		}
		if channels := list(r, "channels"); len(channels) > 0 && sum.Cmp(big.NewRat(100, 1)) != 0 {
			c.add([]any{"rollout", "channels"}, "every device is in exactly one channel", "the channels hold %s percent of the fleet, not 100", decimal(sum))
		}
	}
}

func (c *sense) gates(facts map[string]any) {
	r := object(facts, "rollout")
	names := []string{}
	for _, v := range list(r, "stages") {
		s, _ := v.(map[string]any)
		names = append(names, text(s, "name"))
	}
	if model := text(r, "model"); model != "stages" && model != "" {
		names = append(names, model)
	}
	for i, v := range list(facts, "gates") {
		g, _ := v.(map[string]any)
		for j, s := range list(g, "stages") {
			if name, _ := s.(string); r != nil && !slices.Contains(names, name) {
				c.add([]any{"gates", i, "stages", j}, "the rollout has "+strings.Join(names, ", "), "gate %q guards a stage that does not exist: %q", text(g, "name"), name)
			}
		}
		if max := rat(g["max"]); strings.HasSuffix(text(g, "metric"), "_percent") && max.Cmp(big.NewRat(100, 1)) >= 0 {
			c.add([]any{"gates", i, "max"}, "no value of a percentage is above 100", "gate %q never stops anything: %s percent", text(g, "name"), number(g["max"]))
		}
		if rat(g["window"]).Sign() == 0 {
			c.add([]any{"gates", i, "window"}, "write how long it is measured", "gate %q measures for no time at all", text(g, "name"))
		}
		if fleet := rat(r["fleet_size"]); fleet.Sign() > 0 && rat(g["min_population"]).Cmp(fleet) > 0 {
			c.add([]any{"gates", i, "min_population"}, "the fleet has "+number(r["fleet_size"])+" devices", "gate %q never counts: so many devices do not exist", text(g, "name"))
		}
	}
}

func (c *sense) emergency(facts map[string]any) {
	urgent := text(object(facts, "release"), "urgency") == "emergency"
	given := object(facts, "emergency") != nil
	if given && !urgent {
		c.add([]any{"emergency"}, "write urgency = \"emergency\" in release, or take the block out", "there is an emergency block, and the urgency is not emergency")
	}
}

func (c *sense) unknown(facts map[string]any) {
	unknown := list(facts, "unknown")
	if len(unknown) > 0 && object(facts, "reconstruction") == nil {
		c.add([]any{"unknown"}, "a vendor knows his own release; someone else says who he is in a reconstruction block", "only a reconstruction may list paths as unknown")
	}
	for i, v := range unknown {
		u, _ := v.(string)
		steps := strings.Split(u, ".")
		if !schemas.HasPath(schemas.Manifest, steps) {
			c.add([]any{"unknown", i}, "paths are written as rollout.stages[].soak", "a manifest has no such path: %q", u)
		} else if given(c.doc.Value, steps) {
			c.add([]any{"unknown", i}, "take out the one or the other", "%s is given, so it cannot be unknown", u)
		}
	}
}

// given tells whether any place that the unknown path names holds a value.
func given(v any, steps []string) bool {
	if len(steps) == 0 {
		return true
	}
	key, each := strings.CutSuffix(steps[0], "[]")
	o, ok := v.(map[string]any)
	if !ok {
		return false
	}
	if v, ok = o[key]; !ok {
		return false
	}
	if !each {
		return given(v, steps[1:])
	}
	a, _ := v.([]any)
	for _, e := range a {
		if given(e, steps[1:]) {
			return true
		}
	}
	return false
}

// The helpers below read documents that have passed their schema: what is absent gives the zero value.

func object(o map[string]any, key string) map[string]any {
	v, _ := o[key].(map[string]any)
	return v
}

func list(o map[string]any, key string) []any {
	v, _ := o[key].([]any)
	return v
}

func text(o map[string]any, key string) string {
	v, _ := o[key].(string)
	return v
}

func number(v any) string {
	n, _ := v.(json.Number)
	return string(n)
}

func filled(v any) bool {
	switch v := v.(type) {
	case map[string]any:
		return len(v) > 0
	case []any:
		return len(v) > 0
	}
	return v != nil
}

// rat is a number of a document, exactly; 0 where there is none.
func rat(v any) *big.Rat {
	if r, ok := new(big.Rat).SetString(number(v)); ok {
		return r
	}
	return new(big.Rat)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
