// Package policies holds the built-in pack: the resilience commitments, the
// profiles that choose among them, and nothing that runs.
//
// Start with staged_deployment/small_first_stage.rego. Its METADATA says in one
// sentence what is asked, with the number as a parameter, why that number, who
// says so and how firmly, what proves it before and after a rollout, and what to
// do about a failure. Below it stand three rules:
//
//   - claim is what the manifest says; undefined, it says nothing, and that fails.
//   - deny holds the places where the promise is not kept, and the evidence that
//     contradicts it.
//   - proof holds the ids of the evidence that says at least what the claim says.
//
// Its tests are beside it, and the complete input they start from is
// lib/fixture_test.rego. Each directory is a family; lib holds what several
// commitments ask of the same input. The profiles in profiles/ say which grade of
// proof each severity needs; summit is the default, starter the way in, strict
// what the proposed harder numbers would mean. content-vendor, kernel-driver and
// cloud-service hold what matters most to one kind of product. docs/ is what
// `belay policy docs` writes of all that; start there to read and not to change.
//
// The numbers come from public practice where there is any. Where a `why` says
// that a number is our proposal, nobody else has asked for it. None of these
// commitments is the text of anybody's official programme.
package policies

import (
	"embed"
	"io/fs"
)

// FS holds the pack: the commitments as FAMILY/NAME.rego with their tests,
// profiles/<name>.hcl, and tests.yaml, which says of each test that commitments
// read in test results what must have been done before its name may stand there.
//
//go:embed */*.rego profiles/*.hcl tests.yaml
var FS embed.FS

// Compiled is the compiled form of the pack, made from FS by `go test ./policies -update` and held to it by a test.
//
//go:embed compiled.bin
var Compiled []byte

//go:embed lib/*.rego
var lib embed.FS

// Lib returns the part of the pack that others' commitments build on: lib/*.rego, with the fixture and the tests of it.
func Lib() fs.FS { return lib }
