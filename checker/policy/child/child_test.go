package child

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"belay/schemas"

	"github.com/google/go-cmp/cmp"
)

// The process that the tests start is the test's own binary.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "child" {
		if Serve(context.Background(), os.Stdin, os.Stdout, jobs) != nil {
			os.Exit(4)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

var sink [][]byte

var jobs = map[string]Job{
	"echo": func(_ context.Context, request []byte, progress func(string)) (any, error) {
		progress("half\x1b[31mway")
		return json.RawMessage(request), nil
	},
	"sentence": func(context.Context, []byte, func(string)) (any, error) { return nil, errors.New("no \x1b[31mway") },
	"places": func(context.Context, []byte, func(string)) (any, error) {
		return nil, schemas.Errors{{Position: schemas.Position{File: "a.rego", Line: 3, Column: 4}, Message: "is wrong", Hint: "write it right"}}
	},
	"panic": func(context.Context, []byte, func(string)) (any, error) { panic("oh") },
	"loop": func(context.Context, []byte, func(string)) (any, error) {
		for i := 0; ; i++ {
			if i < 0 {
				return nil, nil
			}
		}
	},
	"sleep": func(context.Context, []byte, func(string)) (any, error) { time.Sleep(time.Hour); return nil, nil },
	"eat": func(context.Context, []byte, func(string)) (any, error) {
		for {
			b := make([]byte, 1<<20)
			for i := range b {
				b[i] = byte(i)
			}
			sink = append(sink, b)
		}
	},
	"eat at once": func(context.Context, []byte, func(string)) (any, error) {
		sink = append(sink, make([]byte, 64<<30))
		return nil, nil
	},
	"fall": func(context.Context, []byte, func(string)) (any, error) { return fall(0), nil },
	"talk": func(context.Context, []byte, func(string)) (any, error) { return strings.Repeat("x", 5<<20), nil },
	"chat": func(_ context.Context, _ []byte, progress func(string)) (any, error) {
		for {
			progress("still here")
		}
	},
	"exit": func(context.Context, []byte, func(string)) (any, error) { os.Exit(0); return nil, nil },
}

func fall(n int) int {
	if n < 0 {
		return n
	}
	return fall(n+1) + 1
}

func start(t *testing.T, limits Limits) *Process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p, err := Start([]string{self, "child"}, limits)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

var generous = Limits{Time: time.Minute, Memory: 256 << 20, Output: 4 << 20}

func TestAnswers(t *testing.T) {
	p := start(t, generous)
	var said []string
	for range 3 { // one process, many calls
		var got map[string]any
		err := p.Call(t.Context(), "echo", map[string]any{"n": 1e15, "s": "<&>"}, &got, func(s string) { said = append(said, s) })
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[string]any{"n": json.Number("1000000000000000"), "s": "<&>"}, got); diff != "" {
			t.Error(diff)
		}
	}
	if len(said) != 3 || strings.Contains(said[0], "\x1b") {
		t.Errorf("progress %q", said)
	}
}

func TestErrors(t *testing.T) {
	p := start(t, generous)
	for job, want := range map[string]string{
		"sentence": "no ", "places": "a.rego:3:4: is wrong", "panic": "a fault of belay itself: oh", "none": "there is no job none",
	} {
		err := p.Call(t.Context(), job, nil, new(any), nil)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%s: %v", job, err)
		}
		if written := (schemas.Errors{}); job == "places" && (!errors.As(err, &written) || written[0].Hint != "write it right") {
			t.Errorf("%s: %#v", job, err)
		}
	}
	var got string
	if err := p.Call(t.Context(), "echo", "still", &got, nil); err != nil || got != "still" {
		t.Errorf("after an error: %q, %v", got, err)
	}
}

// Whatever is done in the process, this one lives, says which limit was broken, and says it again.
func TestLimits(t *testing.T) {
	for _, c := range []struct {
		job   string
		limit Limits
		what  string
	}{
		{"loop", Limits{Time: 300 * time.Millisecond, Memory: 256 << 20, Output: 1 << 20}, "time"},
		{"sleep", Limits{Time: 300 * time.Millisecond, Memory: 256 << 20, Output: 1 << 20}, "time"},
		{"eat", generous, "memory"},
		{"eat at once", generous, "memory"},
		{"fall", Limits{Time: time.Minute, Memory: 2 << 30, Output: 1 << 20}, "stack"},
		{"talk", generous, "output"},
		{"chat", generous, "output"},
	} {
		t.Run(c.job, func(t *testing.T) {
			p := start(t, c.limit)
			for range 2 {
				err := p.Call(t.Context(), c.job, nil, new(any), nil)
				if e := (*LimitError)(nil); !errors.As(err, &e) || e.What != c.what || e.Hint() == "" {
					t.Errorf("%v", err)
				}
			}
		})
	}
}

func TestEndedByItself(t *testing.T) {
	p := start(t, generous)
	err := p.Call(t.Context(), "exit", nil, new(any), nil)
	if err == nil || !strings.Contains(err.Error(), "ended without an answer") {
		t.Error(err)
	}
}

func TestCancelled(t *testing.T) {
	p := start(t, generous)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := p.Call(ctx, "loop", nil, new(any), nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

func TestNoSuchProgram(t *testing.T) {
	if _, err := Start([]string{"/nonexistent/belay"}, generous); err == nil {
		t.Error("no error")
	}
}

// A parent that is gone takes the process with it, whatever that is doing.
func TestOrphan(t *testing.T) {
	p := start(t, generous)
	done := make(chan error, 1)
	go func() { done <- p.Call(t.Context(), "loop", nil, new(any), nil) }()
	time.Sleep(100 * time.Millisecond)
	if err := p.in.Close(); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-done:
		if err == nil {
			t.Error("no error")
		}
	case <-time.After(30 * time.Second):
		t.Error("it goes on")
	}
}
