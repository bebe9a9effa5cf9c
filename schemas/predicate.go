package schemas

import (
	"fmt"
	"strings"
)

// base is where the types of Belay's own predicates live.
const base = "urn:belay:"

// foreign are the types of other people's predicates that have a schema here: its name, and what people call the type.
var foreign = map[string]struct{ schema, name string }{
	"https://slsa.dev/provenance/v1":                  {"slsa-provenance", "SLSA provenance/v1"},
	"https://in-toto.io/attestation/release/v0.1":     {"release", "in-toto release/v0.1"},
	"https://in-toto.io/attestation/test-result/v0.1": {"test-result", "in-toto test-result/v0.1"},
	"https://in-toto.io/attestation/vulns/v0.2":       {"vulns", "in-toto vulns/v0.2"},
	"https://slsa.dev/verification_summary/v1":        {"verification-summary", "SLSA verification_summary/v1"},
	"https://openvex.dev/ns/v0.2.0":                   {"openvex", "OpenVEX v0.2.0"},
	"https://cyclonedx.org/bom":                       {"cyclonedx", "CycloneDX bom"},
	"https://spdx.dev/Document":                       {"spdx", "SPDX document"},
	"https://spdx.dev/Document/v2.3":                  {"spdx", "SPDX document v2.3"}, // what GitHub's action for bills of materials writes
}

// PredicateName returns a predicate type as a report shows it. Only types that are known here are shortened, so that no
// other can pose as one of them.
func PredicateName(typ string) string {
	if known, ok := foreign[typ]; ok {
		return known.name
	}
	return Short(typ)
}

// Short returns a predicate type as people and rules write it: rollout-plan/v1 for urn:belay:rollout-plan/v1. Any other
// type is its own short form.
func Short(typ string) string {
	if name, own := strings.CutPrefix(typ, base); own && ownType(name) {
		return name
	}
	return typ
}

// Long returns a predicate type as attestations hold it; the opposite of Short.
func Long(typ string) string {
	if ownType(typ) {
		return base + typ
	}
	return typ
}

// ownType says whether a type has the form of Belay's own: a name and a version, as in rollout-plan/v1.
func ownType(typ string) bool {
	name, version, found := strings.Cut(typ, "/v")
	if !found || !allDigits(version) || name == "" {
		return false
	}
	for _, r := range name {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' {
			return false
		}
	}
	return true
}

// schemaOf names the schema of a predicate type, or "".
func schemaOf(typ string) string {
	short := Short(typ)
	name := foreign[short].schema
	if own, first := strings.CutSuffix(short, "/v1"); first && ownType(short) {
		name = own
	}
	if name = "predicates/" + name; shelf[name] == nil {
		return ""
	}
	return name
}

// Predicate reads the predicate of an attestation, as JSON, against the schema of its type (short or long), and returns
// it as rules read it; see Document.Facts. A type without a schema here is only read strictly. What is wrong comes back
// as Errors, with positions in the predicate.
func Predicate(typ string, predicate []byte) (map[string]any, error) {
	p := &problems{file: Short(typ), src: predicate}
	root := readJSON(p, signed)
	if err := p.errors(); err != nil {
		return nil, err
	}
	rules := &schema{open: true, most: -1}
	if name := schemaOf(typ); name != "" {
		var err error
		if rules, err = shelf[name](); err != nil {
			return nil, fmt.Errorf("reading the schema of %s: %w", quote(Short(typ)), err)
		}
	}
	value := (&checker{problems: p}).value(root, rules)
	if _, ok := value.(map[string]any); !ok {
		p.add(root.at, nil, "expected an object, found "+root.shape.String(), "")
	}
	if err := p.errors(); err != nil {
		return nil, err
	}
	return toFacts(value, rules).(map[string]any), nil
}

// Strict reads one JSON value as a machine signed it: valid UTF-8, no duplicate keys, nothing behind it, within limits
// of size and depth. Numbers are json.Number in canonical decimal, objects map[string]any, null is nil. What is wrong
// comes back as Errors without a file name.
func Strict(src []byte) (any, error) {
	p := &problems{src: src}
	root := readJSON(p, signed)
	if err := p.errors(); err != nil {
		return nil, err
	}
	return root.plain(), nil
}

// PredicateSchema returns the JSON Schema of the predicates of a type, short or long, that is Known.
func PredicateSchema(typ string) ([]byte, error) { return Schema(schemaOf(typ)) }

// Known tells whether a predicate type, short or long, has a schema here.
func Known(typ string) bool { return schemaOf(typ) != "" }

// Types lists Belay's own predicate types, short, in order.
func Types() []string {
	others := map[string]bool{}
	for _, one := range foreign {
		others[one.schema] = true
	}
	types := []string{}
	for _, name := range predicateNames() {
		if !others[name] {
			types = append(types, name+"/v1")
		}
	}
	return types
}
