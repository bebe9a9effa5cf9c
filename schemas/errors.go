package schemas

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Position is a place in a file. Line and Column count from 1, the column in characters; both are 0 where the whole
// file is meant.
type Position struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// String returns "file:line:column", or the file alone where there is no line.
func (p Position) String() string {
	if p.Line == 0 {
		return Clean(p.File)
	}
	return fmt.Sprintf("%s:%d:%d", Clean(p.File), p.Line, p.Column)
}

// An Error is one thing that is wrong with a file, with its place and what to do about it. All of its text is safe to
// print: what comes from the file has been through Clean.
type Error struct {
	Position
	Path    string // of the value, as PathString writes it; "" for the file as such
	Message string
	Hint    string // what to do; may be ""
	Snippet string // the line of the source; may be ""
}

// Error returns "file:line:column: message".
func (e *Error) Error() string { return e.Position.String() + ": " + e.Message }

// Errors is all that is wrong with a file, by position, up to a limit.
type Errors []*Error

const (
	maxErrors    = 20  // shown: a reader mends a few and runs again
	maxCollected = 400 // found before a reader stops, so that the first ones by position are among them
)

// Error returns one line for each error, its hint below it.
func (es Errors) Error() string {
	var out strings.Builder
	for i, e := range es {
		if i > 0 {
			out.WriteByte('\n')
		}
		out.WriteString(e.Error())
		if e.Hint != "" {
			out.WriteString("\n  hint: " + e.Hint)
		}
	}
	if len(es) == maxErrors {
		fmt.Fprintf(&out, "\nonly the first %d errors are shown", maxErrors)
	}
	return out.String()
}

// problems collects what is wrong with one file.
type problems struct {
	file string
	src  []byte
	list Errors
}

// add notes an error. The message must be free of raw text from the file.
func (p *problems) add(at mark, path []any, message, hint string) {
	if p.full() {
		return
	}
	where := PathString(path)
	if where != "" {
		message = where + ": " + message
	}
	p.list = append(p.list, &Error{
		Position: Position{File: p.file, Line: at.line, Column: at.column},
		Path:     where, Message: message, Hint: hint,
	})
}

func (p *problems) full() bool { return len(p.list) >= maxCollected }

// errors returns what was found by position, each place and message once; nil when there is nothing.
func (p *problems) errors() error {
	if len(p.list) == 0 {
		return nil
	}
	slices.SortStableFunc(p.list, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	list := slices.CompactFunc(p.list, func(a, b *Error) bool {
		return a.Position == b.Position && a.Message == b.Message
	})
	if len(list) > maxErrors {
		list = list[:maxErrors]
	}
	for _, e := range list {
		e.Snippet = snippet(line(p.src, e.Line), e.Column)
	}
	return list
}

// DidYouMean is a hint for a word that is not one of those that are known: the nearest one, or else all of them where
// they are few; "" when there is nothing to say.
func DidYouMean(word string, known []string) string { return candidates(word, known) }

// candidates writes a hint for a word that is not among the known ones.
func candidates(word string, known []string) string {
	const short = 240
	if best := nearest(word, known); best != "" {
		return fmt.Sprintf("did you mean %q?", best)
	}
	if all := strings.Join(known, ", "); len(known) > 0 && len(all) <= short {
		return "known here: " + all
	}
	return ""
}

// nearest returns the known word that word is most likely a slip of, or "".
func nearest(word string, known []string) string {
	const longest = 64 // a longer word is no slip of the pen
	if len(word) > longest || word == "" {
		return ""
	}
	best, least := "", (len(word)+1)/3
	for _, k := range known {
		if d := distance(strings.ToLower(word), strings.ToLower(k)); d <= least && (best == "" || d < least) {
			best, least = k, d
		}
	}
	return best
}

// distance is the number of letters to insert, drop, replace or swap with their neighbour to make a into b.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}
