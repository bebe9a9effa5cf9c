package schemas

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// Limits for what expressions may make and read.
const (
	maxResultBytes = maxTextBytes // of any text that a function returns
	maxListLength  = 10_000       // of any list that a function returns
	maxHashedBytes = 64 << 30     // of a file that filesha256 reads
)

// functions are what expressions may call. Those that can return more than they were given look at the size first:
// calls inside each other would otherwise multiply it.
func functions(files fs.FS) map[string]function.Function {
	return map[string]function.Function{
		"upper":     stdlib.UpperFunc,
		"lower":     stdlib.LowerFunc,
		"trimspace": stdlib.TrimSpaceFunc,
		"tostring":  stdlib.MakeToFunc(cty.String),
		"join":      guarded(stdlib.JoinFunc, maxResultBytes, joinSize),
		"replace":   guarded(stdlib.ReplaceFunc, maxResultBytes, replaceSize),
		"format":    guarded(stdlib.FormatFunc, maxResultBytes, formatSize),
		"concat":    guarded(stdlib.ConcatFunc, maxListLength, concatSize),
		"filesha256": function.New(&function.Spec{
			Params: []function.Parameter{{Name: "path", Type: cty.String}},
			Type:   function.StaticReturnType(cty.String),
			Impl: func(values []cty.Value, _ cty.Type) (cty.Value, error) {
				sum, err := fileSHA256(files, values[0].AsString())
				return cty.StringVal(sum), err
			},
		}),
	}
}

// guarded is f for arguments whose result is no larger than the limit; size returns a bound for it.
func guarded(f function.Function, limit int, size func([]cty.Value) int) function.Function {
	check := func(values []cty.Value) error {
		for _, v := range values {
			if !v.IsWhollyKnown() {
				return errors.New("the argument has no value")
			}
		}
		if size(values) > limit {
			return fmt.Errorf("the result could be larger than the limit of %d", limit)
		}
		return nil
	}
	return function.New(&function.Spec{
		Params:   f.Params(),
		VarParam: f.VarParam(),
		Type: func(values []cty.Value) (cty.Type, error) {
			if err := check(values); err != nil {
				return cty.DynamicPseudoType, err
			}
			return f.ReturnTypeForValues(values)
		},
		Impl: func(values []cty.Value, _ cty.Type) (cty.Value, error) { return f.Call(values) },
	})
}

func joinSize(values []cty.Value) int {
	separators, size := 0, 0
	for _, list := range values[1:] {
		separators += elements(list)
		size += textSize(list)
	}
	return size + separators*textSize(values[0])
}

func replaceSize(values []cty.Value) int {
	if values[0].IsNull() || values[1].IsNull() {
		return 0 // the function itself refuses them
	}
	return textSize(values[0]) + strings.Count(values[0].AsString(), values[1].AsString())*textSize(values[2])
}

// wide is a width or precision of three digits, which no text needs.
var wide = regexp.MustCompile(`[0-9]{3}`)

func formatSize(values []cty.Value) int {
	if values[0].IsNull() {
		return 0
	}
	pattern, arguments := values[0].AsString(), 0
	for _, v := range values[1:] {
		arguments += textSize(v)
	}
	verbs := strings.Count(pattern, "%")
	if verbs > 0 && wide.MatchString(pattern) {
		return maxResultBytes + 1
	}
	const width = 2 * 99 // the widest width and precision
	return len(pattern) + verbs*(arguments+width)
}

func concatSize(values []cty.Value) int {
	size := 0
	for _, v := range values {
		size += elements(v)
	}
	return size
}

func elements(v cty.Value) int {
	if v.IsNull() || !v.CanIterateElements() {
		return 0
	}
	return v.LengthInt()
}

// textSize is a bound for the length of a value written as text.
func textSize(v cty.Value) int {
	const number = 128 // binary digits of the longest number
	switch {
	case v.IsNull():
		return number
	case v.Type() == cty.String:
		return 6*len(v.AsString()) + 2 // as JSON, every byte may become an escape
	case !v.CanIterateElements():
		return number
	}
	size := 2
	for it := v.ElementIterator(); it.Next(); {
		key, item := it.Element()
		size += textSize(key) + textSize(item) + 2
	}
	return size
}

// fileSHA256 hashes a file below the folder that files is, without holding it in memory.
func fileSHA256(files fs.FS, name string) (string, error) {
	switch {
	case files == nil:
		return "", errors.New("there is no folder to read files from")
	case !isPath(name) || textFault(name) != "":
		return "", fmt.Errorf("%s is not %s: %s", quote(name), formats["path"].name, formats["path"].hint)
	}
	info, err := fs.Stat(files, name)
	switch {
	case err != nil:
		return "", fmt.Errorf("%s cannot be read: %s", quote(name), Clean(reason(err)))
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("%s is not a regular file", quote(name))
	}
	file, err := files.Open(name)
	if err != nil {
		return "", fmt.Errorf("%s cannot be read: %s", quote(name), Clean(reason(err)))
	}
	defer file.Close()
	hash := sha256.New()
	switch n, err := io.Copy(hash, io.LimitReader(file, maxHashedBytes+1)); {
	case err != nil:
		return "", fmt.Errorf("%s cannot be read: %s", quote(name), Clean(reason(err)))
	case n > maxHashedBytes:
		return "", fmt.Errorf("%s is larger than the limit of %d bytes", quote(name), int64(maxHashedBytes))
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}
