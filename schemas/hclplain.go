package schemas

import "bytes"

// plainHCL says whether a source is so simple that it need not be looked at word by word before it is parsed: names,
// plain decimals, quoted strings without escapes and templates, comments to the end of the line, and brackets in bounds.
// Nothing else makes the parser call itself. Nearly all manifests are like this; when in doubt the answer is false.
func plainHCL(src []byte) bool {
	nesting := 0
	for i := 0; i < len(src); {
		size := 1
		switch c := src[i]; {
		case c == '{' || c == '[':
			nesting++
		case c == '}' || c == ']':
			nesting--
		case c == '"':
			size = plainString(src[i:])
		case c == '#':
			size = len(src) - i
			if end := bytes.IndexByte(src[i:], '\n'); end >= 0 {
				size = end
			}
		case c >= '0' && c <= '9':
			size = plainDecimal(src[i:])
		case isWord(c):
			for i+size < len(src) && (isWord(src[i+size]) || src[i+size] >= '0' && src[i+size] <= '9') {
				size++
			}
		case c == ' ' || c == '\n' || c == '\r' || c == ',':
		case (c == '=' || c == ':') && (i+1 == len(src) || src[i+1] != c): // not == and ::
		default:
			return false
		}
		if size == 0 || nesting > maxHCLNesting {
			return false
		}
		i += size
	}
	return true
}

func isWord(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// plainString returns the length of the quoted string at the start of src; 0 when it is not plain.
func plainString(src []byte) int {
	end := bytes.IndexByte(src[1:], '"') + 1
	if end == 0 || bytes.ContainsAny(src[:end], "\\$%\n") {
		return 0
	}
	return end + 1
}

// plainDecimal returns the length of the number at the start of src; 0 when it is not a canonical size or form.
func plainDecimal(src []byte) int {
	end := 0
	for end < len(src) && (src[end] == '.' || src[end] >= '0' && src[end] <= '9') {
		end++
	}
	if end < len(src) && isWord(src[end]) {
		return 0
	}
	if _, fault := decimal(string(src[:min(end, maxNumberText+1)])); fault != "" {
		return 0
	}
	return end
}
