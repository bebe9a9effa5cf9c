package catalogue

import (
	"io/fs"
	"slices"
	"strings"

	"belay/checker/policy"
	"belay/schemas"
)

// Profile is a profile of the built-in pack, as far as the catalogue needs it.
type Profile struct {
	Name        string `json:"name"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Values      string `json:"values"` // "strict" where the strict numbers count, else "default"

	only   []any
	grades map[string]any // by severity
	own    map[string]any // grade by commitment
}

// Asked is the grade that a profile asks of a commitment, by its severity; none where the profile does not judge by it.
type Asked struct {
	Profile string            `json:"profile"`
	Grades  map[string]string `json:"grades"` // severity to grade
}

func readProfiles(fsys fs.FS) ([]Profile, error) {
	names, err := fs.Glob(fsys, "profiles/*.hcl")
	if err != nil {
		return nil, err
	}
	out := []Profile{}
	for _, name := range names {
		doc, err := schemas.Read(fsys, name, schemas.Profile)
		if err != nil {
			return nil, err
		}
		facts := doc.Facts()
		p := Profile{Values: "default", own: map[string]any{}}
		p.Name, _ = facts["name"].(string)
		p.Title, _ = facts["title"].(string)
		p.Description, _ = facts["description"].(string)
		if facts["values"] == "strict" {
			p.Values = "strict"
		}
		p.only, _ = facts["only"].([]any)
		p.grades, _ = facts["grades"].(map[string]any)
		own, _ := facts["commitments"].([]any)
		for _, v := range own {
			if one, ok := v.(map[string]any); ok && one["grade"] != nil {
				p.own[one["id"].(string)] = one["grade"]
			}
		}
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b Profile) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}

// asked says which grade each profile asks of c, as the checker would.
func asked(profiles []Profile, c policy.Commitment) []Asked {
	out := []Asked{}
	for _, p := range profiles {
		a := Asked{Profile: p.Name, Grades: map[string]string{}}
		for _, severity := range c.Severity {
			if len(p.only) > 0 && !slices.Contains(p.only, any(c.ID)) {
				continue
			}
			grade, _ := p.grades[severity].(string)
			if own, ok := p.own[c.ID].(string); ok {
				grade = own
			}
			if slices.Index(policy.Grades, grade) < slices.Index(policy.Grades, c.MinimumGrade) {
				grade = c.MinimumGrade
			}
			a.Grades[severity] = grade
		}
		out = append(out, a)
	}
	return out
}
