// Package policy loads a pack of commitments written in Rego and evaluates it.
//
// Start with [Load], which reads, checks and compiles a pack once, and with
// [Pack.Eval], which judges one input with it. [Describe] reads the METADATA
// only, for commands that explain and do not judge. [Lint] (findings*.go) says
// what loads and would judge otherwise than its author means; it, [Pack.Places]
// and [Pack.Fingerprint] follow values through compiled rules (flow.go).
// [Modules] and [CompileTests] hand out what the bench works on.
//
// A pack is a stranger's program. It is read under the limits in source.go, may
// call only the built-in functions in capabilities.json, may not say anything
// whose misspelling would go unnoticed (lint*.go), and is evaluated under the
// limits in eval.go. What is not checked here: whether a commitment is wise,
// and who wrote the pack.
package policy

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"belay/checker/policy/plan"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
)

// Commitment is what a commitment's METADATA says about it. The condition
// itself is only in the Rego file.
type Commitment struct {
	ID           string                `json:"id"` // two letters, a dash, two digits: SD-02
	Title        string                `json:"title"`
	Description  string                `json:"description"`
	Family       string                `json:"family"`        // the words of the package's middle part: "staged deployment"
	File         string                `json:"file"`          // path of the Rego file inside the pack
	Package      string                `json:"package"`       // its package: belay.staged_deployment.soak
	Severity     map[string]string     `json:"severity"`      // class key ("default", "kernel" or a kind) to critical, high, medium or low
	AppliesTo    []map[string]any      `json:"applies_to"`    // alternatives over the class; an empty alternative is everything
	Claim        string                `json:"claim"`         // manifest path at which the claim is made: rollout.stages
	Parameters   map[string]Parameter  `json:"parameters"`    // by name; never nil
	Proof        map[string][][]string `json:"proof"`         // phase (gate, audit), or kernel for both where the class is the kernel's, to an or of ands of predicate types, each with "#" and the test that must have passed where one must
	Concerns     []string              `json:"concerns"`      // what the proof must cover: artifact kinds, "rollback-target" or "source"; empty: all artifacts
	Crosswalk    map[string][]string   `json:"crosswalk"`     // other frameworks to their items
	Sources      []Source              `json:"sources"`       // where the promise comes from
	MinimumGrade string                `json:"minimum_grade"` // the least grade that any profile may ask for, or ""
	Waivable     bool                  `json:"waivable"`      // false: no waiver covers it
	EffectiveOn  string                `json:"effective_on"`  // date as YYYY-MM-DD, or "" when it is in force
	Fix          string                `json:"fix"`           // one sentence that says what to do
}

// Parameter is a named threshold of a commitment. Values and Strict are by class
// key: "default", and for some parameters "kernel" or a kind. A value is a
// string, bool, json.Number or []any of strings, as rules see it: a length of
// time is a json.Number of seconds, which schemas.Duration writes for people.
type Parameter struct {
	Values map[string]any `json:"values"` // always has "default"
	Strict map[string]any `json:"strict"` // the proposed harder values; nil when METADATA names none
	Unit   string         `json:"unit"`   // one of Units
	Why    string         `json:"why"`
}

// Source is a document that a commitment rests on.
type Source struct {
	Ref      string `json:"ref"` // URL
	Title    string `json:"title"`
	Firmness string `json:"firmness"` // law, programme, promise, guidance, practice or ours
}

// Pack is a compiled set of commitments. It does not change after Load and may
// be used by many goroutines at once.
type Pack struct {
	Commitments []Commitment // sorted by id; not to be written to
	Parts       []Part       // the layers it was loaded from, in order

	evaluate func(context.Context, map[string]any) (map[string]Result, error) // nil: here, by the fields below
	program  *plan.Program                                                    // compiled beforehand; nil: by the fields below
	compiler *ast.Compiler
	query    ast.Body
	store    storage.Store     // empty: rules see their input and nothing else
	byFile   map[string]string // file to commitment id, to name the culprit of an evaluation error
}

// Part is a layer that a pack was loaded from.
type Part struct {
	Name   string `json:"name"`             // the layer's; "built-in" for the pack that is part of the program
	Digest string `json:"digest"`           // "sha256:<hex>" of the bundle it came as, else over the names and bytes of all its files that are evaluated
	Pack   string `json:"pack,omitempty"`   // name and version by which its maker calls it
	Signer string `json:"signer,omitempty"` // who signed it, by the name that the trust file gives
}

// Elsewhere is a pack that was loaded by another process, and is evaluated there by evaluate.
func Elsewhere(cs []Commitment, parts []Part, evaluate func(context.Context, map[string]any) (map[string]Result, error)) *Pack {
	return &Pack{Commitments: cs, Parts: parts, evaluate: evaluate}
}

// Result is what one commitment's rules say about one input.
type Result struct {
	Claim   any      `json:"claim"`             // nil: no claim. Otherwise bool, string, json.Number, []any or map[string]any
	Denials []Denial `json:"denials"`           // sorted by place, then by evidence
	Omitted int      `json:"omitted,omitempty"` // denials beyond the limit, which are counted and not listed
	Proof   []string `json:"proof"`             // ids of the evidence that proves the claim, sorted
}

// Denial is one place at which the manifest breaks the commitment.
type Denial struct {
	At []any  `json:"at"`           // path in the manifest: string keys and int indexes
	By string `json:"by,omitempty"` // id of the evidence that contradicts the claim, or ""
}

// IsClaim reports whether v, the value of a claim rule, claims anything: nil,
// false, "", an empty list and an empty object do not.
func IsClaim(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case string:
		return v != ""
	case []any:
		return len(v) > 0
	case map[string]any:
		return len(v) > 0
	}
	return true
}

func sortCommitments(cs []Commitment) {
	slices.SortFunc(cs, func(a, b Commitment) int { return strings.Compare(a.ID, b.ID) })
}

// ProofFor returns the alternatives of proof for a phase and a class, each a list of what is needed together.
func (c Commitment) ProofFor(phase string, kernel bool) [][]string {
	if p, ok := c.Proof["kernel"]; ok && kernel {
		return p
	}
	return c.Proof[phase]
}

// ProofIn returns the alternatives of proof for the phase and the class of an input.
func (c Commitment) ProofIn(input map[string]any) [][]string {
	phase, _ := input["phase"].(string)
	class, _ := input["class"].(map[string]any)
	return c.ProofFor(cmp.Or(phase, Phases[0]), class["kernel"] == true)
}

// Proven returns, by their numbers, the alternatives of ProofIn that are complete where the rules call the evidence with
// the ids in proof proof. Grades are the checker's business, and so is whether a test that is named has passed: the rules
// say that.
func (c Commitment) Proven(proof []string, input map[string]any) (complete []int) {
	there := map[string]bool{}
	evidence, _ := input["evidence"].([]any)
	for _, v := range evidence {
		e, _ := v.(map[string]any)
		id, _ := e["id"].(string)
		if typ, ok := e["type"].(string); ok && slices.Contains(proof, id) {
			there[typ] = true
		}
	}
	for n, together := range c.ProofIn(input) {
		lacking := func(t string) bool {
			typ, _, _ := strings.Cut(t, "#")
			return !there[typ]
		}
		if len(together) > 0 && !slices.ContainsFunc(together, lacking) {
			complete = append(complete, n)
		}
	}
	return complete
}
