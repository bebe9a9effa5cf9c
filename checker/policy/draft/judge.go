package draft

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"belay/checker/policy"
	"belay/checker/policy/regotest"
)

// judge puts the releases of both packs' tests before both packs.
type judge struct {
	*pair
	old, now *policy.Pack
	cases    []labelled
}

// labelled is a case with the commitment whose tests it is from: its numbers are those of that one.
type labelled struct {
	name  string
	home  policy.Commitment
	input map[string]any
}

func newJudge(p *pair) (*judge, error) {
	j := &judge{pair: p}
	var err error
	if j.old, err = p.from.pack.Only(p.a.ID); err != nil {
		return nil, err
	}
	if j.now, err = p.to.pack.Only(p.b.ID); err != nil {
		return nil, err
	}
	for _, c := range p.from.cases[p.a.ID] {
		j.cases = append(j.cases, labelled{c.Name, p.a, c.Input})
	}
	for _, c := range p.to.cases[p.b.ID] {
		same := func(o regotest.Case) bool { return o.Name == c.Name }
		i := slices.IndexFunc(p.from.cases[p.a.ID], same)
		switch {
		case i < 0:
			j.cases = append(j.cases, labelled{c.Name, p.b, c.Input})
		case !reflect.DeepEqual(p.from.cases[p.a.ID][i].Input, c.Input):
			j.cases = append(j.cases, labelled{c.Name + " (of the new tests)", p.b, c.Input})
		}
	}
	slices.SortStableFunc(j.cases, func(a, b labelled) int { return cmp.Compare(a.name, b.name) })
	return j, nil
}

// of is the value of a parameter for the class of an input.
func of(p policy.Parameter, input map[string]any) any {
	class, _ := input["class"].(map[string]any)
	keys := []string{"default"}
	if kind, ok := class["kind"].(string); ok {
		keys = append([]string{kind}, keys...)
	}
	if class["kernel"] == true {
		keys = append([]string{"kernel"}, keys...)
	}
	for _, k := range keys {
		if v, ok := p.Values[k]; ok {
			return v
		}
	}
	return nil
}

// under is the input of a case with the parameters of c, and of those that the case itself sets, its own. set, if it is
// not nil, comes over all.
func (l labelled) under(c policy.Commitment, set map[string]any) map[string]any {
	all, _ := l.input["parameters"].(map[string]any)
	given, _ := all[c.ID].(map[string]any)
	own := map[string]any{}
	for name, p := range c.Parameters {
		own[name] = of(p, l.input)
		home, declared := l.home.Parameters[name]
		if v, ok := given[name]; ok && declared && !reflect.DeepEqual(v, of(home, l.input)) {
			own[name] = v
		}
	}
	maps.Copy(own, set)
	all = maps.Clone(all)
	if all == nil {
		all = map[string]any{}
	}
	all[c.ID] = own
	input := maps.Clone(l.input)
	input["parameters"] = all
	return input
}

// answer is what a pack says of a release.
type answer struct {
	policy.Result
	proven bool
	failed bool // there is none
}

func ask(ctx context.Context, p *policy.Pack, c policy.Commitment, input map[string]any) (answer, error) {
	results, err := p.Eval(ctx, input)
	if ctx.Err() != nil {
		return answer{}, ctx.Err()
	}
	if err != nil {
		return answer{failed: true}, nil
	}
	r := results[c.ID]
	return answer{Result: r, proven: len(c.Proven(r.Proof, input)) > 0}, nil
}

// words says an answer in words.
func (a answer) words() string {
	switch {
	case a.failed:
		return "it cannot be judged"
	case a.Claim == nil:
		return "it fails, since it says nothing"
	case len(a.Denials) > 0:
		places := []string{}
		for _, d := range a.Denials {
			if at := placeOf(d); !slices.Contains(places, at) {
				places = append(places, at)
			}
		}
		const most = 3
		if n := len(places) - most; n > 0 {
			places = append(places[:most], fmt.Sprintf("%d more", n))
		}
		return "it fails at " + policy.Join(places, "and")
	case !a.proven:
		return "it is unproven"
	}
	return "it passes"
}

func placeOf(d policy.Denial) string {
	var b strings.Builder
	for _, step := range d.At {
		if i, ok := step.(int); ok {
			fmt.Fprintf(&b, "[%d]", i)
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		fmt.Fprint(&b, step)
	}
	if d.By != "" {
		b.WriteString(", by evidence")
	}
	return b.String()
}

// turn says what it comes to that one answer takes the place of another; "" where it changes nothing.
func turn(a, b answer) string {
	strict := !a.failed && b.failed || a.Claim != nil && b.Claim == nil
	loose := a.failed && !b.failed || a.Claim == nil && b.Claim != nil
	more := func(a, b []string) bool {
		return slices.ContainsFunc(b, func(s string) bool { return !slices.Contains(a, s) })
	}
	denied := func(r answer) (out []string) {
		for _, d := range r.Denials {
			out = append(out, placeOf(d))
		}
		return out
	}
	strict = strict || more(denied(a), denied(b)) || more(b.Proof, a.Proof)
	loose = loose || more(denied(b), denied(a)) || more(a.Proof, b.Proof)
	passed := func(r answer) bool { return r.words() == "it passes" }
	switch {
	case passed(a) && !passed(b):
		return Stricter
	case passed(b) && !passed(a):
		return Looser
	case strict && loose:
		return Both
	case strict:
		return Stricter
	case loose:
		return Looser
	}
	return ""
}

// turned returns the releases that the two packs judge otherwise, each with its own numbers.
func (j *judge) turned(ctx context.Context) ([]Turned, error) {
	out := []Turned{}
	for _, l := range j.cases {
		a, err := ask(ctx, j.old, j.a, l.under(j.a, nil))
		if err != nil {
			return nil, err
		}
		b, err := ask(ctx, j.now, j.b, l.under(j.b, nil))
		if err != nil {
			return nil, err
		}
		if effect := turn(a, b); effect != "" && (a.words() != b.words() || effect == Both) {
			out = append(out, Turned{l.name, a.words(), b.words(), effect})
		}
	}
	return out, nil
}

// move is a parameter whose value for one class is another.
type move struct {
	name, class string
	from, to    any // nil: not declared
}

// moved lists the parameters that differ, by name and class.
func (p *pair) moved() []move {
	var out []move
	for _, name := range inEither(p.a.Parameters, p.b.Parameters) {
		a, was := p.a.Parameters[name]
		b, is := p.b.Parameters[name]
		if !was || !is {
			out = append(out, move{name, "default", a.Values["default"], b.Values["default"]})
			continue
		}
		for _, class := range inEither(a.Values, b.Values) {
			if from, to := valueFor(a, class), valueFor(b, class); !reflect.DeepEqual(from, to) {
				out = append(out, move{name, class, from, to})
			}
		}
	}
	return out
}

func valueFor(p policy.Parameter, class string) any {
	if v, ok := p.Values[class]; ok {
		return v
	}
	return p.Values["default"]
}

// parameter says which way a parameter went.
func (j *judge) parameter(ctx context.Context, m move) (Point, error) {
	p, q := j.a.Parameters[m.name], j.b.Parameters[m.name]
	amount := func(v any, unit string) string {
		return strings.TrimSpace(policy.Amount(v, unit) + " " + policy.UnitWord(unit))
	}
	switch {
	case m.from == nil:
		return Point{"parameter", Other, fmt.Sprintf("Parameter `%s` is new, with %s%s.", m.name, amount(m.to, q.Unit), policy.ForClass(m.class))}, nil
	case m.to == nil:
		return Point{"parameter", Other, fmt.Sprintf("Parameter `%s` is gone; it was %s.", m.name, amount(m.from, p.Unit))}, nil
	}
	says := fmt.Sprintf("Parameter `%s`%s goes from %s to %s", m.name, policy.ForClass(m.class), amount(m.from, p.Unit), amount(m.to, q.Unit))
	if p.Unit != q.Unit {
		return Point{"parameter", Other, says + ", in another unit."}, nil
	}
	effect, names, err := j.compare(ctx, m.name, m.from, m.to)
	if err != nil {
		return Point{}, err
	}
	if len(names) > 0 {
		return Point{"parameter", effect, fmt.Sprintf("%s, which is %s: %s.", says, effectWord(effect), examples(names))}, nil
	}
	effect, err = j.probe(ctx, m)
	if err != nil {
		return Point{}, err
	}
	if effect == "" {
		return Point{"parameter", Other, says + "; no release of the tests is judged otherwise for it, whatever its value."}, nil
	}
	return Point{"parameter", effect, fmt.Sprintf("%s, which is %s, though no release of the tests lies between the two.", says, effectWord(effect))}, nil
}

func effectWord(effect string) string {
	if effect == Both {
		return "stricter for some releases and looser for others"
	}
	return effect
}

// examples names the cases that show it.
func examples(names []string) string {
	first := "\"" + names[0] + "\""
	switch len(names) {
	case 1:
		return first + " shows it"
	case 2:
		return first + " and one more release of the tests show it"
	}
	return fmt.Sprintf("%s and %d more releases of the tests show it", first, len(names)-1)
}

// compare judges every case by the new rules with one value of a parameter and with another.
func (j *judge) compare(ctx context.Context, name string, from, to any) (string, []string, error) {
	var effects, names []string
	for _, l := range j.cases {
		a, err := ask(ctx, j.now, j.b, l.under(j.b, map[string]any{name: from}))
		if err != nil {
			return "", nil, err
		}
		b, err := ask(ctx, j.now, j.b, l.under(j.b, map[string]any{name: to}))
		if err != nil {
			return "", nil, err
		}
		if effect := turn(a, b); effect != "" {
			effects, names = append(effects, effect), append(names, l.name)
		}
	}
	return together(effects), names, nil
}

// probe looks further and further away from two numbers until a release tells more from less.
func (j *judge) probe(ctx context.Context, m move) (string, error) {
	from, ok := number(m.from)
	to, ok2 := number(m.to)
	if !ok || !ok2 {
		return "", nil
	}
	for _, far := range []float64{2, 10, 1000, 1e6} {
		low, high := min(from, to)/far, min(max(from, to)*far, 1e15)
		effect, names, err := j.compare(ctx, m.name, plain(low), plain(high))
		if err != nil {
			return "", err
		}
		if len(names) > 0 {
			if from > to {
				return map[string]string{Stricter: Looser, Looser: Stricter, Both: Both, Other: Other}[effect], nil
			}
			return effect, nil
		}
	}
	return "", nil
}

func number(v any) (float64, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	f, err := n.Float64()
	return f, err == nil
}

// plain writes a number without an exponent, as the engine takes it.
func plain(f float64) json.Number {
	s := strings.TrimRight(fmt.Sprintf("%.9f", f), "0")
	return json.Number(strings.TrimSuffix(s, "."))
}
