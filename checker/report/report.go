// Package report shows verdicts: [Text] for people at a terminal or reading a log, [JSON] for programs, and [Explain]
// and [List] for the commitments themselves.
//
// Everything here only reads. The order of a text is the order of an argument: what is judged and by which criteria,
// what the release says, what was proven and by whom, the judgement, and last the verdict, where the eye rests when a
// command has ended. The words are the verdict's own; nothing is judged again here.
//
// Most of what is shown was written by strangers. [page] is the only way to the output, and escapes, wraps and indents
// every word, so that nothing in a manifest can look like a line of ours or like a command to the system that keeps
// the log.
package report

import (
	"errors"
	"fmt"
	"io"

	"belay/checker"
)

// Style says how a text is drawn. The zero value is plain text of 80 columns, drawn with ASCII characters only.
type Style struct {
	Color   bool // with the colours of a terminal that has 256
	Width   int  // in cells; 0 is 80, and what is outside 60 to 120 is brought inside, for the reader's sake
	Unicode bool // draw bars, arrows and marks with characters beyond ASCII; names are never transliterated
}

const (
	defaultWidth = 80
	leastWidth   = 60
	mostWidth    = 120
)

var errNothing = errors.New("there is no verdict to show")

// Text writes a batch for people. Each release has its own part; the verdict lines, one for each release, come last,
// and after several a line with the total. The error is the writer's, or says that the batch is empty.
func Text(w io.Writer, b Batch, o Style) error {
	if len(b.Verdicts)+len(b.Unjudged) == 0 {
		return errNothing
	}
	p := newPage(w, o)
	for i, v := range b.Verdicts {
		if i > 0 {
			p.rule()
		}
		p.release(v)
	}
	passed := 0
	for _, v := range b.Verdicts {
		p.verdict(v)
		if v.Passed() {
			passed++
		}
	}
	for _, u := range b.Unjudged {
		p.unjudged(u)
	}
	if n := len(b.Verdicts) + len(b.Unjudged); n > 1 {
		total := fmt.Sprintf("%d releases: %d pass, %d fail", n, passed, len(b.Verdicts)-passed)
		if len(b.Unjudged) > 0 {
			total += fmt.Sprintf(", %d without a verdict", len(b.Unjudged))
		}
		p.text(0, bold.say(total))
	}
	return p.flush()
}

func (p *page) release(v *checker.Verdict) {
	p.header(v)
	p.rollout(v)
	p.artifacts(v)
	p.evidence(v)
	p.waivers(v)
	p.outside(v)
	p.commitments(v)
	p.counts(v)
}
