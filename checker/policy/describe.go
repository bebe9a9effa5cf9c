package policy

// Describe returns what METADATA says of the commitments in layers, sorted by id.
// Nothing is compiled and no rule is checked: it is for commands that explain.
func Describe(layers ...Layer) ([]Commitment, error) {
	files, err := readSources(layers, false)
	if err != nil {
		return nil, err
	}
	ps := &problems{}
	cs, _ := commitments(parse(files, ps), ps)
	return cs, ps.err()
}
