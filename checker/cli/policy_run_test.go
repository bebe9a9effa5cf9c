package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// heardOutput is written by one goroutine and read by another.
type heardOutput struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *heardOutput) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *heardOutput) await(t *testing.T, want string) {
	t.Helper()
	for range 300 {
		o.mu.Lock()
		got := o.b.String()
		o.mu.Unlock()
		if strings.Contains(got, want) {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("%q does not come:\n%s", want, o.b.String())
}

// Tests are run again whenever a file is another, whatever is wrong with it, until somebody interrupts.
func TestPolicyTestWatch(t *testing.T) {
	dir := t.TempDir()
	write := func(text string) {
		if err := os.WriteFile(filepath.Join(dir, "a_test.rego"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("package a_test\n\ntest_a if false\n")
	ctx, cancel := context.WithCancel(t.Context())
	out, errs, code := &heardOutput{}, &heardOutput{}, make(chan int)
	go func() {
		code <- Main(ctx, []string{"policy", "test", dir, "--watch"}, IO{In: strings.NewReader(""), Out: out, Err: errs})
	}()
	out.await(t, "1 test: 0 pass, 1 fail")
	write("package a_test\n\ntest_a if\n")
	errs.await(t, "a_test.rego:4:")
	write("package a_test\n\ntest_a if true\n\ntest_b if true\n")
	out.await(t, "2 tests: 2 pass")
	cancel()
	if got := <-code; got != exitInterrupted {
		t.Errorf("exit code %d", got)
	}
	if strings.Contains(errs.b.String(), "watching") {
		t.Error("nobody sits at a terminal, and is told how to stop")
	}
}

func TestPolicyTestWatchesAFolder(t *testing.T) {
	var out, errs bytes.Buffer
	if code := Main(t.Context(), []string{"policy", "test", filepath.Join(t.TempDir(), "none"), "--watch"}, IO{Out: &out, Err: &errs}); code != exitRefused {
		t.Errorf("exit code %d: %s", code, errs.String())
	}
}
