package schemas

import "unicode/utf8"

// shape is what a node is, before any schema has looked at it.
type shape uint8

const (
	null shape = iota
	boolean
	number
	text
	array
	object
	refused // its front end has said why; nobody looks at it again
)

func (s shape) String() string {
	return [...]string{"null", "a boolean", "a number", "a string", "a list", "an object", "nothing"}[s]
}

// A mark is a place in the source: line and column from 1, the column in characters. The zero mark is the file as such.
type mark struct{ line, column int }

// A node is one value of a document as its front end found it.
type node struct {
	shape   shape
	at      mark     // of a list or an object its name, where it has one; otherwise the value itself
	text    string   // of a string its value, of a number its canonical decimal, of a boolean true or false
	items   []*node  // of a list
	members []member // of an object, in the order of the source
}

// A member is a key of an object with its value.
type member struct {
	key    string
	at     mark // of the key
	value  *node
	block  bool    // written as an HCL block
	labels []label // of an HCL block
}

type label struct {
	text string
	at   mark
}

// child returns the node one step down: a string key or an int index. It is nil where there is none.
func (n *node) child(step any) *node {
	switch step := step.(type) {
	case string:
		for i := range n.members {
			if n.members[i].key == step {
				return n.members[i].value
			}
		}
	case int:
		if step >= 0 && step < len(n.items) {
			return n.items[step]
		}
	}
	return nil
}

// bounds are what a reader takes before it gives up on a file.
type bounds struct{ bytes, depth, nodes, text int }

// MaxBytes is the size limit of a file that people write.
const MaxBytes = 1 << 20

// The other limits for files that people write. They are far above any honest file, and keep a hostile one from using
// more than a few times its size in memory or more than a moment of time.
const (
	maxDepth      = 32     // of objects and lists inside each other
	maxNodes      = 50_000 // values in a file
	maxTextBytes  = 64 << 10
	maxLineBytes  = 64<<10 + 1024
	maxPieces     = 150_000 // words and signs, counted before a parser sees them
	maxKeyChars   = 256
	maxNumberText = 32
)

// Limits for what machines sign: predicates and bundles hold whole bills of materials.
const (
	maxSignedBytes = 16 << 20
	maxSignedDepth = 64
	maxSignedNodes = 400_000
)

var (
	written = bounds{bytes: MaxBytes, depth: maxDepth, nodes: maxNodes, text: maxTextBytes}
	signed  = bounds{bytes: maxSignedBytes, depth: maxSignedDepth, nodes: maxSignedNodes, text: maxSignedBytes}
)

// keys finds duplicate keys of one object. A map is only made for objects that are large enough to need it, so that a
// file with many keys costs neither quadratic time nor a map for every small object.
type keys struct{ seen map[string]bool }

// taken says whether key is in members already, and remembers it for the next call.
func (k *keys) taken(members []member, key string) bool {
	const few = 12
	if len(members) < few {
		for i := range members {
			if members[i].key == key {
				return true
			}
		}
		return false
	}
	if k.seen == nil {
		k.seen = make(map[string]bool, 2*few)
		for i := range members {
			k.seen[members[i].key] = true
		}
	}
	if k.seen[key] {
		return true
	}
	k.seen[key] = true
	return false
}

// A locator turns byte offsets into marks. It is fast when asked in the order of the source.
type locator struct {
	src    []byte
	offset int
	at     mark
}

func newLocator(src []byte) *locator { return &locator{src: src, at: mark{1, 1}} }

// mark returns the place of a byte offset.
func (l *locator) mark(offset int) mark {
	if offset < l.offset {
		l.offset, l.at = 0, mark{1, 1}
	}
	l.forward(func() bool { return l.offset < offset })
	return l.at
}

// seek returns the byte offset of a place.
func (l *locator) seek(to mark) int {
	if to.line < l.at.line || to.line == l.at.line && to.column < l.at.column {
		l.offset, l.at = 0, mark{1, 1}
	}
	l.forward(func() bool { return l.at.line < to.line || l.at.line == to.line && l.at.column < to.column })
	return l.offset
}

func (l *locator) forward(more func() bool) {
	for l.offset < len(l.src) && more() {
		if l.src[l.offset] == '\n' {
			l.at = mark{l.at.line + 1, 0}
		}
		_, size := utf8.DecodeRune(l.src[l.offset:])
		l.offset += size
		l.at.column++
	}
}
