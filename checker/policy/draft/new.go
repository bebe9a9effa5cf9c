// Package draft is the bench of those who write commitments: it begins one ([New]), puts its files into the usual form
// ([Format]), says what a pack asks for and looks at ([Inspect]), and says how two packs differ ([Diff]).
//
// Everything here takes layers and answers with plain values; nothing is printed or written. What it is given is a
// stranger's program: parsing, compiling and evaluating it belongs into a process of its own.
package draft

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"text/template"
	"unicode"

	"belay/checker/policy"
)

//go:embed templates
var templates embed.FS

// Beginning is what a new commitment is called.
type Beginning struct {
	ID     string // SD-08
	Title  string
	Family string // the folder, as staged_deployment; "": what the letters of the id say
}

// File is one file of a pack.
type File struct {
	Name string `json:"name"` // slash-separated, inside the pack
	Text string `json:"text"`
}

// A BeginError says what cannot be begun, and what could be.
type BeginError struct{ What, Hint string }

func (e *BeginError) Error() string { return e.What }

var (
	idPattern     = regexp.MustCompile(`^[A-Z]{2}-[0-9]{2}$`)
	familyPattern = regexp.MustCompile(`^[a-z][a-z0-9_]{0,60}$`)
	writtenID     = regexp.MustCompile(`(?m)^#[ \t]+id:[ \t]*["']?([A-Z]{2}-[0-9]{2})\b`)
	writtenFamily = regexp.MustCompile(`(?m)^package[ \t]+belay\.([a-z][a-z0-9_]*)\.`)
	writtenPack   = regexp.MustCompile(`(?m)^package[ \t]+belay\.(lib|fixture)[ \t\r]*(#.*)?$`)
)

// New returns the files of a new commitment: the rules with their METADATA, the tests, and the fixture that the tests
// start from. They load and pass their tests as they are; what they ask for is only an example, and lint asks for the
// sentences that are still its own. others are packs whose ids are taken: they are searched, not parsed.
func New(b Beginning, others ...policy.Files) ([]File, error) {
	if !idPattern.MatchString(b.ID) {
		return nil, &BeginError{fmt.Sprintf("%q is no id of a commitment", b.ID), "two capital letters for the family, a dash and two digits, such as SD-08"}
	}
	title, err := titleOf(b.Title)
	if err != nil {
		return nil, err
	}
	if err := free(b.ID, others); err != nil {
		return nil, err
	}
	family, err := familyOf(b, others)
	if err != nil {
		return nil, err
	}
	name := nameOf(title, b.ID)
	kind := "field"
	if strings.HasPrefix(b.ID, "SD-") {
		kind = "rollout"
	}
	fill := map[string]any{
		"Scaffold": policy.Scaffolds[kind], "ID": b.ID, "Title": title, "Quoted": quoted(title), "Family": family, "Name": name,
		"Test": strings.ToLower(b.ID[:2]) + "/" + strings.ReplaceAll(name, "_", "-"),
	}
	var out []File
	for _, part := range []string{"", "_test", "_fixture_test"} {
		text, err := filled(kind+part, fill)
		if err != nil {
			return nil, err
		}
		file := family + "/" + name + part + ".rego"
		form, err := formatted(file, []byte(text)) // the order of imports is that of the family's name
		if err != nil {
			return nil, fmt.Errorf("formatting %s: %w", file, err)
		}
		out = append(out, File{Name: file, Text: string(form)})
	}
	return out, nil
}

func filled(name string, fill map[string]any) (string, error) {
	src, err := templates.ReadFile("templates/" + name + ".rego.tmpl")
	if err != nil {
		return "", fmt.Errorf("reading the template %s: %w", name, err)
	}
	t, err := template.New(name).Option("missingkey=error").Parse(string(src))
	if err != nil {
		return "", fmt.Errorf("reading the template %s: %w", name, err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, fill); err != nil {
		return "", fmt.Errorf("filling the template %s: %w", name, err)
	}
	return b.String(), nil
}

const maxTitle = 80 // characters: it stands in tables

func titleOf(title string) (string, error) {
	title = strings.TrimSuffix(strings.Join(strings.Fields(title), " "), ".")
	bad := strings.IndexFunc(title, func(r rune) bool { return !unicode.IsGraphic(r) || r != ' ' && unicode.IsSpace(r) })
	switch {
	case title == "":
		return "", &BeginError{"the title is empty", "a few words that say what is asked, such as \"No first stage on a Friday\""}
	case len([]rune(title)) > maxTitle:
		return "", &BeginError{fmt.Sprintf("the title is longer than %d characters", maxTitle), "a few words; the sentence goes into the description"}
	case bad >= 0:
		return "", &BeginError{"the title holds a character that does not show", "write it in plain characters, on one line"}
	}
	return title, nil
}

// quoted writes a title so that YAML reads it as text.
func quoted(title string) string {
	if regexp.MustCompile(`^[A-Z][A-Za-z0-9 ,()/-]*$`).MatchString(title) {
		return title
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(title) // of a string: cannot fail
	return strings.TrimSpace(b.String())
}

// idle are words that tell titles apart no better.
var idle = strings.Fields("a an the of its their is are be must may should shall in on at to for and or by with from that this it release releases")

// nameOf makes the name of the package and the files from the words of the title that matter most.
func nameOf(title, id string) string {
	var words []string
	for _, w := range strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }) {
		if !slices.Contains(idle, w) && len(words) < 5 {
			words = append(words, w)
		}
	}
	name := strings.Join(words, "_")
	if name == "" || name[0] < 'a' || len(name) > 60 {
		name = strings.ToLower(strings.ReplaceAll(id, "-", "_"))
	}
	return name
}

// free refuses an id that is taken.
func free(id string, others []policy.Files) error {
	for _, files := range others {
		for _, name := range slices.Sorted(maps.Keys(files)) {
			for _, m := range writtenID.FindAllSubmatch(files[name], -1) {
				if string(m[1]) == id {
					return &BeginError{fmt.Sprintf("%s is taken, by %s", id, name), "belay commitments lists those of the built-in pack; " + next(id, others)}
				}
			}
		}
	}
	return nil
}

// next names a free id of the same letters: the one behind the last that is taken, so that an id which was given up is
// not used again.
func next(id string, others []policy.Files) string {
	last := 0
	for _, files := range others {
		for _, text := range files {
			for _, m := range writtenID.FindAllSubmatch(text, -1) {
				n := 0
				if _, err := fmt.Sscanf(string(m[1]), id[:3]+"%d", &n); err == nil {
					last = max(last, n)
				}
			}
		}
	}
	if last == 99 {
		return "ids end at " + id[:3] + "99: choose other letters"
	}
	return fmt.Sprintf("%s%02d is free", id[:3], last+1)
}

// familyOf is the folder for the letters of the id.
func familyOf(b Beginning, others []policy.Files) (string, error) {
	letters := b.ID[:2]
	known := policy.Families[letters]
	if known != "" && b.Family != "" && b.Family != known {
		return "", &BeginError{fmt.Sprintf("the letters %s are those of family %s", letters, known), "leave --family away, or choose other letters"}
	}
	for _, files := range others {
		for _, name := range slices.Sorted(maps.Keys(files)) {
			family, id := writtenFamily.FindSubmatch(files[name]), writtenID.FindSubmatch(files[name])
			if family == nil || id == nil {
				continue
			}
			if string(id[1][:2]) == letters && known == "" {
				known = string(family[1])
			}
			if string(id[1][:2]) != letters && b.Family == string(family[1]) {
				return "", &BeginError{fmt.Sprintf("ids in family %s begin with %s", b.Family, id[1][:2]), "a family has one pair of letters: " + next(string(id[1]), others)}
			}
		}
	}
	switch {
	case b.Family != "" && (!familyPattern.MatchString(b.Family) || b.Family == "lib" || b.Family == "fixture"):
		return "", &BeginError{fmt.Sprintf("%q is no name of a family", b.Family), "lower case letters, digits and underscores, such as " + unused(letters, others)}
	case known == "" && b.Family == "":
		return "", &BeginError{"no family has the letters " + letters, "name a new one with --family, such as --family " + unused(letters, others)}
	case known != "" && b.Family != "" && b.Family != known:
		return "", &BeginError{fmt.Sprintf("the letters %s are those of family %s", letters, known), "leave --family away, or choose other letters"}
	case known == "":
		return b.Family, nil
	}
	return known, nil
}

// unused is the name of a family that nobody has.
func unused(letters string, others []policy.Files) string {
	name := "quality"
	for _, files := range others {
		for _, text := range files {
			if m := writtenFamily.FindSubmatch(text); m != nil && string(m[1]) == name {
				return strings.ToLower(letters) + "_commitments"
			}
		}
	}
	return name
}

// Fixtureless reports whether a pack brings helpers of its own and no fixture: what New writes would not find its
// release there.
func Fixtureless(files policy.Files) bool {
	found := map[string]bool{}
	for _, text := range files {
		for _, m := range writtenPack.FindAllSubmatch(text, -1) {
			found[string(m[1])] = true
		}
	}
	return found["lib"] && !found["fixture"]
}
