package draft

import (
	"strings"

	"belay/checker/policy"
)

// Inspection is what a pack asks for, and what its rules look at.
type Inspection struct {
	Parts       []policy.Part `json:"parts"` // the layers, the last of which is the pack
	Commitments []Inspected   `json:"commitments"`
}

// Inspected is one commitment of the pack.
type Inspected struct {
	policy.Commitment
	Reads policy.Places `json:"reads"`
}

// Inspect loads layers and returns what the commitments of the last of them ask for and look at, sorted by id.
func Inspect(layers ...policy.Layer) (*Inspection, error) {
	p, err := policy.Load(layers...)
	if err != nil {
		return nil, err
	}
	own := layers[len(layers)-1]
	reads := p.Places()
	out := &Inspection{Parts: p.Parts, Commitments: []Inspected{}}
	for _, c := range p.Commitments {
		if strings.HasPrefix(c.File, prefix(own)) {
			out.Commitments = append(out.Commitments, Inspected{c, reads[c.ID]})
		}
	}
	return out, nil
}
