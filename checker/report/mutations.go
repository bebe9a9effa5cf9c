package report

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"belay/checker/policy"
	"belay/checker/policy/mutate"
)

// Mutations is a run of belay policy mutate as it is shown. The JSON report has these fields.
type Mutations struct {
	Passed    bool    `json:"pass"`      // no hole, everything mutated, and the threshold reached by each and by all
	Threshold float64 `json:"threshold"` // percent
	*mutate.Report
}

// NewMutations joins a report with the threshold, in percent.
func NewMutations(r *mutate.Report, threshold float64) Mutations {
	return Mutations{r.OK(threshold), threshold, r}
}

// Mutate writes a run for people: for each commitment its score, its holes and, where something is to be done about them
// or with verbose, the mutants that no test kills. The error is the writer's.
func Mutate(w io.Writer, m Mutations, verbose bool, o Style) error {
	p := newPage(w, o)
	holed, told := 0, map[string]bool{}
	for _, c := range m.Commitments {
		p.mutated(c, m.Threshold, verbose, told)
		if len(c.Holes) > 0 {
			holed++
		}
	}
	if len(m.Commitments) > 0 {
		p.blank()
	}
	holes := "no hole"
	if m.Holes > 0 {
		holes = fmt.Sprintf("%s in %s", policy.Count(m.Holes, "hole", "holes"), policy.Count(holed, "commitment", "commitments"))
	}
	p.field(0, mutationLabel, passOrFail(m.Passed), say(fmt.Sprintf("%s: %s, %s of %d rule mutants killed",
		policy.Count(len(m.Commitments), "commitment", "commitments"), holes, percentOf(m.Score), m.Killed+m.Survived)))
	if m.Errors > 0 {
		p.text(mutationLabel+gap, say(fmt.Sprintf("%s could not be mutated, and that is not a pass", policy.Count(m.Errors, "commitment", "commitments"))))
	}
	low := 0
	for _, c := range m.Commitments {
		if c.Error == "" && c.Rules.Score < m.Threshold {
			low++
		}
	}
	if low > 0 {
		p.text(mutationLabel+gap, say(fmt.Sprintf("the tests of %s kill less than the %s that are asked for", policy.Count(low, "commitment", "commitments"), percentOf(m.Threshold))))
	}
	p.text(0, dim.say("A hole: the release is changed for the worse, and passes all the same. A mutant: the rules are changed. A survivor: a mutant that no test notices."))
	return p.flush()
}

const mutationLabel = 8 // the width of the widest label

func (p *page) mutated(c mutate.Commitment, threshold float64, verbose bool, told map[string]bool) {
	state, text := green.say("ok"), fmt.Sprintf("%s, %d of %d rule mutants killed", percentOf(c.Rules.Score), c.Rules.Killed, c.Rules.Killed+c.Rules.Survived)
	shown := true
	switch {
	case c.Error != "":
		state, text = red.say("ERROR"), ""
	case len(c.Holes) > 0:
		state = red.say("HOLES")
	case c.Rules.Score < threshold:
		state = red.say("LOW")
	default:
		shown = verbose
	}
	if !shown && len(c.Survivors) > 0 {
		text += fmt.Sprintf(" (-v shows the %s)", policy.Count(len(c.Survivors), "survivor", "survivors"))
	}
	p.field(0, mutationLabel, state, bold.say(value(c.ID)), say(" "), say(value(c.Title)))
	const indent = mutationLabel + gap
	if c.Error != "" {
		p.text(indent, red.say(c.Error))
		return
	}
	p.text(indent, dim.say(fmt.Sprintf("%s; of %d changed inputs of %s %d no longer pass, %d are refused by a schema",
		text, c.Inputs.Tried, policy.Count(c.Cases, "passing case", "passing cases"), c.Inputs.Noticed, c.Inputs.Shielded)))
	for _, h := range c.Holes {
		p.hole(indent, h, told)
	}
	for _, s := range c.Survivors {
		if shown {
			p.survivor(indent, s, told)
		}
	}
}

// whyHole says of each kind of hole what is wrong, and what its author can do about it.
var whyHole = map[string][2]string{
	mutate.NoClaim:  {"passes although nothing is claimed here", "let claim be undefined, or deny, where this is not said"},
	mutate.NoProof:  {"proof holds something although there is no evidence", "take what proof contains from input.evidence: e.id"},
	mutate.Silence:  {"passes when this is left out, and not with a wrong value", "deny by negating a positive helper, which is undefined too where this is absent; where it may be absent, add a passing case without it"},
	mutate.NoEffect: {"is read, and whatever stands here makes no difference", "remove it from the rule, or add the case in which it matters"},
}

// hole shows one hole; what to do about one of its kind is told once.
func (p *page) hole(indent int, h mutate.Hole, told map[string]bool) {
	why := whyHole[h.Kind]
	p.text(indent, red.say("hole "), bold.say(value(h.At)))
	p.text(indent+2, say(why[0]))
	for _, c := range h.Changes {
		if h.Kind == mutate.NoEffect {
			p.text(indent+4, say(value(c.Path)), say(" is "), say(value(c.Old)))
			continue
		}
		p.text(indent+4, say(value(c.Path)), say(": "), say(value(c.Old)), say(" -> "), say(value(c.New)))
	}
	where := []span{dim.say(fmt.Sprintf("case %q, ", h.Case)), dim.say(value(fmt.Sprintf("%s:%d", h.File, h.Line)))}
	if len(h.Proof) > 0 {
		where = append(where, dim.say(", with "+strings.Join(h.Proof, " and ")+" as evidence"))
	}
	if h.More > 0 {
		where = append(where, dim.say(fmt.Sprintf(", and in %s more", policy.Count(h.More, "place", "places"))))
	}
	p.text(indent+2, where...)
	if !told[h.Kind] {
		told[h.Kind] = true
		p.text(indent+2, dim.say("hint: "), dim.say(why[1]))
	}
}

// nextSurvivor says what shows a change of each kind to a test.
var nextSurvivor = map[string]string{
	"drop rule":      "add a case that only this rule lets pass, or denies",
	"drop condition": "add a case in which all is so but this",
}

// survivor shows a change that no test notices; what to do about one of its kind is told once.
func (p *page) survivor(indent int, s mutate.Mutant, told map[string]bool) {
	p.text(indent, yellow.say("survivor "), say(value(fmt.Sprintf("%s:%d:%d", s.File, s.Line, s.Column))))
	changed := []span{say(s.Kind + ": "), say(value(s.Before))}
	if s.After != "" {
		changed = append(changed, say(" -> "), say(value(s.After)))
	}
	p.text(indent+2, changed...)
	next := cmp.Or(nextSurvivor[s.Kind], "add a case on both sides of this: one that it lets pass and one that it does not")
	if !told[next] {
		told[next] = true
		p.text(indent+2, dim.say("hint: "), dim.say(next))
	}
}
