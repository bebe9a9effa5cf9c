// Package bundle writes a pack of commitments as one file, and reads such files that others made.
//
// A pack on its way from one party to another is an OPA bundle: a tar.gz of Rego files and a .manifest. Start with
// [Build], which gives the same bytes for the same pack, and with [Read], which refuses whatever a pack has no use for:
// data documents, compiled policies, links, names that two systems read differently. Nothing is ever unpacked to disk.
//
// Not checked here: who made a bundle (package attest does that, over its bytes and before they are read), and what the
// Rego in it says (package policy).
package bundle

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/mod/semver"

	"belay/checker/policy"
	"belay/schemas"
)

// Limits of a bundle. They hold before anything else looks at its files; what package policy limits, it limits again.
const (
	MaxBytes         = 4 << 20 // of the bundle as it is sent
	maxUnpackedBytes = 8 << 20
	maxRatio         = 100 // unpacked to packed; text of people packs to a fifth
	ratioFloor       = 64 << 10
	maxEntries       = 1000
	maxEntryBytes    = 64 << 10
	maxNameBytes     = 255
	maxDepth         = 8 // folders above a file
	maxRoots         = 1000
)

const (
	manifestName = ".manifest"
	regoVersion  = 1
)

// Bundle is a pack that was read.
type Bundle struct {
	Name, Version string   // the pack's own, both "" where its maker gave none
	Revision      string   // its maker's name for this state of it; Build writes the digest of the files
	Roots         []string // the packages that it may hold, as paths: belay/staged_deployment
	Files         policy.Files
}

// Layer returns the pack's files as a layer; shown stands before their names in messages.
func (b *Bundle) Layer(shown string) policy.Layer { return policy.Layer{Name: shown, FS: b.Files} }

// An Error says what about a bundle is refused, and what to do.
type Error struct{ At, Reason, Remedy string }

func (e *Error) Error() string {
	if e.At == "" {
		return "the bundle is refused: " + schemas.Clean(e.Reason)
	}
	return "the bundle is refused: " + schemas.Clean(e.At) + ": " + schemas.Clean(e.Reason)
}

// Hint says what to do.
func (e *Error) Hint() string { return e.Remedy }

func fault(at, hint, format string, args ...any) error {
	return &Error{At: at, Reason: fmt.Sprintf(format, args...), Remedy: hint}
}

const rebuild = "build it again with `belay policy build`, or with `opa build` from Rego files alone"

var nameForm = regexp.MustCompile(`^[a-z0-9]+([._-][a-z0-9]+)*$`)

// CheckName says what is wrong with the name of a pack, or nil.
func CheckName(name string) error {
	if len(name) > 100 || !nameForm.MatchString(name) {
		return fmt.Errorf("%q is no name of a pack: small letters and digits, with . _ or - between them, at most 100 of them", name)
	}
	return nil
}

// CheckVersion says what is wrong with the version of a pack, or nil. It is a semantic version in full, without the
// build part that leaves two versions equal.
func CheckVersion(version string) error {
	if v := "v" + version; len(version) > 100 || !semver.IsValid(v) || semver.Canonical(v) != v {
		return fmt.Errorf("%q is no version of a pack: it is written as 1.4.0 or 1.5.0-rc.1", version)
	}
	return nil
}

// Older tells whether version a comes before b; both have passed CheckVersion.
func Older(a, b string) bool { return semver.Compare("v"+a, "v"+b) < 0 }

// manifest is OPA's .manifest, as far as a pack has a use for it.
type manifest struct {
	Revision    string    `json:"revision"`
	Roots       []string  `json:"roots"`
	RegoVersion int       `json:"rego_version"`
	Metadata    *metadata `json:"metadata,omitempty"`
}

type metadata struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// readManifest is strict: what is not known may mean something to another reader.
func readManifest(text []byte) (*manifest, error) {
	value, err := schemas.Strict(text)
	if err != nil {
		return nil, fault(manifestName, rebuild, "not strict JSON: %v", err)
	}
	object, ok := value.(map[string]any)
	if !ok {
		return nil, fault(manifestName, rebuild, "not an object")
	}
	m := &manifest{Roots: []string{""}}
	for key, v := range object {
		good := true
		switch key {
		case "revision":
			m.Revision, good = v.(string)
		case "roots":
			m.Roots, good = readRoots(v)
		case "rego_version":
			n, isNumber := v.(json.Number)
			good = isNumber && n.String() == fmt.Sprint(regoVersion)
			m.RegoVersion = regoVersion
		case "metadata":
			m.Metadata, err = readMetadata(v)
			if err != nil {
				return nil, err
			}
		default:
			return nil, fault(manifestName, rebuild, "unknown field %q: a pack is Rego alone", key)
		}
		if !good {
			return nil, fault(manifestName, rebuild, "field %q is not of the form that a pack of Rego version %d has", key, regoVersion)
		}
	}
	if m.RegoVersion != regoVersion {
		return nil, fault(manifestName, rebuild, "it does not say rego_version %d", regoVersion)
	}
	return m, nil
}

func readRoots(v any) ([]string, bool) {
	items, ok := v.([]any)
	if !ok || len(items) == 0 || len(items) > maxRoots {
		return nil, false
	}
	roots := []string{}
	for _, item := range items {
		root, isText := item.(string)
		if !isText || len(root) > maxNameBytes {
			return nil, false
		}
		roots = append(roots, strings.Trim(root, "/"))
	}
	slices.Sort(roots)
	return roots, true
}

// readMetadata reads who the pack says it is. Other people's metadata may hold more; name and version are the pack's.
func readMetadata(v any) (*metadata, error) {
	object, ok := v.(map[string]any)
	if !ok {
		return nil, fault(manifestName, rebuild, "metadata is not an object")
	}
	name, named := object["name"]
	version, dated := object["version"]
	if !named && !dated {
		return nil, nil
	}
	m := &metadata{}
	m.Name, named = name.(string)
	m.Version, dated = version.(string)
	if !named || !dated {
		return nil, fault(manifestName, rebuild, "metadata needs name and version, both of them text")
	}
	if err := CheckName(m.Name); err != nil {
		return nil, fault(manifestName, rebuild, "metadata: %v", err)
	}
	if err := CheckVersion(m.Version); err != nil {
		return nil, fault(manifestName, rebuild, "metadata: %v", err)
	}
	return m, nil
}
