package attest

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"belay/schemas"
)

// Limits of a statement.
const (
	maxSubjects = 1024
	maxDigests  = 32 // of one subject
)

// digestSizes are the lengths in bytes of what a subject is known by. A git repository names its commits by SHA-1 or SHA-256.
var digestSizes = map[string][]int{"sha256": {32}, "sha384": {48}, "sha512": {64}, "gitCommit": {20, 32}}

// Subject is one thing that a statement is about. Digest maps sha256, sha384 and sha512 to lower-case hex, and gitCommit
// to that of a commit: it names a source revision and never a file, which nobody may know by a SHA-1. Other algorithms
// are left out, for nothing may be bound by them. The name is the signer's, and binds nothing.
type Subject struct {
	Name   string
	Digest map[string]string
}

// statement is what an envelope holds, in the right form.
type statement struct {
	predicateType string
	predicate     json.RawMessage
	subjects      []Subject
}

// readStatement reads an in-toto statement from the very bytes that are signed.
func readStatement(payload []byte) (*statement, error) {
	const at = "statement"
	value, err := schemas.Strict(payload)
	if err != nil {
		return nil, &MalformedError{At: at, Reason: "not strict JSON", Err: err}
	}
	object, ok := value.(map[string]any)
	if !ok {
		return nil, &MalformedError{At: at, Reason: "not an object"}
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		switch name {
		case "_type", "subject", "predicateType", "predicate":
		default:
			return nil, &MalformedError{At: at, Reason: fmt.Sprintf("unknown field %q", schemas.Clean(name))}
		}
	}
	switch object["_type"] {
	case "https://in-toto.io/Statement/v1", "https://in-toto.io/Statement/v0.1":
	default:
		return nil, &MalformedError{At: at + "._type", Reason: "not an in-toto statement of version 0.1 or 1"}
	}
	s := new(statement)
	s.predicateType, _ = object["predicateType"].(string)
	// A short name stands for Belay's own type in files that people write; signed, it would be a second spelling of it.
	if s.predicateType == "" || len(s.predicateType) > maxNameBytes || schemas.Long(schemas.Short(s.predicateType)) != s.predicateType {
		return nil, &MalformedError{At: at + ".predicateType", Reason: "not a full predicate type"}
	}
	if _, ok := object["predicate"].(map[string]any); !ok {
		return nil, &MalformedError{At: at + ".predicate", Reason: "not an object"}
	}
	if s.subjects, err = readSubjects(object["subject"]); err != nil {
		return nil, err
	}
	// The keys are exact and single by now, so this finds the bytes that were just checked.
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(payload, &raw); err != nil {
		return nil, &MalformedError{At: at, Reason: "not JSON", Err: err}
	}
	s.predicate = raw["predicate"]
	return s, nil
}

// readSubjects keeps the subjects that have a usable digest. One without (a git tag beside the files of a release) is
// left out; at least one must remain. A digest of a good algorithm in a bad form spoils the whole statement.
func readSubjects(v any) ([]Subject, error) {
	const at = "statement.subject"
	items, ok := v.([]any)
	if !ok || len(items) == 0 || len(items) > maxSubjects {
		return nil, &MalformedError{At: at, Reason: fmt.Sprintf("not a list of 1 to %d subjects", maxSubjects)}
	}
	var subjects []Subject
	for i, item := range items {
		at := fmt.Sprintf("%s[%d]", at, i)
		object, ok := item.(map[string]any)
		if !ok {
			return nil, &MalformedError{At: at, Reason: "not an object"}
		}
		for _, name := range slices.Sorted(maps.Keys(object)) {
			switch name {
			case "name", "uri", "digest", "content", "downloadLocation", "mediaType", "annotations":
			default:
				return nil, &MalformedError{At: at, Reason: fmt.Sprintf("unknown field %q", schemas.Clean(name))}
			}
		}
		name, ok := object["name"].(string)
		if _, given := object["name"]; given && !ok {
			return nil, &MalformedError{At: at + ".name", Reason: "not a string"}
		}
		digests, err := readDigests(at+".digest", object["digest"])
		if err != nil {
			return nil, err
		}
		if len(digests) > 0 {
			subjects = append(subjects, Subject{Name: name, Digest: digests})
		}
	}
	if len(subjects) == 0 {
		return nil, &MalformedError{At: at, Reason: "no subject has a sha256, sha384, sha512 or gitCommit digest"}
	}
	return subjects, nil
}

// spell writes lengths for people: 20 or 32.
func spell(sizes []int) string {
	return strings.ReplaceAll(strings.Trim(fmt.Sprint(sizes), "[]"), " ", " or ")
}

func readDigests(at string, v any) (map[string]string, error) {
	object, ok := v.(map[string]any)
	if !ok || len(object) > maxDigests {
		return nil, &MalformedError{At: at, Reason: fmt.Sprintf("not an object of at most %d digests", maxDigests)}
	}
	digests := map[string]string{}
	for _, algorithm := range slices.Sorted(maps.Keys(object)) {
		text, ok := object[algorithm].(string)
		if !ok {
			return nil, &MalformedError{At: at, Reason: fmt.Sprintf("%q is not a string", schemas.Clean(algorithm))}
		}
		sizes := digestSizes[algorithm]
		if sizes == nil {
			continue
		}
		b, err := hex.DecodeString(text)
		if err != nil || !slices.Contains(sizes, len(b)) || hex.EncodeToString(b) != text {
			return nil, &MalformedError{At: at + "." + algorithm, Reason: fmt.Sprintf("not %s bytes of lower-case hex", spell(sizes))}
		}
		digests[algorithm] = text
	}
	return digests, nil
}
