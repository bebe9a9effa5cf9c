package schemas

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// jsonReader reads strict JSON (RFC 8259): one value, no duplicate keys, no lone surrogates, numbers in decimal. The
// library's decoder keeps the last of two equal keys, mends bad text silently, and knows no columns.
type jsonReader struct {
	*problems
	at     int // byte offset of what comes next
	places *locator
	limits bounds
	nodes  int
}

// readJSON returns the tree of p's source, or nil after noting why there is none.
func readJSON(p *problems, limits bounds) *node {
	if len(p.src) > limits.bytes {
		p.add(mark{1, 1}, nil, fmt.Sprintf("larger than the limit of %d bytes", limits.bytes), "")
		return nil
	}
	j := &jsonReader{problems: p, places: newLocator(p.src), limits: limits}
	if !utf8.Valid(p.src) {
		j.at = firstInvalid(p.src)
		j.fail("a byte that is not UTF-8", "save the file as UTF-8 without a byte order mark")
		return nil
	}
	j.space()
	root, ok := j.value(0)
	if !ok {
		return nil
	}
	if j.space(); j.at < len(p.src) {
		j.fail("something follows the end of the value", "a file holds one value")
		return nil
	}
	return root
}

func firstInvalid(src []byte) int {
	for i := 0; i < len(src); {
		r, size := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(src)
}

// fail notes an error at the current byte; it returns false, for callers to hand on.
func (j *jsonReader) fail(message, hint string) bool {
	j.add(j.places.mark(j.at), nil, message, hint)
	return false
}

func (j *jsonReader) space() {
	for j.at < len(j.src) {
		switch j.src[j.at] {
		case ' ', '\t', '\n', '\r':
			j.at++
		default:
			return
		}
	}
}

// peek returns the next byte, or 0 at the end: a NUL is no part of JSON.
func (j *jsonReader) peek() byte {
	if j.at < len(j.src) {
		return j.src[j.at]
	}
	return 0
}

func (j *jsonReader) value(depth int) (*node, bool) {
	if j.nodes++; j.nodes > j.limits.nodes {
		return nil, j.fail(fmt.Sprintf("more values than the limit of %d", j.limits.nodes), "split the file")
	}
	n := &node{at: j.places.mark(j.at)}
	var ok bool
	switch c := j.peek(); {
	case c == '{' || c == '[':
		if depth == j.limits.depth {
			return nil, j.fail(fmt.Sprintf("nested deeper than the limit of %d", j.limits.depth), "no schema needs that")
		}
		if c == '{' {
			n.shape = object
			return n, j.object(n, depth)
		}
		n.shape = array
		return n, j.array(n, depth)
	case c == '"':
		n.shape = text
		n.text, ok = j.string()
		return n, ok
	case c == '-' || c >= '0' && c <= '9':
		n.shape = number
		n.text, ok = j.number()
		return n, ok
	}
	return n, j.word(n)
}

func (j *jsonReader) word(n *node) bool {
	rest := j.src[j.at:]
	for word, shape := range map[string]shape{"true": boolean, "false": boolean, "null": null} {
		if len(rest) >= len(word) && string(rest[:len(word)]) == word {
			n.shape, n.text = shape, word
			j.at += len(word)
			return true
		}
	}
	if len(rest) == 0 {
		return j.fail("the file ends too early", "a value, a quote or a bracket is missing")
	}
	r, _ := utf8.DecodeRune(rest)
	return j.fail("no JSON value starts with "+quote(string(r)), "JSON has no comments, no trailing commas, and quotes its strings with \"")
}

func (j *jsonReader) object(n *node, depth int) bool {
	j.at++
	var known keys
	for first := true; ; first = false {
		j.space()
		if j.peek() == '}' && first {
			j.at++
			return true
		}
		at := j.at
		if j.peek() != '"' {
			return j.want("a key in quotes")
		}
		place := j.places.mark(at)
		key, ok := j.string()
		if !ok {
			return false
		}
		if j.space(); j.peek() != ':' {
			return j.want("a colon")
		}
		j.at++
		j.space()
		value, ok := j.value(depth + 1)
		if !ok {
			return false
		}
		if value.shape == object || value.shape == array {
			value.at = place
		}
		if known.taken(n.members, key) {
			j.add(place, nil, "the key "+quote(key)+" is given twice", "readers differ in which of the two they keep: remove one")
		} else {
			n.members = append(n.members, member{key: key, at: place, value: value})
		}
		if done, ok := j.next('}'); done || !ok {
			return ok
		}
	}
}

func (j *jsonReader) array(n *node, depth int) bool {
	j.at++
	if j.space(); j.peek() == ']' {
		j.at++
		return true
	}
	for {
		j.space()
		value, ok := j.value(depth + 1)
		if !ok {
			return false
		}
		n.items = append(n.items, value)
		if done, ok := j.next(']'); done || !ok {
			return ok
		}
	}
}

// next takes a comma, or the bracket that closes; done says which.
func (j *jsonReader) next(closing byte) (done, ok bool) {
	j.space()
	switch j.peek() {
	case closing:
		j.at++
		return true, true
	case ',':
		j.at++
		return false, true
	}
	return false, j.want(fmt.Sprintf("a comma or %c", closing))
}

func (j *jsonReader) want(what string) bool {
	if j.at >= len(j.src) {
		return j.fail("the file ends too early", what+" is missing")
	}
	r, _ := utf8.DecodeRune(j.src[j.at:])
	return j.fail("expected "+what+", found "+quote(string(r)), "JSON has no comments and no trailing commas")
}

func (j *jsonReader) number() (string, bool) {
	end := j.at
	for end < len(j.src) && strings.IndexByte("+-.0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", j.src[end]) >= 0 {
		end++
	}
	canonical, fault := decimal(string(j.src[j.at:min(end, j.at+maxNumberText+1)]))
	if fault != "" {
		return "", j.fail(fault, "write a plain decimal, as in 0.1 or 1000")
	}
	j.at = end
	return canonical, true
}

// string reads a string from its opening quote.
func (j *jsonReader) string() (string, bool) {
	start := j.at + 1
	j.at = start
	for j.at < len(j.src) && j.src[j.at] != '"' && j.src[j.at] != '\\' && j.src[j.at] >= ' ' {
		j.at++
	}
	if j.peek() == '"' && j.at-start <= j.limits.text {
		j.at++
		return string(j.src[start : j.at-1]), true
	}
	var out strings.Builder
	out.Write(j.src[start:j.at])
	for j.at < len(j.src) {
		if out.Len() > j.limits.text {
			return "", j.fail(fmt.Sprintf("a string longer than the limit of %d bytes", j.limits.text), "shorten it")
		}
		switch c := j.src[j.at]; {
		case c == '"':
			j.at++
			return out.String(), true
		case c < ' ':
			return "", j.fail("a control character in a string", "write it as an escape, or leave it out")
		case c == '\\':
			r, ok := j.escape()
			if !ok {
				return "", false
			}
			out.WriteRune(r)
		default:
			out.WriteByte(c)
			j.at++
		}
	}
	return "", j.fail("the file ends inside a string", "a quote is missing")
}

// escape reads one escape; two for a character beyond the first plane.
func (j *jsonReader) escape() (rune, bool) {
	if j.at+1 >= len(j.src) {
		return 0, j.fail("the file ends inside a string", "a quote is missing")
	}
	if i := strings.IndexByte(`"\/bfnrt`, j.src[j.at+1]); i >= 0 {
		j.at += 2
		return rune("\"\\/\b\f\n\r\t"[i]), true
	}
	r, ok := j.unit(j.at)
	switch {
	case !ok:
		return 0, j.fail("an escape that JSON does not have", `JSON has \" \\ \/ \b \f \n \r \t and \u with four hexadecimal digits`)
	case r == 0:
		return 0, j.fail("an escaped NUL", "remove it")
	case !utf16.IsSurrogate(r):
		j.at += 6
		return r, true
	}
	low, _ := j.unit(j.at + 6)
	if both := utf16.DecodeRune(r, low); both != utf8.RuneError {
		j.at += 12
		return both, true
	}
	return 0, j.fail("half of a surrogate pair", "write the character itself")
}

// unit reads \uXXXX at a byte offset.
func (j *jsonReader) unit(at int) (rune, bool) {
	if at+6 > len(j.src) || j.src[at] != '\\' || j.src[at+1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(j.src[at+2:at+6]), 16, 16)
	return rune(n), err == nil
}
