package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"

	"belay/checker"
	"belay/schemas"
)

// document is the shape of every JSON report. It is the same for one release as for many, so that a program that was
// written when there was one still works when there are two; each verdict in it also stands on its own.
type document struct {
	Schema   string             `json:"schema"`
	Result   string             `json:"result"` // pass only if every release passes
	Verdicts []*checker.Verdict `json:"verdicts"`
}

// JSON writes {"schema": "belay/verdicts/v1", "result": …, "verdicts": […]}, indented, the same bytes for the same
// verdicts. Characters that cannot be seen, or that change how others are seen, are escaped. The error is the
// writer's, or says that vs is empty.
func JSON(w io.Writer, vs []*checker.Verdict) error {
	if len(vs) == 0 {
		return errNothing
	}
	doc := document{Schema: "belay/verdicts/v1", Result: checker.Pass, Verdicts: vs}
	for _, v := range vs {
		if !v.Passed() {
			doc.Result = checker.Fail
		}
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(doc); err != nil {
		return fmt.Errorf("writing the verdict: %w", err)
	}
	_, err := w.Write(visible(out.Bytes()))
	return err
}

// visible escapes what encoding/json leaves as it is and a terminal would act on. Outside of strings JSON has ASCII
// only, so every such character is inside of one.
func visible(src []byte) []byte {
	out := make([]byte, 0, len(src))
	for i := 0; i < len(src); {
		if src[i] < 0x7f {
			out = append(out, src[i])
			i++
			continue
		}
		r, size := utf8.DecodeRune(src[i:])
		whole := src[i : i+size]
		i += size
		if schemas.Clean(string(whole)) == string(whole) {
			out = append(out, whole...)
			continue
		}
		if high, low := utf16.EncodeRune(r); high != utf8.RuneError {
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		} else {
			out = fmt.Appendf(out, `\u%04x`, r)
		}
	}
	return out
}
