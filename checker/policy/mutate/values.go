package mutate

import (
	"encoding/json"
	"math/big"
	"slices"
	"strings"
	"time"

	"belay/schemas"

	"github.com/open-policy-agent/opa/v1/ast"
)

// vocabulary is what a commitment's rules and parameters compare with: whoever wants to pass, or does so by accident,
// writes one of these or something just beside it.
type vocabulary struct {
	texts   []string
	numbers []json.Number
}

// other is a word that no rule knows.
const other = "something else"

// wrong returns other values than old, which stands where f says: of another type, empty, zero, negative, far larger and
// smaller, just beside what the rules compare with, and every other word that the schema knows. Each comes once.
func wrong(old any, f form, known bool, words vocabulary) []any {
	var out []any
	add := func(values ...any) {
		for _, v := range values {
			if !equal(v, old) && !slices.ContainsFunc(out, func(o any) bool { return equal(o, v) }) {
				out = append(out, v)
			}
		}
	}
	switch v := old.(type) {
	case bool:
		add(!v, "true")
	case json.Number:
		add(numbersBeside(v, words.numbers)...)
		add("1")
	case string:
		add("", other, tweaked(v))
		if t, err := time.Parse(time.RFC3339, v); err == nil {
			add(t.AddDate(-10, 0, 0).Format(time.RFC3339), t.AddDate(10, 0, 0).Format(time.RFC3339))
			add(t.Add(time.Second).Format(time.RFC3339), t.Add(-time.Second).Format(time.RFC3339))
		}
		if enum := f.words(); known && len(enum) > 0 {
			add(enum...)
		} else {
			for _, w := range words.texts {
				add(w)
			}
		}
		add(json.Number("7"))
	case []any:
		add([]any{})
		if len(v) > 1 {
			add(slices.Clone(v[1:]), slices.Clone(v[:len(v)-1]))
		}
		add(longer(v, f, known, words)...)
		add("x")
	case map[string]any:
		add(map[string]any{}, "x")
		for _, k := range keys(v) {
			sub, ok := f.step(k)
			if inner := wrong(v[k], sub, ok, vocabulary{}); len(inner) > 0 {
				add(put(v, path{k}, inner[min(2, len(inner)-1)]))
			}
		}
	}
	return out
}

// longer is a list of strings with one more, for each word that there is.
func longer(list []any, f form, known bool, words vocabulary) (out []any) {
	texts := append([]string{other}, words.texts...)
	var items form
	if known {
		items, _ = f.step(0)
		items = items.resolved()
		if enum := items.words(); len(enum) > 0 {
			texts = nil
			for _, w := range enum {
				if s, ok := w.(string); ok {
					texts = append(texts, s)
				}
			}
		}
	}
	ofTexts := items.node["type"] == "string" || len(items.words()) > 0
	if len(list) > 0 {
		_, ofTexts = list[0].(string)
	}
	if !ofTexts {
		return nil
	}
	for _, t := range texts {
		if !slices.Contains(list, any(t)) {
			out = append(out, append(slices.Clone(list), t))
		}
	}
	return out
}

// tweaked is s with its last letter or digit changed, so that it keeps its form.
func tweaked(s string) string {
	b := []byte(s)
	for i, c := range slices.Backward(b) {
		switch {
		case c == '0':
			b[i] = '1'
		case c > '0' && c <= '9', c > 'a' && c <= 'z':
			b[i]--
		case c == 'a':
			b[i] = 'b'
		default:
			continue
		}
		break
	}
	return string(b)
}

func numbersBeside(n json.Number, known []json.Number) []any {
	old, ok := new(big.Rat).SetString(string(n))
	if !ok {
		return nil
	}
	var out []any
	add := func(r *big.Rat) { out = append(out, decimal(r)) }
	one, thousand := big.NewRat(1, 1), big.NewRat(1000, 1)
	add(new(big.Rat))
	add(big.NewRat(-1, 1))
	add(new(big.Rat).Add(old, one))
	add(new(big.Rat).Sub(old, one))
	add(new(big.Rat).Mul(new(big.Rat).Add(old, one), thousand))
	add(new(big.Rat).Quo(old, thousand))
	for _, k := range known {
		if r, ok := new(big.Rat).SetString(string(k)); ok {
			add(r)
			add(new(big.Rat).Add(r, one))
			add(new(big.Rat).Sub(r, one))
		}
	}
	return out
}

func decimal(r *big.Rat) json.Number {
	s := r.FloatString(9)
	return json.Number(strings.TrimSuffix(strings.TrimRight(s, "0"), "."))
}

// emptied are the values of old's type that claim nothing.
func emptied(old any) []any {
	switch v := old.(type) {
	case bool:
		if v {
			return []any{false}
		}
	case string:
		return []any{""}
	case []any:
		if len(v) > 0 {
			return []any{[]any{}}
		}
	case map[string]any:
		if len(v) > 0 {
			return []any{map[string]any{}}
		}
	}
	return nil
}

// gone is what stands where old was once its author leaves it out: lists are never absent for rules.
func gone(old any) any {
	if _, ok := old.([]any); ok {
		return []any{}
	}
	return absent{}
}

// vocabularyOf collects what the rules of m compare with, and those of the library that it uses: the constants in their
// bodies.
func vocabularyOf(m *ast.Module, library []*ast.Module, parameters any) (v vocabulary) {
	seen := map[string]bool{}
	queue := slices.Clone(m.Rules)
	use := func(name string) {
		if !seen[name] {
			seen[name] = true
			queue = append(queue, rulesNamed(library, name)...)
		}
	}
	for n := 0; n < len(queue); n++ {
		for r := queue[n]; r != nil; r = r.Else {
			visit := func(t *ast.Term) bool {
				switch value := t.Value.(type) {
				case ast.Ref:
					for i, step := range value {
						name, isText := step.Value.(ast.String)
						switch {
						case i == 0 && n >= len(m.Rules): // a rule of the library's own
							use(strings.TrimPrefix(value[0].String(), "data."))
						case isText && !plainWord(string(name)):
							v.texts = append(v.texts, string(name))
						case isText:
							use(string(name))
						}
					}
				case ast.Var:
					if n >= len(m.Rules) {
						use(string(value))
					}
				case ast.String:
					v.texts = append(v.texts, string(value))
				case ast.Number:
					v.numbers = append(v.numbers, json.Number(value))
				}
				_, isRef := t.Value.(ast.Ref)
				return isRef
			}
			ast.WalkTerms(r.Body, visit)
			if r.Head.Value != nil && len(r.Head.Ref()) == 1 {
				ast.WalkTerms(r.Head.Value, visit)
			}
		}
	}
	v.add(parameters)
	v.texts = slices.DeleteFunc(v.texts, schemas.Known) // types of evidence
	slices.Sort(v.texts)
	slices.Sort(v.numbers)
	v.texts, v.numbers = slices.Compact(v.texts), slices.Compact(v.numbers)
	return v
}

func (v *vocabulary) add(parameter any) {
	switch p := parameter.(type) {
	case json.Number:
		v.numbers = append(v.numbers, p)
	case string:
		v.texts = append(v.texts, p)
	case []any:
		for _, e := range p {
			v.add(e)
		}
	case map[string]any:
		for _, k := range keys(p) {
			v.add(p[k])
		}
	}
}

func plainWord(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '_' {
			return false
		}
	}
	return true
}

func rulesNamed(modules []*ast.Module, name string) (out []*ast.Rule) {
	for _, m := range modules {
		for _, r := range m.Rules {
			if r.Head.Ref()[0].Equal(ast.VarTerm(name)) {
				out = append(out, r)
			}
		}
	}
	return out
}
