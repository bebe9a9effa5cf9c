package schemas

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf16"
)

// MaxBytes is the size limit of a file that people write.
const MaxBytes = maxFileBytes

// Digest returns "sha256:<hex>" of b.
func Digest(b []byte) string {
	sum := sha256.Sum256(b)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// Duration writes a length of time in seconds in the shortest exact form that Seconds reads: 86400 is 1d.
func Duration(seconds int64) string {
	for _, u := range []struct {
		name string
		size int64
	}{{"d", 86400}, {"h", 3600}, {"m", 60}} {
		if seconds != 0 && seconds%u.size == 0 {
			return fmt.Sprint(seconds/u.size) + u.name
		}
	}
	return fmt.Sprint(seconds) + "s"
}

// DidYouMean is a hint for a word that is not one of those that are known: the nearest one, or else all of them when they are few.
func DidYouMean(word string, known []string) string { return candidates(word, known) }

// HasPath tells whether documents of a kind can have the path, whose steps are written as in rollout, stages[], soak.
func HasPath(kind Kind, steps []string) bool {
	s, err := kind.rules()
	if err != nil {
		return false
	}
	for _, step := range steps {
		key, each := strings.CutSuffix(step, "[]")
		if s = s.properties[key]; s == nil {
			return false
		}
		if each {
			if s = s.items; s == nil {
				return false
			}
		}
	}
	return true
}

// EscapeJSON rewrites a JSON document so that no character in it is hidden: bidirectional controls and characters that
// cannot be seen become \u escapes, which mean the same to every reader of JSON.
func EscapeJSON(doc string) string {
	var out strings.Builder
	for _, r := range doc {
		switch {
		case r == '\n' || !hidden(r):
			out.WriteRune(r)
		case r > 0xffff:
			hi, lo := utf16.EncodeRune(r)
			fmt.Fprintf(&out, `\u%04x\u%04x`, hi, lo)
		default:
			fmt.Fprintf(&out, `\u%04x`, r)
		}
	}
	return out.String()
}
