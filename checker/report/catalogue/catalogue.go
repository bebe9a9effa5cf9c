// Package catalogue documents a pack: for each commitment its sentence, its numbers and the reasons for them, what it
// reads, what proves it, an example that passes and one that fails, and what it rests on; and across all of them
// the laws and standards that they correspond to, the parameters, and how firm the sources are.
//
// [Build] gathers all that from METADATA, from the rules and from the cases of their tests, which it evaluates: an
// example is a case, shown where the rules look. [Markdown], [HTML] and [JSON] only write what it found.
//
// A pack is a stranger's: its titles, reasons, sources and cases are text from outside, and are escaped for what they
// are written into (text.go). Build runs the rules and the tests, so it belongs in a process of its own unless the pack
// is part of the program. What is not checked here: whether what a text says is so.
package catalogue

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"belay/checker/policy"
	"belay/checker/policy/regotest"
)

// The first sentence of what a catalogue says of itself is the one that nobody may miss.
const (
	noticeOurs = "These commitments are proposals, and nobody's official programme. " +
		"No authority, platform owner or vendor has issued or endorsed them. " +
		"Where the reason for a number says that it is ours, nobody else has asked for that number."
	noticeDraft = "These commitments are not part of Belay. " +
		"What a pack says of itself is its authors' word: who else asks for something, how firmly, and why a number is what it is."
)

// Catalogue is a pack as it is documented.
type Catalogue struct {
	Schema      string        `json:"schema"` // belay/catalogue/v1
	Notice      string        `json:"notice"`
	Parts       []policy.Part `json:"parts"`       // what was loaded
	Families    []Family      `json:"families"`    // in the order of their first commitment
	Commitments []Entry       `json:"commitments"` // sorted by id
	Frameworks  []Framework   `json:"frameworks"`  // laws and standards of the crosswalk, sorted by key
	Firmness    []Firmness    `json:"firmness"`    // firmest first
	Profiles    []Profile     `json:"profiles"`    // sorted by name
}

// Family is a group of commitments.
type Family struct {
	Name        string   `json:"name"`        // the words of the package's middle part
	Commitments []string `json:"commitments"` // ids, sorted
}

// Entry is one commitment: its METADATA and what was found beside it.
type Entry struct {
	policy.Commitment
	Reads   policy.Places `json:"reads"`
	Grades  []Asked       `json:"grades"`            // what each profile asks, in their order
	Tests   []Test        `json:"tests"`             // the tests that its proof names, in the order of the registry
	Passing *Example      `json:"passing,omitempty"` // none where no case passes
	Failing *Example      `json:"failing,omitempty"` // none where no case fails
}

// Framework is a law, a standard or a programme that commitments correspond to.
type Framework struct {
	Key   string `json:"key"`  // as in METADATA
	Name  string `json:"name"` // in full; the key where it is not known here
	Kind  string `json:"kind"` // law, standard, guidance or programme; "" where it is not known here
	Ref   string `json:"ref"`  // URL, or ""
	Note  string `json:"note"` // how its items are written, or ""
	Items []Item `json:"items"`
}

// Item is a part of a framework and the commitments that correspond to it.
type Item struct {
	Name        string   `json:"name"`
	Commitments []string `json:"commitments"` // ids, sorted
}

// Firmness is one of the words for how firm a source is.
type Firmness struct {
	Word    string   `json:"word"`
	Meaning string   `json:"meaning"`
	Sources []Source `json:"sources"` // sorted by title
}

// Source is a document and the commitments that rest on it.
type Source struct {
	Ref         string   `json:"ref"`
	Title       string   `json:"title"`
	Commitments []string `json:"commitments"` // ids, sorted
}

// Build loads the pack in layers, checks it, runs its tests' cases, and returns its catalogue. builtin is the file
// system of the built-in pack, for profiles/*.hcl and the registry of tests. An error means that the pack does not load
// or that its cases cannot be read.
func Build(ctx context.Context, builtin fs.FS, layers ...policy.Layer) (*Catalogue, error) {
	pack, err := policy.Load(layers...)
	if err != nil {
		return nil, err
	}
	reads := pack.Places()
	cases, err := regotest.Cases(ctx, layers...)
	if err != nil {
		return nil, err
	}
	profiles, err := readProfiles(builtin)
	if err != nil {
		return nil, fmt.Errorf("reading the profiles: %w", err)
	}
	tests, err := registry(builtin)
	if err != nil {
		return nil, fmt.Errorf("reading the registry of tests: %w", err)
	}
	examples, err := judge(ctx, pack, reads, cases)
	if err != nil {
		return nil, err
	}
	c := &Catalogue{
		Schema: "belay/catalogue/v1", Notice: noticeOurs, Parts: pack.Parts,
		Families: families(pack.Commitments), Frameworks: frameworks(pack.Commitments), Firmness: firmness(pack.Commitments),
		Profiles: profiles,
	}
	if len(layers) != 1 || layers[0].FS != builtin {
		c.Notice = noticeDraft
	}
	for _, one := range pack.Commitments {
		e := Entry{Commitment: whole(one), Reads: reads[one.ID], Grades: asked(profiles, one), Tests: named(tests, one)}
		e.Passing, e.Failing = examples.of(one)
		c.Commitments = append(c.Commitments, e)
	}
	return c, nil
}

// entry returns the commitment of that id.
func (c *Catalogue) entry(id string) Entry {
	for _, e := range c.Commitments {
		if e.ID == id {
			return e
		}
	}
	return Entry{}
}

// whole is c without anything that JSON would write as null.
func whole(c policy.Commitment) policy.Commitment {
	c.Concerns, c.Sources = append([]string{}, c.Concerns...), append([]policy.Source{}, c.Sources...)
	if c.Crosswalk == nil {
		c.Crosswalk = map[string][]string{}
	}
	c.Parameters = maps.Clone(c.Parameters)
	for name, p := range c.Parameters {
		if p.Strict == nil {
			p.Strict = map[string]any{}
			c.Parameters[name] = p
		}
	}
	return c
}

func families(cs []policy.Commitment) (out []Family) {
	for _, c := range cs {
		i := slices.IndexFunc(out, func(f Family) bool { return f.Name == c.Family })
		if i < 0 {
			i, out = len(out), append(out, Family{Name: c.Family})
		}
		out[i].Commitments = append(out[i].Commitments, c.ID)
	}
	return out
}

// frameworks turns the crosswalks of commitments around.
func frameworks(cs []policy.Commitment) []Framework {
	found := map[string]map[string][]string{}
	for _, c := range cs {
		for key, items := range c.Crosswalk {
			if found[key] == nil {
				found[key] = map[string][]string{}
			}
			for _, item := range items {
				found[key][item] = append(found[key][item], c.ID)
			}
		}
	}
	out := []Framework{}
	for _, key := range slices.Sorted(maps.Keys(found)) {
		f := known[key]
		f.Key, f.Name = key, cmp.Or(f.Name, key)
		for _, item := range slices.SortedFunc(maps.Keys(found[key]), natural) {
			f.Items = append(f.Items, Item{item, slices.Compact(found[key][item])})
		}
		out = append(out, f)
	}
	return out
}

// natural compares texts so that numbers in them come in their order: 2 before 10.
func natural(a, b string) int {
	for x, y := a, b; x != "" && y != ""; {
		m, n := digits(x), digits(y)
		if m > 0 && n > 0 {
			p, q := strings.TrimLeft(x[:m], "0"), strings.TrimLeft(y[:n], "0")
			if c := cmp.Or(cmp.Compare(len(p), len(q)), cmp.Compare(p, q)); c != 0 {
				return c
			}
			x, y = x[m:], y[n:]
			continue
		}
		if x[0] != y[0] {
			return cmp.Compare(x[0], y[0])
		}
		x, y = x[1:], y[1:]
	}
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

// digits is how many digits s begins with.
func digits(s string) int { return len(s) - len(strings.TrimLeft(s, "0123456789")) }

// meanings of the words for firmness.
var meanings = map[string]string{
	"law":       "binding law, or an act under it",
	"programme": "a requirement of a programme that vendors join or certify for",
	"promise":   "what a vendor or a platform's owner has publicly promised",
	"guidance":  "advice of an authority or a standards body",
	"practice":  "what can be seen to be done",
	"ours":      "no source: the proposal of this pack's authors",
}

func firmness(cs []policy.Commitment) []Firmness {
	out := []Firmness{}
	for _, word := range policy.Firmness {
		f := Firmness{Word: word, Meaning: meanings[word], Sources: []Source{}}
		for _, c := range cs {
			for _, s := range c.Sources {
				if s.Firmness != word {
					continue
				}
				i := slices.IndexFunc(f.Sources, func(o Source) bool { return o.Ref == s.Ref && o.Title == s.Title })
				if i < 0 {
					i, f.Sources = len(f.Sources), append(f.Sources, Source{Ref: s.Ref, Title: s.Title})
				}
				if own := &f.Sources[i].Commitments; !slices.Contains(*own, c.ID) {
					*own = append(*own, c.ID)
				}
			}
		}
		slices.SortFunc(f.Sources, func(a, b Source) int { return cmp.Or(cmp.Compare(a.Title, b.Title), cmp.Compare(a.Ref, b.Ref)) })
		out = append(out, f)
	}
	return out
}

// JSON returns the catalogue as JSON; its schema is schemas.Schema("catalogue").
func JSON(c *Catalogue) ([]byte, error) {
	out, err := json.MarshalIndent(c, "", "  ")
	return append(out, '\n'), err
}
