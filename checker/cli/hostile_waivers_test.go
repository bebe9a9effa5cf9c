package cli

import (
	"path/filepath"
	"strings"
	"testing"
)

// broken fails SD-02 and nothing else: half of the fleet is the first to get it.
var broken = swap("max_percent: 0.5", "max_percent: 50")

func TestHostileWaivers(t *testing.T) {
	manifest, base := broken(good(t, "good.yaml")), good(t, "waivers.json")
	run := func(t *testing.T, waivers, profile string) ran {
		dir := write(t, map[string]string{"release.yaml": manifest, "waivers.json": waivers, "profile.yaml": profile})
		return check(t, dir, "release.yaml", "--waivers", filepath.Join(dir, "waivers.json"), "--profile", filepath.Join(dir, "profile.yaml"))
	}
	profile := good(t, "profile.yaml")
	t.Run("control", func(t *testing.T) {
		t.Parallel()
		if r := run(t, base, profile); r.code != exitPass || !strings.Contains(r.out, `"outcome": "waived"`) {
			t.Errorf("exit code %d\n%s", r.code, r.out)
		}
		dir := write(t, map[string]string{"release.yaml": manifest})
		if r := check(t, dir, "release.yaml"); r.code != exitFail {
			t.Errorf("without a waiver: exit code %d\n%s", r.code, r.out)
		}
	})
	for _, a := range hostileWaivers() {
		t.Run(a.id, func(t *testing.T) {
			t.Parallel()
			src, judge := a.edit(base), profile
			if src == base {
				t.Fatal("the attack changes nothing")
			}
			if a.id == "w-unwaivable" {
				judge = swap("SD-02", "SG-01")(profile)
			}
			a.judged(t, run(t, src, judge))
		})
	}
}

func hostileWaivers() []attack {
	const (
		commitment = `"SD-02"`
		vendor     = `"vendor": "acme-robotics"`
		versions   = `"versions": { "from": "2.4.1", "to": "2.4.1" }`
		approver   = `"bob@example.com"`
		approved   = `"approved": "2026-11-01T00:00:00Z"`
		expires    = `"2026-12-01T00:00:00Z"`
	)
	without := func(member string) func(string) string { return swap(member+",\n", "") }
	and := func(member string) func(string) string { return swap(expires, expires+",\n"+member) }
	second := func(s string) string {
		one := s[strings.Index(s, "    {") : strings.Index(s, "    }\n")+len("    }")]
		return strings.Replace(s, one, one+",\n"+strings.Replace(one, commitment, `"*"`, 1), 1)
	}
	return []attack{
		// for how long
		{id: "w-expired", edit: all(swap(approved, `"approved": "2025-12-01T00:00:00Z"`), swap(expires, `"2026-01-01T00:00:00Z"`)), want: fails, says: "it expired on"},
		{id: "w-expired", edit: all(swap(approved, `"approved": "2026-11-01T00:00:00Z"`), swap(expires, `"2026-11-22T12:00:00Z"`)), want: fails, says: "it expired on"},
		{id: "w-no-expiry", edit: all(without(approved), swap(`"expires"`, `"approved"`)), says: "expires"},
		{id: "w-null-expiry", edit: swap(expires, "null"), says: "expires"},
		{id: "w-bad-date", edit: swap(expires, `"soon"`), says: "expires"},
		{id: "w-date-only", edit: swap(expires, `"2026-12-22"`), says: "expires"},
		{id: "w-y9999", edit: swap(expires, `"2199-12-31T23:59:59Z"`), want: fails, says: "the profile allows 90"},
		{id: "w-end-before-start", edit: all(swap(approved, `"approved": "2026-12-01T00:00:00Z"`), swap(`"expires": `+expires, `"expires": "2026-11-01T00:00:00Z"`)), want: fails, says: "void"},
		{id: "w-end-before-start", edit: all(swap(expires, `"2026-11-01T00:00:00Z"`), swap(approved, `"approved": "2026-11-02T00:00:00Z"`)), want: fails, says: "before it is approved"},
		{id: "w-future-approval", edit: all(swap(approved, `"approved": "2027-01-01T00:00:00Z"`), swap(expires, `"2027-02-01T00:00:00Z"`)), want: fails, says: "approved only on"},
		{id: "w-feb30", edit: swap(expires, `"2027-02-30T00:00:00Z"`), says: "expires"},
		{id: "w-unicode-digits", edit: swap(expires, "\"\u0662\u0660\u0662\u0667-01-01T00:00:00Z\""), says: "expires"},
		{id: "w-unix", edit: swap(expires, "1796000000"), says: "expires"},
		{id: "w-dup", edit: and(`"expires": "2099-01-01T00:00:00Z"`), says: "given twice"},
		// by whom
		{id: "w-self", edit: swap(approver, `"alice@example.com"`), want: fails, says: "the approver is the owner"},
		{id: "w-self-case", edit: swap(approver, `"Alice@Example.com"`), want: fails, says: "the approver is the owner"},
		{id: "w-self-sp", edit: swap(approver, `"alice@example.com "`), says: "ends with a space"},
		{id: "w-self-sp", edit: swap(approver, `"alice@ example.com"`), want: fails, says: "the approver is the owner"},
		{id: "w-no-approver", edit: without(`"approver": ` + approver), says: "approver"},
		{id: "w-approver-list-empty", edit: swap(approver, "[]"), says: "approver"},
		{id: "w-badsig", edit: and(`"signature": "AAAA"`), says: "signature"},
		// for which commitment
		{id: "w-wild-rule", edit: swap(commitment, `"*"`), says: "commitment"},
		{id: "w-regex-rule", edit: swap(commitment, `"SD-.*"`), says: "commitment"},
		{id: "w-empty-rule", edit: swap(commitment, `""`), says: "commitment"},
		{id: "w-prefix-rule", edit: swap(commitment, `"SD-0"`), says: "commitment"},
		{id: "w-prefix-rule", edit: swap(commitment, `"SD-01"`), want: fails, says: "unused"},
		{id: "w-ws-rule", edit: swap(commitment, `"SD-02 "`), says: "commitment"},
		{id: "w-case-rule", edit: swap(commitment, `"sd-02"`), says: "commitment"},
		{id: "w-list-rule", edit: swap(commitment, `["SD-02", "SD-03", "*"]`), says: "commitment"},
		{id: "w-unwaivable", edit: swap(commitment, `"SG-01"`), want: fails, says: "SG-01 is never waived"},
		{id: "w-severity", edit: and(`"severity": "low"`), says: "severity"},
		{id: "w-extra", edit: and(`"force": true`), says: "force"},
		{id: "w-array", edit: second, says: "waivers[1].commitment"},
		{id: "w-array", edit: all(fronted("["), appended("]"))},
		// for which release
		{id: "w-wild-vendor", edit: swap(vendor, `"vendor": "*"`), want: fails, says: "unused"},
		{id: "w-no-version", edit: without(versions), says: "versions"},
		{id: "w-range-version", edit: swap(versions, `"versions": { "from": ">=0", "to": ">=0" }`), says: "versions.from"},
		{id: "w-range-version", edit: swap(versions, `"versions": ">=0"`), says: "versions"},
		{id: "w-other-version", edit: swap(versions, `"versions": { "from": "2.4.0", "to": "2.4.0" }`), want: fails, says: "unused"},
		{id: "w-other-vendor", edit: swap(vendor, `"vendor": "acme"`), want: fails, says: "unused"},
		{id: "w-vendor-case", edit: swap(vendor, `"vendor": "ACME-robotics"`), want: fails, says: "unused"},
		{id: "w-null-vendor", edit: swap(vendor, `"vendor": null`), says: "vendor"},
	}
}
