package schemas

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Limits for what is scanned before the YAML parser runs: its time grows with the square of both.
const (
	maxYAMLIndent   = 256  // leading spaces, dashes and question marks of a line
	maxYAMLComments = 4000 // lines that hold a comment
)

// yamlReader reads the part of YAML that all its readers agree about. The parser's nodes are used, never its decoder:
// that expands aliases and guesses types.
type yamlReader struct {
	*problems
	places *locator
	nodes  int
}

// readYAML returns the tree of p's source, or nil after noting why there is none.
func readYAML(p *problems) *node {
	y := &yamlReader{problems: p, places: newLocator(p.src)}
	if !y.scan() {
		return nil
	}
	document, ok := y.parse()
	if !ok {
		return nil
	}
	return y.node(document.Content[0], nil, 0)
}

// scan refuses, line by line, what must not reach the parser.
func (y *yamlReader) scan() bool {
	comments, number := 0, 0
	for rest := y.src; len(rest) > 0; {
		number++
		line := rest
		if end := bytes.IndexByte(rest, '\n'); end >= 0 {
			line, rest = rest[:end], rest[end+1:]
		} else {
			rest = nil
		}
		if tab := bytes.IndexByte(line, '\t'); tab >= 0 {
			y.add(mark{number, len([]rune(string(line[:tab]))) + 1}, nil, "a tab", "use spaces: YAML readers differ about tabs")
			return false
		}
		if len(line) > 0 && line[0] == '%' {
			y.add(mark{number, 1}, nil, "a YAML directive", "remove the line: the file is read as plain YAML")
			return false
		}
		if lead := len(line) - len(bytes.TrimLeft(line, " -?")); lead > maxYAMLIndent {
			y.add(mark{number, 1}, nil, fmt.Sprintf("indented deeper than the limit of %d", maxYAMLIndent), "no schema needs that")
			return false
		}
		if bytes.IndexByte(line, '#') >= 0 {
			if comments++; comments > maxYAMLComments {
				y.add(mark{number, 1}, nil, fmt.Sprintf("more than %d lines with comments", maxYAMLComments), "move them to another file")
				return false
			}
		}
	}
	return true
}

// parse returns the one document in the source. The parser has panicked on hostile files before; should it again, that
// is an error with the file's name like any other.
func (y *yamlReader) parse() (document *yaml.Node, ok bool) {
	defer func() {
		if fault := recover(); fault != nil {
			y.add(mark{1, 1}, nil, "the YAML cannot be read", "the parser gave up on it: write it more plainly, or as JSON")
			document, ok = nil, false
		}
	}()
	decoder := yaml.NewDecoder(bytes.NewReader(y.src))
	document = new(yaml.Node)
	if err := decoder.Decode(document); err != nil {
		if errors.Is(err, io.EOF) {
			y.add(mark{1, 1}, nil, "the file holds no document", "an empty file says nothing, so nothing could be checked")
			return nil, false
		}
		y.syntax(err)
		return nil, false
	}
	var second yaml.Node
	switch err := decoder.Decode(&second); {
	case errors.Is(err, io.EOF):
	case err != nil:
		y.syntax(err)
		return nil, false
	default:
		y.add(mark{second.Line, second.Column}, nil, "a second document", "a file holds one document")
		return nil, false
	}
	if document.Kind != yaml.DocumentNode || len(document.Content) != 1 {
		y.add(mark{1, 1}, nil, "the file holds no document", "an empty file says nothing, so nothing could be checked")
		return nil, false
	}
	return document, true
}

// syntax notes an error of the parser, which knows the line only.
func (y *yamlReader) syntax(err error) {
	message := strings.TrimPrefix(err.Error(), "yaml: ")
	at := mark{1, 1}
	if rest, found := strings.CutPrefix(message, "line "); found {
		if n, tail, found := strings.Cut(rest, ": "); found {
			if number, err := strconv.Atoi(n); err == nil && number > 0 {
				at.line, message = min(number, bytes.Count(y.src, []byte("\n"))+1), tail
			}
		}
	}
	message = strings.NewReplacer("<", "", ">", "").Replace(message) // the parser calls its tokens <document start> and so on
	y.add(at, nil, "this is not YAML: "+Clean(message), "check indentation, colons and quotes here and on the line before")
}

// node turns a parsed node into ours. The mark is that of the key it stands under.
func (y *yamlReader) node(n *yaml.Node, key *mark, depth int) *node {
	at := mark{n.Line, n.Column}
	out := &node{shape: refused, at: at}
	if y.nodes++; y.nodes > maxNodes {
		y.once(at, fmt.Sprintf("more values than the limit of %d", maxNodes), "split the file")
		return out
	}
	if !y.bare(n, at) {
		return out
	}
	if key != nil && n.Kind != yaml.ScalarNode {
		out.at = *key
	}
	switch {
	case n.Kind == yaml.ScalarNode:
		y.scalar(n, out)
	case depth == maxDepth:
		y.once(at, fmt.Sprintf("nested deeper than the limit of %d", maxDepth), "no schema needs that")
	case n.Kind == yaml.SequenceNode:
		out.shape = array
		for _, item := range n.Content {
			out.items = append(out.items, y.node(item, nil, depth+1))
		}
	case n.Kind == yaml.MappingNode:
		out.shape = object
		y.mapping(n, out, depth)
	}
	return out
}

// once notes an error that would otherwise repeat for every node that follows.
func (y *yamlReader) once(at mark, message, hint string) {
	for _, e := range y.list {
		if e.Message == message {
			return
		}
	}
	y.add(at, nil, message, hint)
}

// bare refuses aliases, anchors and tags. The parser forgets the tag "!", so the source is asked too.
func (y *yamlReader) bare(n *yaml.Node, at mark) bool {
	const plain = "readers differ about it: write the value out"
	offset := y.places.seek(at)
	switch {
	case n.Kind == yaml.AliasNode:
		y.add(at, nil, "an alias", plain)
	case n.Anchor != "":
		y.add(at, nil, "an anchor", plain)
	case n.Style&yaml.TaggedStyle != 0, offset < len(y.src) && y.src[offset] == '!':
		y.add(at, nil, "a tag", plain)
	default:
		return true
	}
	return false
}

func (y *yamlReader) mapping(n *yaml.Node, out *node, depth int) {
	var known keys
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, at := n.Content[i], mark{n.Content[i].Line, n.Content[i].Column}
		if !y.bare(key, at) {
			continue
		}
		switch {
		case key.Kind == yaml.ScalarNode && key.Style == 0 && key.Value == "<<":
			y.add(at, nil, "a merge key", "YAML 1.2 has none: write the keys out")
			continue
		case key.Kind != yaml.ScalarNode || key.Style == 0 && plainShape(key.Value) != text:
			y.add(at, nil, "a key that is not a string", "quote it")
			continue
		}
		value := y.node(n.Content[i+1], &at, depth+1)
		if known.taken(out.members, key.Value) {
			y.add(at, nil, "the key "+quote(key.Value)+" is given twice", "readers differ in which of the two they keep: remove one")
			continue
		}
		out.members = append(out.members, member{key: key.Value, at: at, value: value})
	}
}

func (y *yamlReader) scalar(n *yaml.Node, out *node) {
	if len(n.Value) > maxTextBytes {
		y.add(out.at, nil, fmt.Sprintf("a string longer than the limit of %d bytes", maxTextBytes), "shorten it")
		return
	}
	kind := text
	if n.Style == 0 {
		kind = plainShape(n.Value)
	}
	switch kind {
	case text, boolean:
		out.shape, out.text = kind, n.Value
	case null:
		out.shape = null
		if !canonicalNull[n.Value] {
			out.shape = refused
			y.add(out.at, nil, quote(n.Value)+" is null to some readers and text to others", "quote it, or leave the key out")
		}
	case number:
		canonical, fault := decimal(n.Value)
		if fault != "" {
			y.add(out.at, nil, fault, "write a plain decimal, as in 0.1 or 1000; quote it if it is text")
			return
		}
		out.shape, out.text = number, canonical
	default:
		y.add(out.at, nil, "readers differ about what "+quote(n.Value)+" is", "quote it if it is text; write true or false, or a plain decimal, if it is not")
	}
}

var canonicalNull = map[string]bool{"": true, "null": true}

// doubtful are plain scalars that one version or reader of YAML takes for a boolean or a null, and another for text.
var doubtful = map[string]shape{
	"true": boolean, "false": boolean, "": null, "null": null, "~": null,
	"True": refused, "TRUE": refused, "False": refused, "FALSE": refused, "Null": null, "NULL": null,
	"y": refused, "Y": refused, "n": refused, "N": refused, "yes": refused, "Yes": refused, "YES": refused,
	"no": refused, "No": refused, "NO": refused, "on": refused, "On": refused, "ON": refused,
	"off": refused, "Off": refused, "OFF": refused, "=": refused, "<<": refused,
}

var (
	jsonNumber = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)
	// likeNumber is what some reader takes for a number or a time: octal, hexadecimal and binary, underscores,
	// base 60, infinities, missing digits before or after the point, dates.
	likeNumber = regexp.MustCompile(`^[-+]?(` +
		`[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]*)?|\.[0-9][0-9_]*([eE][-+]?[0-9]*)?|` +
		`0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|` +
		`[0-9][0-9_]*(:[0-9]+)+(\.[0-9_]*)?|\.(inf|Inf|INF|nan|NaN|NAN))$` +
		`|^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?$`)
)

// plainShape says what an unquoted scalar is; refused where readers differ.
func plainShape(s string) shape {
	if shape, found := doubtful[s]; found {
		return shape
	}
	if s[0] != '+' && s[0] != '-' && s[0] != '.' && (s[0] < '0' || s[0] > '9') {
		return text
	}
	switch {
	case jsonNumber.MatchString(s):
		return number
	case likeNumber.MatchString(s):
		return refused
	}
	return text
}
