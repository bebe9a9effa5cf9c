package policy

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"belay/schemas"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Words that METADATA may use. A word that is not listed is an error, so that a
// misspelt severity or phase cannot switch a commitment off.
var (
	Severities = []string{"critical", "high", "medium", "low"}
	Phases     = []string{"gate", "audit"}
	Kinds      = []string{"driver", "agent", "content", "configuration", "platform", "service"}
	Grades     = []string{"claimed", "signed", "attested", "independent"} // least first
	Firmness   = []string{"law", "programme", "promise", "guidance", "practice", "ours"}
)

var (
	idPattern        = regexp.MustCompile(`^[A-Z]{2}-[0-9]{2}$`)
	namePattern      = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	predicatePattern = regexp.MustCompile(`^([a-z][a-z0-9-]*/v[0-9]+(\.[0-9]+)?|https://[a-z0-9.-]+/[A-Za-z0-9./_-]+)$`)
	testPattern      = regexp.MustCompile(`^[a-z0-9-]+/[a-z0-9-]+$`) // as hg/auto-halt
	shortPattern     = regexp.MustCompile(`^[a-z][a-z0-9-]*/v[0-9.]+$`)
	claimPattern     = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*|\[[0-9]*\])*$`)
)

const maxTextRunes = 2000 // of one text in METADATA

// readMetadata returns the commitment that m's METADATA describes, or nil with
// the reasons in ps.
func readMetadata(m *ast.Module, ps *problems) *Commitment {
	before := len(ps.list)
	a := packageAnnotation(m, ps)
	if a == nil {
		ps.add(m.Package.Location, "start the file with `# METADATA` and its title, description and custom.id", "no METADATA for the package")
		return nil
	}
	d := decoder{ps: ps, loc: a.Location, where: "custom"}
	c := &Commitment{File: m.Package.Location.File, Package: strings.TrimPrefix(m.Package.Path.String(), "data."), Family: family(m.Package.Path), Title: a.Title, Description: a.Description}
	d.text("title", &c.Title, a.Title, true)
	d.text("description", &c.Description, a.Description, true)

	f := d.object("custom", a.Custom)
	f.keys("id", "severity", "applies_to", "claim", "parameters", "proof", "concerns", "minimum_grade", "waivable", "crosswalk", "firmness", "effective_on", "fix")
	c.ID = f.match("id", idPattern, "two capital letters, a dash and two digits, such as SD-02")
	c.Severity = f.severity()
	c.AppliesTo = f.appliesTo()
	c.Claim = f.claim()
	c.Parameters = f.parameters()
	c.Proof = f.proof()
	c.Concerns = f.words("concerns", append([]string{"rollback-target", "source"}, Kinds...), false)
	c.MinimumGrade, c.Waivable = f.grade("minimum_grade"), f.flag("waivable", true)
	c.Crosswalk = f.crosswalk()
	c.Sources = f.sources(a.RelatedResources)
	c.EffectiveOn = f.date("effective_on")
	f.text("fix", &c.Fix, f.string("fix", true), true)
	if len(ps.list) > before {
		return nil
	}
	return c
}

// packageAnnotation returns the one METADATA block of m's package. OPA ignores
// top-level keys that it does not know, so they are checked here.
func packageAnnotation(m *ast.Module, ps *problems) *ast.Annotations {
	var found *ast.Annotations
	for _, a := range m.Annotations {
		known := []string{"title", "description", "scope"}
		if a.Scope == "package" {
			known = append(known, "related_resources", "custom")
			found = a
		}
		for _, line := range strings.Split(string(a.Location.Text), "\n")[1:] {
			key, _, ok := strings.Cut(strings.TrimPrefix(line, "# "), ":")
			if !ok || key == "" || strings.ContainsAny(key[:1], " \t#-}]\"'") {
				continue
			}
			if !slices.Contains(known, key) {
				ps.add(a.Location, schemas.DidYouMean(key, known), "METADATA with scope %s has no key %q", a.Scope, key)
			}
		}
	}
	return found
}

// family is the middle part of belay.<family>.<name> in words.
func family(pkg ast.Ref) string {
	if len(pkg) < 3 {
		return ""
	}
	s, _ := pkg[2].Value.(ast.String)
	return strings.ReplaceAll(string(s), "_", " ")
}

// decoder reads one object of METADATA and collects what is wrong with it.
type decoder struct {
	ps    *problems
	loc   *ast.Location
	where string // path inside METADATA, for messages
	m     map[string]any
}

func (d decoder) bad(key, hint, format string, a ...any) {
	d.ps.add(d.loc, hint, "METADATA: %s: %s", d.path(key), fmt.Sprintf(format, a...))
}

func (d decoder) path(key string) string {
	if key == "" {
		return d.where
	}
	if d.where == "custom" && (key == "title" || key == "description") {
		return key
	}
	return d.where + "." + key
}

func (d decoder) object(where string, v any) decoder {
	m, ok := v.(map[string]any)
	d.where, d.m = where, m
	if !ok {
		d.bad("", "", "is missing or is no object")
	}
	return d
}

func (d decoder) sub(key string) decoder { return d.object(d.path(key), d.m[key]) }

// keys refuses every key that is not known.
func (d decoder) keys(known ...string) {
	for _, k := range slices.Sorted(maps.Keys(d.m)) {
		if !slices.Contains(known, k) {
			d.bad(k, schemas.DidYouMean(k, known), "unknown key")
		}
	}
}

func (d decoder) string(key string, need bool) string {
	v, ok := d.m[key]
	s, isString := v.(string)
	switch {
	case !ok && need:
		d.bad(key, "", "is missing")
	case ok && !isString:
		d.bad(key, "put it in quotes", "is no string")
	}
	return s
}

func (d decoder) match(key string, re *regexp.Regexp, want string) string {
	s := d.string(key, true)
	if s != "" && !re.MatchString(s) || s == "" && d.m[key] != nil {
		d.bad(key, "write "+want, "%q is not allowed", s)
	}
	return s
}

// claim reads the place in the manifest at which the claim is made.
func (d decoder) claim() string {
	s := d.match("claim", claimPattern, "a path in the manifest, such as rollout.stages")
	if s != "" && !schemas.HasPath(schemas.Manifest, strings.Split(s, ".")) {
		d.bad("claim", "write it as in the manifest's schema, such as rollout.stages", "the manifest has no path %s", s)
	}
	return s
}

// text keeps s in to as one line without leading and trailing space.
func (d decoder) text(key string, to *string, s string, need bool) {
	*to = strings.Join(strings.Fields(s), " ")
	if need && *to == "" {
		d.bad(key, "", "is missing")
	}
	if len([]rune(*to)) > maxTextRunes {
		d.bad(key, "", "longer than %d characters", maxTextRunes)
	}
}

func (d decoder) word(key, s string, known []string) string {
	if !slices.Contains(known, s) {
		d.bad(key, schemas.DidYouMean(s, known), "%q is not one of %s", s, strings.Join(known, ", "))
	}
	return s
}

func (d decoder) strings(key string, need bool) []string {
	v, ok := d.m[key]
	if !ok && !need {
		return nil
	}
	list, isList := v.([]any)
	if !isList || len(list) == 0 {
		d.bad(key, "", "is missing or is no list of strings")
	}
	var out []string
	for _, e := range list {
		s, ok := e.(string)
		if !ok || s == "" {
			d.bad(key, "put each in quotes", "holds something that is no string")
		}
		out = append(out, s)
	}
	return out
}

func (d decoder) words(key string, known []string, need bool) []string {
	list := d.strings(key, need)
	for _, s := range list {
		d.word(key, s, known)
	}
	return list
}

func (d decoder) grade(key string) string {
	s := d.string(key, false)
	if d.m[key] != nil {
		d.word(key, s, Grades)
	}
	return s
}

func (d decoder) flag(key string, absent bool) bool {
	v, ok := d.m[key]
	b, isBool := v.(bool)
	if !ok {
		return absent
	}
	if !isBool {
		d.bad(key, "write true or false", "is no boolean")
	}
	return b
}

func (d decoder) date(key string) string {
	s := d.string(key, false)
	if _, err := time.Parse(time.DateOnly, s); err != nil && d.m[key] != nil {
		d.bad(key, "write it as \"2025-01-31\"", "is no date")
	}
	return s
}

func (d decoder) severity() map[string]string {
	d = d.sub("severity")
	out := map[string]string{}
	d.keys(classKeys()...)
	for k := range d.m {
		out[k] = d.word(k, d.string(k, true), Severities)
	}
	if d.m["default"] == nil {
		d.bad("default", "", "is missing")
	}
	return out
}

// classKeys are the keys under which METADATA gives a value for one class:
// kernel counts before the kind, and that before default.
func classKeys() []string { return append([]string{"default", "kernel"}, Kinds...) }

func (d decoder) appliesTo() []map[string]any {
	list, ok := d.m["applies_to"].([]any)
	if !ok || len(list) == 0 {
		d.bad("applies_to", "write [{}] for every release", "is missing or is no list")
		return nil
	}
	var out []map[string]any
	for i, v := range list {
		e := d.object(fmt.Sprintf("%s[%d]", d.path("applies_to"), i), v)
		e.keys("kind", "kernel", "boot")
		if kind, ok := e.m["kind"]; ok {
			s, _ := kind.(string)
			e.word("kind", s, Kinds)
		}
		e.flag("kernel", false)
		e.flag("boot", false)
		out = append(out, e.m)
	}
	return out
}

func (d decoder) proof() map[string][][]string {
	d = d.sub("proof")
	d.keys(append(slices.Clone(Phases), "kernel")...)
	out := map[string][][]string{}
	for _, phase := range append(slices.Clone(Phases), "kernel") {
		if _, given := d.m[phase]; phase == "kernel" && !given {
			continue
		}
		ors, ok := d.m[phase].([]any)
		if !ok || len(ors) == 0 {
			d.bad(phase, "write a list of alternatives, each a list of predicate types that are needed together", "is missing or is no list")
		}
		for i, v := range ors {
			e := decoder{ps: d.ps, loc: d.loc, where: d.where, m: map[string]any{phase: v}}
			types := e.strings(phase, true)
			for _, t := range types {
				typ, test, named := strings.Cut(t, "#")
				if !predicatePattern.MatchString(typ) || !knownPredicate(typ) || (named && !testPattern.MatchString(test)) {
					e.bad(phase, "write it as rollout-plan/v1, or as its https URI, and behind # the test that must have passed", "alternative %d: %q is no predicate type", i+1, t)
				}
			}
			out[phase] = append(out[phase], types)
		}
	}
	return out
}

// knownPredicate reports whether t, if it is written like one of Belay's own
// predicate types, is one. Others' types are URIs and not known here.
func knownPredicate(t string) bool {
	if !shortPattern.MatchString(t) {
		return true
	}
	name, version, _ := strings.Cut(t, "/")
	_, err := schemas.Schema("predicates/" + name)
	return err == nil && version == "v1"
}

func (d decoder) crosswalk() map[string][]string {
	if d.m["crosswalk"] == nil {
		return nil
	}
	d = d.sub("crosswalk")
	out := map[string][]string{}
	for _, k := range slices.Sorted(maps.Keys(d.m)) {
		out[k] = d.strings(k, true)
	}
	return out
}

// sources joins related_resources with custom.firmness, one for each.
func (d decoder) sources(related []*ast.RelatedResourceAnnotation) []Source {
	firm := d.words("firmness", Firmness, false)
	if len(firm) != len(related) {
		d.bad("firmness", "say of each related resource in turn how firm it is: "+strings.Join(Firmness, ", "), "%d given for %d related_resources", len(firm), len(related))
		return nil
	}
	var out []Source
	for i, r := range related {
		s := Source{Ref: r.Ref.String(), Firmness: firm[i]}
		if r.Ref.Scheme != "https" && r.Ref.Scheme != "http" {
			d.bad("related_resources", "", "%q is no web address", s.Ref)
		}
		d.text("related_resources", &s.Title, r.Description, true)
		out = append(out, s)
	}
	return out
}
