package checker

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"belay/checker/policy"
	"belay/schemas"
)

// Profile says which commitments count, the grade each must reach, and the values of their parameters.
type Profile struct {
	Doc       *schemas.Document
	Name      string
	Title     string
	FailOn    Severity
	WaiverMax time.Duration
	Expires   time.Time // zero: never
	strict    bool
	builtin   bool // part of the program: it was written for the built-in pack
	pinned    bool // the vendor's word for the class does not excuse from a critical commitment
	grades    map[Severity]Grade
	only      []string
	own       map[string]map[string]any // by commitment: its block
}

// defaultWaiverMax is the longest that a waiver may run where the profile does not say.
const defaultWaiverMax = 90 * 24 * time.Hour

// NewProfile makes a Profile of a document that was read as one. Whether it fits a pack is only known when a
// release is checked.
func NewProfile(doc *schemas.Document) *Profile {
	facts := doc.Facts()
	p := &Profile{
		Doc: doc, Name: text(facts, "name"), Title: text(facts, "title"), FailOn: Severity(text(facts, "fail_on")), WaiverMax: defaultWaiverMax,
		strict: text(facts, "values") == "strict", pinned: text(facts, "class") == "pinned",
		grades: map[Severity]Grade{}, only: texts(facts, "only"), own: map[string]map[string]any{},
	}
	for severity, g := range object(facts, "grades") {
		grade, _ := g.(string)
		p.grades[Severity(severity)] = Grade(grade)
	}
	if s := seconds(facts["waiver_max"]); s != nil {
		p.WaiverMax = time.Duration(*s) * time.Second
	}
	if s := text(facts, "expires"); s != "" {
		p.Expires, _ = time.Parse(time.RFC3339, s)
	}
	for _, v := range list(facts, "commitments") {
		o, _ := v.(map[string]any)
		p.own[text(o, "id")] = o
	}
	return p
}

// NewBuiltinProfile makes a Profile of one that is part of the program. It may be used for packs without the commitments
// that it names, about which it then says nothing; somebody's own file that names what is not there is a mistake.
func NewBuiltinProfile(doc *schemas.Document) *Profile {
	p := NewProfile(doc)
	p.builtin = true
	return p
}

// fits checks the profile against a pack and a time: every commitment and parameter it names exists, no grade is
// below the least that a commitment may be asked for, and it has not expired.
func (p *Profile) fits(pack []policy.Commitment, now time.Time) error {
	if !p.Expires.IsZero() && !now.Before(p.Expires) {
		return fmt.Errorf("%s: profile %s expired on %s", p.Doc.Position("expires"), p.Name, p.Expires.UTC().Format(time.RFC3339))
	}
	known := map[string]policy.Commitment{}
	for _, c := range pack {
		known[c.ID] = c
	}
	if p.builtin && !slices.ContainsFunc(pack, func(c policy.Commitment) bool { return p.counts(c.ID) }) {
		return &RefusedError{
			Reason: fmt.Sprintf("the profile %s is about none of the commitments of the packs: there is nothing to judge by", p.Name),
			Hint:   "write a profile of your own with `only = [...]`, the ids that count, and give its path to --profile",
		}
	}
	for i, id := range p.only {
		if _, ok := known[id]; !ok && !p.builtin {
			return fmt.Errorf("%s: profile %s names %s, which the pack does not have", p.Doc.Position("only", i), p.Name, id)
		}
	}
	for i, v := range list(p.Doc.Value, "commitments") {
		o, _ := v.(map[string]any)
		id := text(o, "id")
		c, ok := known[id]
		switch {
		case !ok && p.builtin:
			continue
		case !ok:
			return fmt.Errorf("%s: profile %s names %s, which the pack does not have", p.Doc.Position("commitments", i), p.Name, id)
		case len(p.only) > 0 && !slices.Contains(p.only, id):
			return fmt.Errorf("%s: profile %s sets %s, which its `only` leaves out", p.Doc.Position("commitments", i), p.Name, id)
		}
		if g := text(o, "grade"); g != "" && c.MinimumGrade != "" && !Grade(g).Reaches(Grade(c.MinimumGrade)) {
			return fmt.Errorf("%s: %s is never asked for below %s", p.Doc.Position("commitments", i, "grade"), id, c.MinimumGrade)
		}
		for name := range object(o, "parameters") {
			if _, err := p.parameter(c, name, Class{}); err != nil {
				path := []any{"commitments", i, "parameters", name}
				pos := p.Doc.Position(path...)
				hint := schemas.DidYouMean(name, sortedKeys(c.Parameters))
				if param, known := c.Parameters[name]; known {
					hint = "its default is " + brief(param.Values["default"]) + " " + param.Unit
				}
				return schemas.Errors{{Position: pos, Path: schemas.PathString(path), Message: err.Error(), Hint: hint, Snippet: schemas.Clean(p.Doc.Line(pos.Line))}}
			}
		}
	}
	return nil
}

// counts tells whether the commitment is one of those that the profile judges by.
func (p *Profile) counts(id string) bool { return len(p.only) == 0 || slices.Contains(p.only, id) }

// required is the grade that the profile asks of the commitment at the severity.
func (p *Profile) required(c policy.Commitment, s Severity) Grade {
	g := p.grades[s]
	if own := text(p.own[c.ID], "grade"); own != "" {
		g = Grade(own)
	}
	if least := Grade(c.MinimumGrade); least != "" && !g.Reaches(least) {
		g = least
	}
	return g
}

// parameters resolves all parameters of a commitment for a class, as rules read them.
func (p *Profile) parameters(c policy.Commitment, class Class) (map[string]any, error) {
	out := map[string]any{}
	for _, name := range sortedKeys(c.Parameters) {
		v, err := p.parameter(c, name, class)
		if err != nil {
			return nil, err
		}
		out[name] = v
	}
	return out, nil
}

// parameter resolves one parameter: the profile's own value, else the commitment's strict one where the profile is
// strict, else its default; within each of the last two, the value for the class.
func (p *Profile) parameter(c policy.Commitment, name string, class Class) (any, error) {
	param, ok := c.Parameters[name]
	if !ok {
		return nil, fmt.Errorf("%s has no parameter %q; it has %s", c.ID, name, strings.Join(sortedKeys(c.Parameters), ", "))
	}
	v, ok := byClass(param.Values, class)
	if !ok {
		return nil, fmt.Errorf("%s has no value for its parameter %q", c.ID, name)
	}
	if p.strict {
		if strict, ok := byClass(param.Strict, class); ok {
			v = strict
		}
	}
	own, ok := object(p.own[c.ID], "parameters")[name]
	if !ok {
		return v, nil
	}
	if s, isText := own.(string); isText && param.Unit == "duration" {
		n, err := schemas.Seconds(s)
		if err != nil {
			return nil, fmt.Errorf("parameter %q of %s: %w", name, c.ID, err)
		}
		return json.Number(fmt.Sprint(n)), nil
	}
	if param.Unit == "duration" || fmt.Sprintf("%T", own) != fmt.Sprintf("%T", v) {
		return nil, fmt.Errorf("parameter %q of %s is a %s, not %s", name, c.ID, kindOf(param.Unit, v), brief(own))
	}
	if n := rat(own); n.Sign() < 0 || strings.HasPrefix(param.Unit, "percent") && n.Cmp(big.NewRat(100, 1)) > 0 {
		return nil, fmt.Errorf("parameter %q of %s is out of range: %v %s", name, c.ID, own, param.Unit) // it would mean always, or never
	}
	return own, nil
}

func kindOf(unit string, v any) string {
	if unit == "duration" {
		return "length of time such as \"4h\""
	}
	switch v.(type) {
	case json.Number:
		return "number"
	case bool:
		return "true or false"
	case string:
		return "text"
	}
	return "list"
}

// byClass picks the value for a class: that for the kernel where the class is the kernel's, else that for its kind, else the default.
func byClass[V any](values map[string]V, class Class) (V, bool) {
	if v, ok := values["kernel"]; ok && class.Kernel {
		return v, true
	}
	if v, ok := values[class.Kind]; ok {
		return v, true
	}
	v, ok := values["default"]
	return v, ok
}
