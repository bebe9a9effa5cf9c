package policy

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"belay/schemas"

	"github.com/open-policy-agent/opa/v1/ast"
)

// metadata looks at what c says of itself.
func (l *review) metadata(c Commitment, m *ast.Module) {
	at := func(key string) *ast.Location { return line(m, key) }
	l.family(c, m)
	if !strings.HasSuffix(c.Description, ".") {
		l.add("sentence", at("description"), "end it with a full stop", "the description is no sentence: it is what a reader of a verdict is told first")
	}
	if !strings.HasSuffix(c.Fix, ".") {
		l.add("sentence", at("fix"), "end it with a full stop", "the fix is no sentence")
	}
	if strings.HasSuffix(c.Title, ".") {
		l.add("sentence", at("title"), "leave the full stop away", "the title ends like a sentence: it stands in tables and headings")
	}
	if len(c.Sources) == 0 {
		l.add("sources", at("title"), "write related_resources: [{ref: https://example.com, description: who asks for it}] and, under custom, firmness: [guidance]; where nobody asks yet, link what the idea comes from and write [ours]", "no source: nobody can see who asks for this, and how firmly")
	}
	for _, name := range slices.Sorted(maps.Keys(c.Parameters)) {
		p := c.Parameters[name]
		if p.Strict == nil && p.Unit != "list" {
			l.add("strict", at(name), "add strict: the harder value that could be asked for, and say in why that it is ours if nobody asks for it yet", "parameter %s has no strict value: nobody can see where it is going, and lint cannot tell whether more or less of it is better", name)
		}
		for _, key := range slices.Sorted(maps.Keys(p.Values)) {
			if !reachable(c, key) {
				l.add("class", at(name), "drop the value, or widen applies_to", "parameter %s has a value for %s, and the commitment applies to nothing of that class", name, key)
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(c.Severity)) {
		if !reachable(c, key) {
			l.add("class", at("severity"), "drop it, or widen applies_to", "a severity for %s, and the commitment applies to nothing of that class", key)
		}
	}
	for _, phase := range slices.Sorted(maps.Keys(c.Proof)) {
		for _, t := range slices.Concat(c.Proof[phase]...) {
			if typ, _, _ := strings.Cut(t, "#"); !schemas.Known(typ) {
				l.add("predicate", at("proof"), typeHint(typ), "proof asks for %s, a predicate type without a schema: nobody checks its fields", typ)
			}
		}
	}
	l.numbers(c, at("description"))
	l.scaffold(c, at)
}

// scaffold finds the sentences of the example that a commitment was begun from: they describe something else.
func (l *review) scaffold(c Commitment, at func(string) *ast.Location) {
	for _, s := range Scaffolds {
		if c.Description == s.Description {
			l.add("template", at("description"), "say in one sentence what this commitment asks for, each number before the name of its parameter, as 24 h (`least_watch`)", "the description is still that of the example: people would read what this commitment does not ask")
		}
		if c.Fix == s.Fix {
			l.add("template", at("fix"), "say in one sentence what a vendor does who does not keep this commitment yet", "the fix is still that of the example: a vendor who fails would be told to do something else")
		}
		for _, name := range slices.Sorted(maps.Keys(c.Parameters)) {
			if c.Parameters[name].Why == s.Why {
				l.add("template", at(name), "say under why where the number comes from, and that it is ours where no source backs it", "the reason of parameter %s is still that of the example", name)
			}
		}
	}
}

// family checks that id, package and file belong together.
func (l *review) family(c Commitment, m *ast.Module) {
	if len(words(m.Package.Path)) != 3 {
		return // no commitment's package: loading says so
	}
	dir := strings.ReplaceAll(c.Family, " ", "_")
	letters := c.ID[:2]
	for _, other := range l.commitments {
		known, of := strings.ReplaceAll(other.Family, " ", "_"), other.ID[:2]
		if builtin, ok := Families[of]; ok {
			known = builtin
		}
		if (known == dir) != (of == letters) && (other.ID < c.ID || Families[of] == known) {
			l.add("family", line(m, "id"), "keep one pair of letters for each family", "id %s in family %s, and %s belongs to %s", c.ID, dir, of, known)
			break
		}
	}
	if want, ok := Families[letters]; ok && want != dir {
		l.add("family", line(m, "id"), "write package belay."+want+".NAME, or choose letters of your own", "id %s is of family %s, and the package is of %s", c.ID, want, dir)
	}
	name := words(m.Package.Path)[2]
	if file := dir + "/" + name + ".rego"; !strings.HasSuffix("/"+c.File, "/"+file) {
		l.add("name", m.Package.Location, "name the file "+file, "package %s stands in %s: who looks for one finds the other by its name", strings.TrimPrefix(m.Package.Path.String(), "data."), path.Base(c.File))
	}
}

// reachable reports whether a release of the class key can be one that c applies to.
func reachable(c Commitment, key string) bool {
	if key == "default" {
		return true
	}
	return slices.ContainsFunc(c.AppliesTo, func(a map[string]any) bool {
		kind, said := a["kind"]
		if key == "kernel" {
			return a["kernel"] != false
		}
		return !said || kind == key
	})
}

// line is where a key of m's METADATA is written, or where it begins.
func line(m *ast.Module, key string) *ast.Location {
	a := packageAnnotation(m, &problems{})
	if a == nil {
		return m.Package.Location
	}
	for i, text := range strings.Split(string(a.Location.Text), "\n") {
		bare := strings.TrimLeft(text, "# ")
		if strings.HasPrefix(bare, key+":") {
			return ast.NewLocation(nil, a.Location.File, a.Location.Row+i, 1+len(text)-len(bare))
		}
	}
	return a.Location
}

var (
	backticks   = regexp.MustCompile("`([^`]*)`")
	numberWords = regexp.MustCompile(`(^|[^\w.,-])(\d+(?:[.,]\d+)*)(?:[  ]?(%|[a-z]+))?`)
	timeUnits   = map[string]float64{
		"s": 1, "second": 1, "min": 60, "minute": 60, "h": 3600, "hour": 3600, "d": 86400, "day": 86400, "week": 7 * 86400,
	}
	inWords = map[string]float64{
		"no": 0, "none": 0, "zero": 0, "one": 1, "once": 1, "single": 1, "two": 2, "twice": 2, "double": 2, "three": 3, "four": 4,
		"five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "half": 0.5, "third": 1.0 / 3,
		"quarter": 0.25, "all": 100, "every": 100, "each": 100,
	}
)

// numbers holds the numbers of the description against the parameters. A year is no number here.
func (l *review) numbers(c Commitment, at *ast.Location) {
	var named []string
	for _, m := range backticks.FindAllStringSubmatch(c.Description, -1) {
		named = append(named, m[1])
		if _, ok := c.Parameters[m[1]]; !ok {
			l.add("numbers", at, schemas.DidYouMean(m[1], slices.Sorted(maps.Keys(c.Parameters))), "the description speaks of `%s`, which is no parameter", m[1])
		}
	}
	text := backticks.ReplaceAllString(c.Description, "")
	said := []float64{}
	for _, m := range numberWords.FindAllStringSubmatch(text, -1) {
		n, err := strconv.ParseFloat(strings.ReplaceAll(m[2], ",", ""), 64)
		if err != nil || n >= 1900 && n < 2100 && m[3] != "h" && m[3] != "%" || strings.HasSuffix(m[1], "(") {
			continue
		}
		per, timed := timeUnits[strings.TrimSuffix(m[3], "s")]
		if m[3] == "s" {
			per, timed = 1, true
		}
		said = append(said, n)
		if timed {
			said[len(said)-1] = n * per
		}
		if !holds(c, said[len(said)-1], timed) {
			l.add("numbers", at, "make it a parameter, or write the value that the parameter has", "the description says %s, and no parameter has that value: profiles could not change it, or the sentence is out of date", strings.TrimSpace(m[2]+" "+m[3]))
		}
	}
	for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r < 'a' || r > 'z' }) {
		if n, ok := inWords[word]; ok {
			said = append(said, n)
		}
	}
	for _, name := range named {
		p, ok := c.Parameters[name]
		if ok && !spoken(p, said) {
			l.add("numbers", at, fmt.Sprintf("put %s before (`%s`)", Amount(p.Values["default"], p.Unit), name), "the description names `%s` without its value %s", name, Amount(p.Values["default"], p.Unit))
		}
	}
}

// spoken reports whether one of the values of p, by class, is among the numbers said, or p has no numbers.
func spoken(p Parameter, said []float64) bool {
	for _, v := range p.Values {
		n, numeric := float(v)
		if !numeric || slices.ContainsFunc(said, func(s float64) bool { return same(s, n) || p.Unit == "hours" && same(s, n*3600) }) {
			return true
		}
	}
	return false
}

// holds reports whether a parameter of c has the value n, a length of time or something else.
func holds(c Commitment, n float64, timed bool) bool {
	for _, p := range c.Parameters {
		for _, v := range p.Values {
			if f, ok := float(v); ok && (p.Unit == "duration") == timed && same(f, n) {
				return true
			}
			if f, ok := float(v); ok && p.Unit == "hours" && timed && same(f*3600, n) {
				return true
			}
		}
	}
	return false
}

func float(v any) (float64, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	f, err := n.Float64()
	return f, err == nil
}

func same(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Max(1, math.Abs(b)) }

// typeHint says which predicate type was perhaps meant.
func typeHint(typ string) string {
	if hint := schemas.DidYouMean(typ, schemas.KnownTypes()); hint != "" {
		return hint
	}
	return "belay policy inspect builtin shows the types that have one, such as rollout-plan/v1"
}
