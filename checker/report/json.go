package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"belay/checker"
	"belay/schemas"
)

// Batch is what a check answers: the verdicts, in the order in which the releases were named, and the releases for
// which there is none.
type Batch struct {
	Verdicts []*checker.Verdict
	Unjudged []Unjudged
}

// Unjudged is a release without a verdict, which is not a pass.
type Unjudged struct {
	Release string `json:"release"` // the name that the manifest was read by
	Reason  string `json:"reason"`
}

// result is what the batch says as a whole: none where a release has no verdict, else fail where one fails, else pass.
func (b Batch) result() string {
	if len(b.Unjudged) > 0 {
		return "none"
	}
	for _, v := range b.Verdicts {
		if !v.Passed() {
			return checker.Fail
		}
	}
	return checker.Pass
}

// document is the shape of every JSON report. It is the same for one release as for many, so that a program that was
// written when there was one still works when there are two; each verdict in it also stands on its own.
type document struct {
	Schema   string             `json:"schema"`
	Result   string             `json:"result"`
	Verdicts []*checker.Verdict `json:"verdicts"`
	Unjudged []Unjudged         `json:"unjudged"`
}

// JSON writes {"schema": "belay/verdicts/v1", "result": …, "verdicts": […], "unjudged": […]}, indented, the same bytes
// for the same batch. Characters that cannot be seen, or that change how others are seen, are escaped. The error is
// the writer's, or says that the batch is empty.
func JSON(w io.Writer, b Batch) error {
	if len(b.Verdicts)+len(b.Unjudged) == 0 {
		return errNothing
	}
	doc := document{Schema: "belay/verdicts/v1", Result: b.result(), Verdicts: b.Verdicts, Unjudged: b.Unjudged}
	if doc.Verdicts == nil {
		doc.Verdicts = []*checker.Verdict{}
	}
	if doc.Unjudged == nil {
		doc.Unjudged = []Unjudged{}
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(doc); err != nil {
		return fmt.Errorf("writing the verdict: %w", err)
	}
	_, err := io.WriteString(w, schemas.EscapeJSON(out.String()))
	return err
}
