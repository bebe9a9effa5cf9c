package policy

import "io/fs"

// Describe returns what METADATA says of the commitments in fsys, sorted by id.
// Nothing is compiled and no rule is checked: it is for commands that explain.
func Describe(fsys fs.FS) ([]Commitment, error) {
	files, err := readSources(fsys, false)
	if err != nil {
		return nil, err
	}
	ps := &problems{}
	cs, _ := commitments(parse(files, ps), ps)
	return cs, ps.err()
}
