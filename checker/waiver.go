package checker

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"belay/checker/policy"
	"belay/schemas"
)

// Waivers is a file of dated, owned, reasoned exceptions.
type Waivers struct {
	Doc *schemas.Document
	all []waiver
}

type waiver struct {
	id, commitment, vendor, product string
	from, to                        string
	reason, owner, approver         string
	approved, expires               time.Time
}

// NewWaivers makes Waivers of a document that was read as such. A waiver that is well written may still be void;
// that depends on the case and is said in the verdict.
func NewWaivers(doc *schemas.Document) *Waivers {
	w := &Waivers{Doc: doc}
	for _, v := range list(doc.Value, "waivers") {
		o, _ := v.(map[string]any)
		versions := object(o, "versions")
		approved, _ := time.Parse(time.RFC3339, text(o, "approved"))
		expires, _ := time.Parse(time.RFC3339, text(o, "expires"))
		w.all = append(w.all, waiver{
			id: text(o, "id"), commitment: text(o, "commitment"), vendor: text(o, "vendor"), product: text(o, "product"),
			from: text(versions, "from"), to: text(versions, "to"),
			reason: text(o, "reason"), owner: text(o, "owner"), approver: text(o, "approver"), approved: approved, expires: expires,
		})
	}
	slices.SortFunc(w.all, func(a, b waiver) int { return cmp.Or(a.expires.Compare(b.expires), strings.Compare(a.id, b.id)) })
	return w
}

// apply turns the failing outcomes that a valid waiver covers into waived ones, and says what became of each waiver.
// The outcome that would have been is kept.
func (w *Waivers) apply(outcomes []Outcome, pack []policy.Commitment, r Release, longest time.Duration, now time.Time) []WaiverUse {
	uses := []WaiverUse{}
	if w == nil {
		return uses
	}
	for _, one := range w.all {
		use := WaiverUse{ID: one.id, Commitment: one.commitment, State: "unused", Reason: one.reason, Owner: one.owner, Approver: one.approver,
			Expires: stamp(one.expires), DaysLeft: days(one.expires.Sub(now))}
		if void := one.void(pack, longest, now); void != "" {
			use.State, use.Reason = "void", void
		} else if one.vendor == r.Vendor && one.product == r.Product && within(r.Version, one.from, one.to) {
			for i := range outcomes {
				o := &outcomes[i]
				if o.Commitment == one.commitment && (o.Outcome == Fail || o.Outcome == Unproven) {
					o.Would, o.Outcome, o.Waiver = o.Outcome, Waived, one.id
					use.State = "used"
				}
			}
		}
		uses = append(uses, use)
	}
	slices.SortFunc(uses, func(a, b WaiverUse) int { return strings.Compare(a.ID, b.ID) })
	return uses
}

// void says why the waiver excuses nothing at all, or "".
func (w waiver) void(pack []policy.Commitment, longest time.Duration, now time.Time) string {
	i := slices.IndexFunc(pack, func(c policy.Commitment) bool { return c.ID == w.commitment })
	switch {
	case i < 0:
		return "the pack has no commitment " + w.commitment
	case !pack[i].Waivable:
		return w.commitment + " is never waived"
	case samePerson(w.owner, w.approver):
		return "the approver is the owner"
	case w.approved.After(now):
		return "it is approved only on " + stamp(w.approved)
	case !w.expires.After(w.approved):
		return "it expires before it is approved"
	case !now.Before(w.expires):
		return "it expired on " + stamp(w.expires)
	case w.expires.Sub(w.approved) > longest:
		return fmt.Sprintf("it runs for %d days, and the profile allows %d", days(w.expires.Sub(w.approved)), days(longest))
	case compareVersions(w.from, w.to) > 0:
		return "its versions end before they begin"
	case segments(w.from)[0] != segments(w.to)[0]:
		return "its versions begin with different numbers, and nobody can know now what those will be"
	}
	return ""
}

// samePerson compares two names as a reader would: case and spaces do not make another person.
func samePerson(a, b string) bool {
	norm := func(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), "")) }
	return norm(a) == norm(b)
}

func within(v, from, to string) bool {
	return compareVersions(from, v) <= 0 && compareVersions(v, to) <= 0
}

// compareVersions orders versions segment by segment: numbers as numbers, before words; a version comes before
// those that go on after it. It knows no pre-releases, so 1.0-rc1 comes after 1.0: a range that must hold both says so.
func compareVersions(a, b string) int {
	as, bs := segments(a), segments(b)
	for i := 0; i < min(len(as), len(bs)); i++ {
		x, okx := digits(as[i])
		y, oky := digits(bs[i])
		c := strings.Compare(as[i], bs[i])
		switch {
		case okx && oky:
			c = x.Cmp(y)
		case okx:
			c = -1
		case oky:
			c = 1
		}
		if c != 0 {
			return c
		}
	}
	// 1.07 and 1.7 stand side by side, and are two versions all the same
	return cmp.Or(cmp.Compare(len(as), len(bs)), strings.Compare(a, b))
}

// segments takes a version apart; its first segment is a number by its schema.
func segments(version string) []string {
	return strings.FieldsFunc(version, func(r rune) bool { return strings.ContainsRune(".+_~-", r) })
}

func digits(s string) (*big.Int, bool) {
	if strings.Trim(s, "0123456789") != "" {
		return nil, false
	}
	return new(big.Int).SetString(s, 10)
}

// days counts whole days, rounded down; a waiver with less than a day left has 0.
func days(d time.Duration) int {
	if d < 0 {
		return 0
	}
	return int(d / (24 * time.Hour))
}
