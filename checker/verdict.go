package checker

import (
	"time"

	"belay/schemas"
)

// Phase is the moment of judgement. The judge chooses it, never the manifest.
type Phase string

// The two phases: before a rollout, and after it.
const (
	Gate  Phase = "gate"
	Audit Phase = "audit"
)

// Grade says how well a claim is backed. The zero value is no grade at all.
type Grade string

// The grades, from the weakest to the strongest.
const (
	Claimed     Grade = "claimed"     // the manifest says so
	Signed      Grade = "signed"      // a person or key of the vendor signed it
	Attested    Grade = "attested"    // a system of the vendor attests it
	Independent Grade = "independent" // the platform's owner or an independent party attests it
)

// rank orders grades; an unknown one ranks below all.
func (g Grade) rank() int {
	switch g {
	case Claimed:
		return 1
	case Signed:
		return 2
	case Attested:
		return 3
	case Independent:
		return 4
	}
	return 0
}

// Reaches tells whether g is at least want. An unknown grade reaches nothing.
func (g Grade) Reaches(want Grade) bool {
	return g.rank() > 0 && want.rank() > 0 && g.rank() >= want.rank()
}

// Severity is how much a broken commitment weighs.
type Severity string

// The severities, from the heaviest to the lightest.
const (
	Critical Severity = "critical"
	High     Severity = "high"
	Medium   Severity = "medium"
	Low      Severity = "low"
)

// Severities lists all severities, the heaviest first.
var Severities = []Severity{Critical, High, Medium, Low}

// rank orders severities; an unknown one counts as the heaviest, so that it is never let through.
func (s Severity) rank() int {
	switch s {
	case Low:
		return 1
	case Medium:
		return 2
	case High:
		return 3
	}
	return 4
}

// The outcomes of one commitment for one release.
const (
	Pass          = "pass"
	Fail          = "fail"
	Unproven      = "unproven"
	Waived        = "waived"
	Upcoming      = "upcoming"
	NotApplicable = "not_applicable"
)

// Verdict is the answer for one release. It is plain data: the same case gives the same verdict, byte for byte.
type Verdict struct {
	Schema    string      `json:"schema"`
	Tool      string      `json:"tool"`
	Result    string      `json:"result"` // pass or fail
	Release   Release     `json:"release"`
	Class     Class       `json:"class"`
	Phase     Phase       `json:"phase"`
	At        time.Time   `json:"at"` // the time the release was judged at
	Profile   string      `json:"profile"`
	FailOn    Severity    `json:"fail_on"`
	Counts    Counts      `json:"counts"`
	Outcomes  []Outcome   `json:"outcomes"`  // by commitment
	Findings  []Finding   `json:"findings"`  // what fails the release outside any commitment
	Artifacts []Artifact  `json:"artifacts"` // in the manifest's order
	Evidence  []Evidence  `json:"evidence"`  // what was verified, whether it is of this release or not
	Rejected  []Rejected  `json:"rejected"`  // what could not be verified and counts for nothing
	Exposure  Exposure    `json:"exposure"`
	Waivers   []WaiverUse `json:"waivers"`
	Inputs    []Input     `json:"inputs"` // every file the verdict rests on
}

// Passed tells whether the release passes.
func (v *Verdict) Passed() bool { return v.Result == Pass }

// Release names a release as its manifest does.
type Release struct {
	Vendor     string `json:"vendor"`
	Product    string `json:"product"`
	Version    string `json:"version"`
	Kind       string `json:"kind"`
	ConsumedBy string `json:"consumed_by"`
	Created    string `json:"created"` // RFC 3339, as the manifest has it
}

// Class is what a release is for the rules.
type Class struct {
	Kind   string `json:"kind"`
	Kernel bool   `json:"kernel"` // it runs in the kernel, or is parsed there
	Boot   bool   `json:"boot"`   // it is loaded while the machine boots, or nobody says when
	Pinned bool   `json:"pinned"` // kind and kernel are facts of the trust file, not the vendor's word
	// BootPinned tells whether the trust file says when it is loaded, too.
	BootPinned bool `json:"boot_pinned"`
	// BootSaid tells whether the manifest says when it is loaded. It is for the report: the rules see Boot alone.
	BootSaid bool `json:"-"`
}

// Counts tells how many commitments had each outcome.
type Counts struct {
	Pass          int `json:"pass"`
	Fail          int `json:"fail"`
	Unproven      int `json:"unproven"`
	Waived        int `json:"waived"`
	Upcoming      int `json:"upcoming"`
	NotApplicable int `json:"not_applicable"`
}

// Outcome is the outcome of one commitment.
type Outcome struct {
	Commitment string    `json:"commitment"`
	Title      string    `json:"title"`
	Family     string    `json:"family"`
	Severity   Severity  `json:"severity"`
	Outcome    string    `json:"outcome"`
	Would      string    `json:"would,omitempty"` // what a waived or upcoming one would have been
	Fails      bool      `json:"fails"`           // it fails the release
	Claim      any       `json:"claim"`           // what the manifest says; null when it says nothing
	Grade      Grade     `json:"grade,omitempty"` // the grade reached; absent without a claim
	Required   Grade     `json:"required"`        // the grade asked for
	By         []string  `json:"by"`              // ids of the evidence that proves the claim
	Reason     string    `json:"reason,omitempty"`
	Findings   []Finding `json:"findings"`
	Waiver     string    `json:"waiver,omitempty"`       // id of the waiver that covers it
	Effective  string    `json:"effective_on,omitempty"` // the day an upcoming commitment starts to count
	DaysLeft   int       `json:"days_left,omitempty"`    // whole days until then
}

// Finding is one reason for an outcome.
type Finding struct {
	Path     string           `json:"path"` // in the manifest, as rollout.stages[0].soak
	Position schemas.Position `json:"position"`
	Message  string           `json:"message"`
	Found    string           `json:"found"`  // the manifest's value at path where it is a plain one, or what the evidence says
	Wanted   string           `json:"wanted"` // the parameters, or the evidence that would do
	Fix      string           `json:"fix"`
	Evidence string           `json:"evidence,omitempty"` // id of the evidence that contradicts the claim
	Snippet  string           `json:"snippet"`            // the manifest's line
}

// Artifact is one file of the release and what was seen of it.
type Artifact struct {
	Name   string            `json:"name"`
	Kind   string            `json:"kind"`
	Path   string            `json:"path,omitempty"`
	Digest map[string]string `json:"digest"`           // as the manifest claims it
	File   string            `json:"file"`             // absent, matches or differs
	Actual map[string]string `json:"actual,omitempty"` // of the file that is there; sha256 is always among them

}

// Evidence is one verified attestation and its place in the case.
type Evidence struct {
	ID           string   `json:"id"`
	Name         string   `json:"name"` // the file it came from
	Digest       string   `json:"digest"`
	Type         string   `json:"type"`
	Signer       string   `json:"signer"`
	Role         string   `json:"role"`
	Grade        Grade    `json:"grade"`
	Identity     string   `json:"identity,omitempty"`
	Issuer       string   `json:"issuer,omitempty"`
	Key          string   `json:"key,omitempty"`
	Time         string   `json:"time,omitempty"` // RFC 3339; absent when the trust file asks for none
	TimeSource   string   `json:"time_source,omitempty"`
	Artifacts    []string `json:"artifacts"` // the artifacts it covers
	CoversTarget bool     `json:"covers_target"`
	CoversSource bool     `json:"covers_source,omitempty"` // it names the commit of supply_chain.source
	Bound        bool     `json:"bound"`                   // it is of this release
	Reason       string   `json:"reason,omitempty"`        // why it is not
}

// Rejected is an attestation that could not be verified. It counts for nothing.
type Rejected struct {
	Name   string `json:"name"`
	Digest string `json:"digest"`
	Error  string `json:"error"` // the kind: malformed, signature, untrusted, …
	Reason string `json:"reason"`
	Hint   string `json:"hint,omitempty"`
}

// WaiverUse tells what became of one waiver.
type WaiverUse struct {
	ID         string `json:"id"`
	Commitment string `json:"commitment"`
	State      string `json:"state"`  // used, unused or void
	Reason     string `json:"reason"` // the waiver's own reason, or why it is void
	Owner      string `json:"owner"`
	Approver   string `json:"approver"`
	Expires    string `json:"expires"`
	DaysLeft   int    `json:"days_left"`
}

// Input is the digest of one thing the verdict rests on.
type Input struct {
	Kind   string `json:"kind"` // manifest, trust, profile, waivers, pack, attestation
	Name   string `json:"name"`
	Digest string `json:"digest"`
	Pack   string `json:"pack,omitempty"`   // name and version by which the maker of a pack calls it
	Signer string `json:"signer,omitempty"` // who signed the pack, by the name that the packs' trust file gives
}
