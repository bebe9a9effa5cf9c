// Package child runs strangers' rules in a process of their own, under limits of time, memory and output, so that a
// rule that never ends, eats the memory or overflows the stack ends that process and not this one.
//
// [Start] begins the process and [Process.Call] asks it for one answer after the other; [Serve] is what runs in it.
// The two speak JSON, one message on a line. What is limited is what rules can take, not what they can reach: that
// they reach nothing is the work of package policy, which lets them call no function that looks outside.
package child

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"

	"belay/schemas"
)

// Limits bound one process. All of them count, the built-in pack that it loads included.
type Limits struct {
	Time   time.Duration // of one call
	Memory int64         // bytes that the process holds
	Output int64         // bytes of everything that it answers to one call
}

// A LimitError says which limit was broken. The process has been ended.
type LimitError struct {
	What  string // "time", "memory", "stack" or "output"
	Limit string // as people write it: 10s, 512 MiB
}

func (e *LimitError) Error() string {
	switch e.What {
	case "time":
		return "the rules took longer than " + e.Limit + " and were ended"
	case "stack":
		return "the rules call each other too deeply, beyond " + e.Limit + " of stack, and were ended"
	case "output":
		return "the rules answered more than " + e.Limit + " and were ended"
	}
	return "the rules took more than " + e.Limit + " of " + e.What + " and were ended"
}

// Hint says what their author can do.
func (e *LimitError) Hint() string {
	if e.What == "time" {
		return "look for a loop over every pair of something, or give the command more time where it has a --timeout"
	}
	return "look for a rule that builds a value out of itself, or goes through every combination of something"
}

// maxStack bounds the stack of a goroutine in the process: rules that call each other deeply end here.
const maxStack = 256 << 20

// hello is the first message to the process.
type hello struct {
	Memory int64 `json:"memory"`
}

// call asks for one answer.
type call struct {
	Job     string          `json:"job"`
	Request json.RawMessage `json:"request"`
}

// reply is one message from the process: any number with progress, then one with an answer or an error.
type reply struct {
	Progress string          `json:"progress,omitempty"`
	Answer   json.RawMessage `json:"answer,omitempty"`
	Error    *wireError      `json:"error,omitempty"`
}

// wireError carries an error from one process to the other.
type wireError struct {
	Written schemas.Errors `json:"written,omitempty"` // what is wrong with files, each with its place
	Limit   string         `json:"limit,omitempty"`   // the What of a LimitError
	Message string         `json:"message,omitempty"`
}

// Process is a process that answers calls. It is used by many goroutines, one call at a time.
type Process struct {
	limits Limits
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	stderr *head

	mu   sync.Mutex
	dead error // why there are no more answers
}

// Start begins a process that runs the command line args, which must come to Serve. It is told nothing of this one's
// environment.
func Start(args []string, limits Limits) (*Process, error) {
	p := &Process{limits: limits, cmd: exec.Command(args[0], args[1:]...), stderr: &head{}}
	p.cmd.Env = []string{"GOTRACEBACK=none"}
	p.cmd.Stderr = p.stderr
	apart(p.cmd)
	in, err := p.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.in, p.out = in, bufio.NewReaderSize(out, 64<<10)
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting a process for the rules: %w", err)
	}
	if err := p.send(hello{Memory: limits.Memory}); err != nil {
		_ = p.Close()
		return nil, err
	}
	return p, nil
}

// Close ends the process.
func (p *Process) Close() error {
	_ = p.in.Close()
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
	return nil
}

// Call runs a job with request and reads what it answers into answer. Progress is called with what the job says on its
// way; it may be nil. An error is a LimitError, what is wrong with the rules as schemas.Errors, or a sentence; after a
// limit is broken, and after ctx ended, every further call has that error too.
func (p *Process) Call(ctx context.Context, job string, request, answer any, progress func(string)) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.dead != nil {
		return p.dead
	}
	body, err := json.Marshal(request)
	if err != nil {
		return fmt.Errorf("writing the request: %w", err)
	}
	late, cancel := context.WithTimeout(ctx, p.limits.Time)
	defer cancel()
	stop := context.AfterFunc(late, func() { _ = p.cmd.Process.Kill() })
	defer stop()
	r, err := p.ask(call{Job: job, Request: body}, progress)
	switch {
	case ctx.Err() != nil:
		err = ctx.Err()
	case late.Err() != nil:
		err = &LimitError{What: "time", Limit: p.limits.Time.String()}
	case err == nil && r.Error != nil && r.Error.Limit != "":
		err = r.Error.read(p.limits) // it is about to end
	}
	if err != nil {
		p.dead = err
		_ = p.Close()
		return err
	}
	if r.Error != nil {
		return r.Error.read(p.limits)
	}
	return read(r.Answer, answer)
}

func (p *Process) send(message any) error {
	b, err := json.Marshal(message)
	if err != nil {
		return err
	}
	_, err = p.in.Write(append(b, '\n'))
	return err
}

// ask sends c and waits for the answer, as far as there is one. Its error is what ended the process.
func (p *Process) ask(c call, progress func(string)) (reply, error) {
	sent := make(chan error, 1)
	go func() { sent <- p.send(c) }() // a process that does not read must not hold us up
	left := p.limits.Output
	for {
		line, err := p.line(&left)
		if err != nil {
			return reply{}, err
		}
		var r reply
		if err := json.Unmarshal(line, &r); err != nil {
			return reply{}, fmt.Errorf("the process for the rules answered something else than a message: %w", err)
		}
		switch {
		case r.Progress == "":
			<-sent
			return r, nil
		case progress != nil:
			progress(schemas.Clean(r.Progress))
		}
	}
}

// line reads one message, as long as left lasts.
func (p *Process) line(left *int64) ([]byte, error) {
	var line []byte
	for {
		part, err := p.out.ReadSlice('\n')
		if *left -= int64(len(part)); *left < 0 {
			return nil, &LimitError{What: "output", Limit: size(p.limits.Output)}
		}
		line = append(line, part...)
		switch {
		case err == nil:
			return line, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, p.died()
		}
	}
}

// died says why the process ended without an answer.
func (p *Process) died() error {
	_ = p.in.Close()
	err := p.cmd.Wait()
	said := p.stderr.String()
	says := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(said, w) })
	}
	switch {
	case says("stack exceeds", "stack overflow"):
		return &LimitError{What: "stack", Limit: size(maxStack)}
	case says("out of memory", "cannot allocate memory", "failed to allocate", "address space collisions"), err != nil && strings.Contains(err.Error(), "killed"):
		return &LimitError{What: "memory", Limit: size(p.limits.Memory)}
	}
	first, _, _ := strings.Cut(said, "\n")
	return fmt.Errorf("the process for the rules ended without an answer (%v): %s", err, schemas.Clean(first))
}

func (e *wireError) read(limits Limits) error {
	switch {
	case e.Limit == "memory":
		return &LimitError{What: "memory", Limit: size(limits.Memory)}
	case len(e.Written) > 0:
		return e.Written
	}
	return errors.New(schemas.Clean(e.Message))
}

func read(answer json.RawMessage, to any) error {
	d := json.NewDecoder(bytes.NewReader(answer))
	d.UseNumber()
	if err := d.Decode(to); err != nil {
		return fmt.Errorf("reading the answer: %w", err)
	}
	return nil
}

func size(bytes int64) string { return fmt.Sprintf("%d MiB", bytes>>20) }

// head keeps the beginning of what is written to it.
type head struct {
	mu sync.Mutex
	b  []byte
}

const maxHead = 8 << 10

func (h *head) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.b = append(h.b, p[:min(len(p), maxHead-len(h.b))]...)
	return len(p), nil
}

func (h *head) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return string(h.b)
}
