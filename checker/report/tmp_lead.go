package report

import (
	"io"

	"belay/checker/policy"
)

func Explain(w io.Writer, c policy.Commitment, o Style) error { return nil }
func List(w io.Writer, c []policy.Commitment, o Style) error  { return nil }
