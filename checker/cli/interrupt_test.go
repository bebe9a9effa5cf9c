package cli

import (
	"bytes"
	"context"
	"io"
	"testing"
	"time"
)

// Somebody who waits for input that never comes can be interrupted.
func TestInterruptedWhileReading(t *testing.T) {
	never, _ := io.Pipe()
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	var out, errs bytes.Buffer
	if code := Main(ctx, []string{"check", "-", "--stdin-name", "release.hcl"}, IO{In: never, Out: &out, Err: &errs}); code != exitInterrupted {
		t.Errorf("exit code %d\n%s", code, errs.String())
	}
}
