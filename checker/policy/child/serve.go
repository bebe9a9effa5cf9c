package child

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"time"

	"belay/schemas"
)

// Job does what a call asks for: it reads the request and returns what is written as the answer. It may say how far it is.
type Job func(ctx context.Context, request []byte, progress func(string)) (any, error)

// Serve answers calls until in ends, or until the process holds more memory than it was allowed; then it returns
// although a job may still run, and the program must end.
func Serve(ctx context.Context, in io.Reader, out io.Writer, jobs map[string]Job) error {
	d := json.NewDecoder(bufio.NewReaderSize(in, 64<<10))
	var first hello
	if err := d.Decode(&first); err != nil {
		return fmt.Errorf("reading the limits: %w", err)
	}
	full := limit(first.Memory)
	w := &writer{out: out}
	calls, ended := make(chan call), make(chan error, 1)
	go func() {
		for {
			var c call
			if err := d.Decode(&c); err != nil {
				ended <- err
				return
			}
			calls <- c
		}
	}()
	go func() {
		for c := range calls {
			w.send(answer(ctx, jobs[c.Job], c, w))
		}
	}()
	select {
	case err := <-ended:
		if errors.Is(err, io.EOF) {
			return nil
		}
		return err
	case <-full:
		w.send(reply{Error: &wireError{Limit: "memory"}})
		return errors.New("out of memory")
	}
}

// answer runs one job. A panic in it is an error like any other.
func answer(ctx context.Context, job Job, c call, w *writer) (r reply) {
	defer func() {
		if v := recover(); v != nil {
			r = reply{Error: &wireError{Message: fmt.Sprintf("a fault of belay itself: %v", v)}}
		}
	}()
	if job == nil {
		return reply{Error: &wireError{Message: "there is no job " + c.Job}}
	}
	value, err := job(ctx, c.Request, func(s string) {
		if s != "" {
			w.send(reply{Progress: s})
		}
	})
	var body []byte
	if err == nil {
		body, err = json.Marshal(value)
	}
	var written schemas.Errors
	switch {
	case errors.As(err, &written):
		return reply{Error: &wireError{Written: written}}
	case err != nil:
		return reply{Error: &wireError{Message: err.Error()}}
	}
	return reply{Answer: body}
}

// writer writes whole messages, whoever sends them.
type writer struct {
	mu  sync.Mutex
	out io.Writer
}

func (w *writer) send(r reply) {
	b, err := json.Marshal(r)
	if err != nil {
		b = []byte(`{"error":{"message":"the answer cannot be written"}}`)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	_, _ = w.out.Write(append(b, '\n')) // who does not read is gone, and then in ends too
}

// watch is how often the memory is looked at. What grows faster than that runs into the limit of the system.
const watch = 5 * time.Millisecond

// limit bounds what this process may take, and returns what tells when it holds more than memory bytes.
func limit(memory int64) <-chan struct{} {
	debug.SetMaxStack(maxStack)
	debug.SetMemoryLimit(memory / 4 * 3) // collect more often before it is too late
	debug.SetGCPercent(400)
	limitSystem(memory)
	full := make(chan struct{})
	go func() {
		held := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
		for range time.Tick(watch) {
			metrics.Read(held)
			if int64(held[0].Value.Uint64()-held[1].Value.Uint64()) > memory {
				close(full)
				return
			}
		}
	}()
	return full
}
