package checker

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"belay/attest"
	"belay/checker/policy"
	"belay/schemas"
)

// now is when the tests judge.
var now = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)

// commitment writes one that claims, denies and accepts proof as its body says.
func commitment(id, custom, body string) string {
	return fmt.Sprintf(`# METADATA
# title: A test commitment
# description: It is what the test says.
# related_resources: [{ref: "https://example.com/", description: example}]
# custom:
#   id: %s
%s
#   proof: {gate: [[rollout-plan/v1]], audit: [[rollout-record/v1]]}
#   crosswalk: {}
#   firmness: [ours]
#   fix: Mend it.
package belay.test.c%s

%s
`, id, custom, strings.ToLower(strings.ReplaceAll(id, "-", "")), body)
}

const (
	everywhere = "#   severity: {default: high}\n#   applies_to: [{}]\n#   claim: rollout.model\n#   parameters: {}"
	holds      = "claim := input.manifest.release.version\n\ndeny contains {\"at\": [\"release\"]} if input.manifest.release.version == \"never\"\n\nproof contains e.id if some e in input.evidence\n"
	silent     = "claim := input.manifest.rollout.model\n\ndeny contains {\"at\": [\"release\"]} if input.manifest.release.version == \"never\"\n\nproof contains e.id if some e in input.evidence\n"
	breaks     = "claim := input.manifest.release.version\n\ndeny contains {\"at\": [\"rollout\", \"model\"]} if not staged\n\nstaged if input.manifest.rollout.model == \"stages\"\n\nproof contains e.id if some e in input.evidence\n"
)

func testChecker(t *testing.T, modules ...string) *Checker {
	t.Helper()
	fsys := fstest.MapFS{}
	for i, m := range modules {
		fsys[fmt.Sprintf("test/c%d.rego", i)] = &fstest.MapFile{Data: []byte(m)}
	}
	return New("belay test", func() (*policy.Pack, error) { return policy.Load(policy.Layer{FS: fsys}) })
}

func profileOf(t *testing.T, body string) *Profile {
	t.Helper()
	doc, err := schemas.Parse("profile.hcl", []byte("schema = \"belay/profile/v1\"\nname = \"test\"\ntitle = \"Test\"\n"+body), schemas.Profile)
	if err != nil {
		t.Fatal(err)
	}
	return NewProfile(doc)
}

const claimedProfile = "fail_on = \"low\"\nclass = \"claimed\"\ngrades = { critical = \"claimed\", high = \"claimed\", medium = \"claimed\", low = \"claimed\" }\n"

const attestedProfile = "fail_on = \"low\"\nclass = \"pinned\"\ngrades = { critical = \"attested\", high = \"attested\", medium = \"attested\", low = \"attested\" }\n"

const reconstructed = "reconstruction {\n by = \"x\"\n sources = [\"https://example.com/\"]\n}\n"

func TestOutcomes(t *testing.T) {
	for _, c := range []struct {
		name, custom, body, manifest, profile string
		want, result                          string
	}{
		{"it claims and nothing denies", everywhere, holds, "", claimedProfile, Pass, Pass},
		{"silence is no pass", everywhere, silent, "", claimedProfile, Fail, Fail},
		{"silence about what cannot be known is unproven", everywhere, silent, reconstructed + "unknown = [\"rollout\"]\n", claimedProfile, Unproven, Fail},
		{"denied", everywhere, breaks, "", claimedProfile, Fail, Fail},
		{"denied where it cannot be known", everywhere, breaks, reconstructed + "unknown = [\"rollout.model\"]\n", claimedProfile, Unproven, Fail},
		{"claimed and more is asked for", everywhere, holds, "", attestedProfile, Unproven, Fail},
		{"below fail_on", everywhere, breaks, "", strings.Replace(claimedProfile, "\"low\"", "\"critical\"", 1), Fail, Pass},
		{"not for this class", strings.Replace(everywhere, "[{}]", "[{kind: agent}]", 1), breaks, "", claimedProfile, NotApplicable, ""},
		{"not for this class, and critical, by the vendor's word", strings.NewReplacer("[{}]", "[{kind: agent}]", "high", "critical").Replace(everywhere), breaks, "", attestedProfile, Unproven, Fail},
		{"the stricter class counts", strings.Replace(everywhere, "{default: high}", "{default: low, kernel: critical}", 1), breaks, "", strings.Replace(claimedProfile, "\"low\"", "\"critical\"", 1), Fail, Fail},
		{"not yet", everywhere + "\n#   effective_on: \"2027-01-01\"", breaks, "", claimedProfile, Upcoming, Pass},
		{"today", everywhere + "\n#   effective_on: \"2026-11-23\"", breaks, "", claimedProfile, Fail, Fail},
		{"a minimum grade", everywhere + "\n#   minimum_grade: attested", holds, "", claimedProfile, Unproven, Fail},
	} {
		t.Run(c.name, func(t *testing.T) {
			ck := testChecker(t, commitment("TS-01", c.custom, c.body))
			m, err := manifestOf(t, release+c.manifest)
			if err != nil {
				t.Fatal(err)
			}
			v, err := ck.Check(context.Background(), Case{Manifest: m, Profile: profileOf(t, c.profile), At: now})
			if c.result == "" {
				if !errors.Is(err, ErrNothingApplies) {
					t.Fatalf("nothing applies, and the answer is %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if o := v.Outcomes[0]; o.Outcome != c.want || v.Result != c.result {
				t.Errorf("%s, release %s; want %s, %s: %+v", o.Outcome, v.Result, c.want, c.result, o.Findings)
			}
		})
	}
}

func TestUpcomingCountsDays(t *testing.T) {
	ck := testChecker(t, commitment("TS-01", everywhere+"\n#   effective_on: \"2026-12-01\"", breaks))
	m, _ := manifestOf(t, release)
	v, err := ck.Check(context.Background(), Case{Manifest: m, Profile: profileOf(t, claimedProfile), At: now})
	if err != nil {
		t.Fatal(err)
	}
	if o := v.Outcomes[0]; o.DaysLeft != 8 || o.Would != Fail || o.Effective != "2026-12-01" {
		t.Errorf("%+v", o)
	}
}

// What does not go together gives no verdict.
func TestNoVerdict(t *testing.T) {
	for _, c := range []struct{ name, profile, want string }{
		{"unknown commitment", claimedProfile + "only = [\"XX-99\"]\n", "names XX-99, which the pack does not have"},
		{"unknown commitment, set", claimedProfile + "commitment \"XX-99\" {\n grade = \"claimed\"\n}\n", "names XX-99, which the pack does not have"},
		{"unknown parameter", claimedProfile + "commitment \"TS-01\" {\n parameters = { nope = 1 }\n}\n", `has no parameter "nope"`},
		{"expired", claimedProfile + "expires = \"2026-11-23T00:00:00Z\"\n", "expired on 2026-11-23T00:00:00Z"},
		{"below the minimum", claimedProfile + "commitment \"TS-01\" {\n grade = \"claimed\"\n}\n", "never asked for below attested"},
	} {
		t.Run(c.name, func(t *testing.T) {
			ck := testChecker(t, commitment("TS-01", everywhere+"\n#   minimum_grade: attested", holds))
			m, _ := manifestOf(t, release)
			v, err := ck.Check(context.Background(), Case{Manifest: m, Profile: profileOf(t, c.profile), At: now})
			if v != nil || err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, %v; want %s", v, err, c.want)
			}
		})
	}
}

func TestParameters(t *testing.T) {
	custom := strings.Replace(everywhere, "parameters: {}", "parameters:\n#     soak: {default: 1h, kernel: 24h, strict: {default: 2h, kernel: 48h}, unit: duration, why: because}", 1)
	body := "claim := input.manifest.release.version\n\ndeny contains {\"at\": [\"release\"]} if input.parameters[\"TS-01\"].soak != LIMIT\n\nproof contains e.id if some e in input.evidence\n"
	for _, c := range []struct{ name, profile, consumer, limit string }{
		{"default", "", "user", "3600"},
		{"by class", "", "kernel", "86400"},
		{"strict", "values = \"strict\"\n", "kernel", "172800"},
		{"strict, default", "values = \"strict\"\n", "user", "7200"},
		{"the profile's own", "commitment \"TS-01\" {\n parameters = { soak = \"90m\" }\n}\n", "kernel", "5400"},
	} {
		t.Run(c.name, func(t *testing.T) {
			ck := testChecker(t, commitment("TS-01", custom, strings.Replace(body, "LIMIT", c.limit, 1)))
			m, err := manifestOf(t, strings.Replace(release, "\"kernel\"", "\""+c.consumer+"\"", 1))
			if err != nil {
				t.Fatal(err)
			}
			v, err := ck.Check(context.Background(), Case{Manifest: m, Profile: profileOf(t, claimedProfile+c.profile), At: now})
			if err != nil {
				t.Fatal(err)
			}
			if v.Result != Pass {
				t.Errorf("the parameter is not %s: %+v", c.limit, v.Outcomes[0].Findings)
			}
		})
	}
	for _, own := range []string{"\"soon\"", "3600", "true"} {
		ck := testChecker(t, commitment("TS-01", custom, strings.Replace(body, "LIMIT", "1", 1)))
		m, _ := manifestOf(t, release)
		if _, err := ck.Check(context.Background(), Case{Manifest: m, At: now, Profile: profileOf(t, claimedProfile+"commitment \"TS-01\" {\n parameters = { soak = "+own+" }\n}\n")}); err == nil {
			t.Errorf("soak = %s is taken", own)
		}
	}
}

func TestWaivers(t *testing.T) {
	const good = `schema = "belay/waivers/v1"
waiver "W-1" {
  commitment = "TS-01"
  vendor     = "Example"
  product    = "Sensor"
  versions   = { from = "1.2.0", to = "1.2.9" }
  reason     = "the fix is on its way"
  owner      = "Alice"
  approver   = "Bob"
  approved   = "2026-11-01T00:00:00Z"
  expires    = "2026-12-01T00:00:00Z"
}
`
	for _, c := range []struct{ name, old, new, state, outcome string }{
		{"it covers", "", "", "used", Waived},
		{"expired", "2026-12-01", "2026-11-23", "void", Fail},
		{"expires before it is approved", "2026-12-01", "2026-10-01", "void", Fail},
		{"approved tomorrow", "2026-11-01", "2026-11-24", "void", Fail},
		{"too long", "2026-12-01", "2027-12-01", "void", Fail},
		{"self-approved", "Bob", "Alice", "void", Fail},
		{"self-approved in other letters", "Bob", " a lice", "void", Fail},
		{"never waived", "TS-01", "TS-02", "void", Fail},
		{"no such commitment", "TS-01", "TS-09", "void", Fail},
		{"another vendor", "\"Example\"", "\"example\"", "unused", Fail},
		{"another product", "Sensor", "Sensors", "unused", Fail},
		{"later versions", "1.2.0", "1.2.4", "unused", Fail},
		{"earlier versions", "1.2.9", "1.2.2", "unused", Fail},
		{"versions that end first", "1.2.0", "1.3.0", "void", Fail},
		{"versions without end", "1.2.9", "99.0", "void", Fail},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, err := schemas.Parse("waivers.hcl", []byte(strings.Replace(good, c.old, strings.TrimSpace(c.new), 1)), schemas.Waivers)
			if err != nil {
				t.Fatal(err)
			}
			ck := testChecker(t, commitment("TS-01", everywhere, breaks), commitment("TS-02", everywhere+"\n#   waivable: false", breaks))
			m, _ := manifestOf(t, release)
			v, err := ck.Check(context.Background(), Case{Manifest: m, Profile: profileOf(t, claimedProfile), At: now, Waivers: NewWaivers(doc)})
			if err != nil {
				t.Fatal(err)
			}
			if v.Waivers[0].State != c.state || v.Outcomes[0].Outcome != c.outcome {
				t.Errorf("waiver %s (%s), outcome %s; want %s, %s", v.Waivers[0].State, v.Waivers[0].Reason, v.Outcomes[0].Outcome, c.state, c.outcome)
			}
			if c.state == "used" && (v.Outcomes[0].Would != Fail || v.Result != Fail) {
				t.Errorf("what it would have been is %q, and the release is %s through TS-02", v.Outcomes[0].Would, v.Result)
			}
		})
	}
}

func TestCompareVersions(t *testing.T) {
	order := []string{"0.9", "1", "1.0", "1.0.0", "1.0.0-rc1", "1.2", "1.7", "1.10", "2.4.1", "2026.11.22-1", "2026.11.22-2", "2026.11.22-10"}
	for i, a := range order {
		for j, b := range order {
			got := compareVersions(a, b)
			if (i < j && got >= 0) || (i > j && got <= 0) || (i == j && got != 0) {
				t.Errorf("%s to %s is %d", a, b, got)
			}
		}
	}
	if compareVersions("1.07", "1.7") == 0 || compareVersions("1-0", "1.0") == 0 {
		t.Error("two spellings are one version")
	}
}

func TestArtifacts(t *testing.T) {
	src := strings.Replace(release, "  kind   = \"content\"\n", "  path   = \"dist/channel.bin\"\n  kind   = \"content\"\n", 1)
	m, err := manifestOf(t, src)
	if err != nil {
		t.Fatal(err)
	}
	ck := testChecker(t, commitment("TS-01", everywhere, holds))
	for _, c := range []struct {
		name, file string
		files      fs.FS
		result     string
	}{
		{"nothing there", "absent", fstest.MapFS{}, Pass},
		{"it is the one", "matches", fstest.MapFS{"dist/channel.bin": {Data: []byte("test")}}, Pass},
		{"it is another", "differs", fstest.MapFS{"dist/channel.bin": {Data: []byte("toast")}}, Fail},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, err := ck.Check(context.Background(), Case{Manifest: m, Profile: profileOf(t, claimedProfile), At: now, Files: c.files})
			if err != nil {
				t.Fatal(err)
			}
			if v.Artifacts[0].File != c.file || v.Result != c.result {
				t.Errorf("%s, %s; want %s, %s", v.Artifacts[0].File, v.Result, c.file, c.result)
			}
		})
	}
	_, err = ck.Check(context.Background(), Case{Manifest: m, Profile: profileOf(t, claimedProfile), At: now, Files: fstest.MapFS{"dist/channel.bin/x": {}}})
	if err == nil || !strings.Contains(err.Error(), "it is no regular file") {
		t.Errorf("a folder is taken for an artifact: %v", err)
	}
}

// Whoever says in one place that the kernel parses it cannot say in another that it does not matter.
func TestTheStricterClassCounts(t *testing.T) {
	user := strings.Replace(release, "consumed_by = \"kernel\"", "consumed_by = \"user\"", 1)
	for _, c := range []struct {
		name, src string
		kernel    bool
	}{
		{"consumed by the kernel", release, true},
		{"consumed in user mode", user, false},
		{"a component parses it", user + "kernel {\n component \"s.sys\" {\n  type = \"driver\"\n  parses = [\"content\"]\n }\n}\n", true},
		{"a component parses something else", user + "kernel {\n component \"s.sys\" {\n  type = \"driver\"\n  parses = [\"configuration\"]\n }\n}\n", false},
		{"a driver among the artifacts", strings.Replace(user, "kind   = \"content\"", "kind   = \"driver\"", 1), true},
		{"a platform is its own class", strings.Replace(release, "kind        = \"content\"", "kind        = \"platform\"", 1), false},
	} {
		m, err := manifestOf(t, c.src)
		if err != nil {
			t.Fatal(err)
		}
		if class, err := classOf(m, nil); err != nil || class.Kernel != c.kernel {
			t.Errorf("%s: kernel is %v, %v", c.name, class.Kernel, err)
		}
	}
}

// When a release is loaded is the vendor's word unless the trust file says it.
func TestBootByTheVendorsWord(t *testing.T) {
	custom := strings.NewReplacer("[{}]", "[{boot: true}]", "high", "critical").Replace(everywhere)
	ck := testChecker(t, commitment("TS-01", custom, holds), commitment("TS-02", everywhere, holds))
	m, err := manifestOf(t, strings.Replace(release, "  created", "  load_phase  = \"start\"\n  created", 1))
	if err != nil {
		t.Fatal(err)
	}
	for load, want := range map[string]string{"": Unproven, "  load_phase = \"start\"\n": NotApplicable} {
		doc, err := schemas.Parse("trust.hcl", []byte("schema = \"belay/trust/v1\"\nproduct \"Sensor\" {\n  vendor = \"Example\"\n  kind = \"content\"\n  consumed_by = \"kernel\"\n"+load+"}\n"), schemas.Trust)
		if err != nil {
			t.Fatal(err)
		}
		trust, err := attest.NewTrust(doc, fstest.MapFS{})
		if err != nil {
			t.Fatal(err)
		}
		v, err := ck.Check(context.Background(), Case{Manifest: m, Profile: profileOf(t, strings.Replace(claimedProfile, "\"claimed\"\ngrades", "\"pinned\"\ngrades", 1)), At: now, Trust: trust})
		if err != nil {
			t.Fatal(err)
		}
		if v.Outcomes[0].Outcome != want {
			t.Errorf("load phase pinned: %q; %s, want %s", load, v.Outcomes[0].Outcome, want)
		}
	}
}

// A manifest that says otherwise than the auditor knows is refused.
func TestPinnedProduct(t *testing.T) {
	ck := testChecker(t, commitment("TS-01", everywhere, holds))
	m, _ := manifestOf(t, release)
	for pin, refusedFor := range map[string]string{
		"vendor = \"Example\"\n kind = \"content\"\n consumed_by = \"kernel\"\n":                         "",
		"vendor = \"Other\"\n kind = \"content\"\n consumed_by = \"kernel\"\n":                           "vendor",
		"vendor = \"Example\"\n kind = \"driver\"\n consumed_by = \"kernel\"\n":                          "kind",
		"vendor = \"Example\"\n kind = \"content\"\n consumed_by = \"user\"\n":                           "consumed_by",
		"vendor = \"Example\"\n kind = \"content\"\n consumed_by = \"kernel\"\n load_phase = \"boot\"\n": "load_phase",
	} {
		doc, err := schemas.Parse("trust.hcl", []byte("schema = \"belay/trust/v1\"\nproduct \"Sensor\" {\n "+pin+"}\n"), schemas.Trust)
		if err != nil {
			t.Fatal(err)
		}
		trust, err := attest.NewTrust(doc, fstest.MapFS{})
		if err != nil {
			t.Fatal(err)
		}
		_, err = ck.Check(context.Background(), Case{Manifest: m, Profile: profileOf(t, claimedProfile), At: now, Trust: trust})
		var refused *RefusedError
		if errors.As(err, &refused) != (refusedFor != "") || (refused != nil && !strings.Contains(refused.Reason, "the manifest says "+refusedFor)) {
			t.Errorf("%q: %v", refusedFor, err)
		}
	}
}

func TestArtifactTooLarge(t *testing.T) {
	m, err := manifestOf(t, strings.Replace(release, "  kind   = \"content\"\n", "  path   = \"big.bin\"\n  kind   = \"content\"\n", 1))
	if err != nil {
		t.Fatal(err)
	}
	_, err = seeArtifacts(context.Background(), m, fstest.MapFS{"big.bin": {}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = seeArtifacts(context.Background(), m, large{fstest.MapFS{"big.bin": {}}})
	if err == nil || !strings.Contains(err.Error(), "larger than 64 GiB") {
		t.Errorf("%v", err)
	}
}

// large says of every file that it is larger than what is hashed.
type large struct{ fstest.MapFS }

func (l large) Stat(name string) (fs.FileInfo, error) {
	info, err := l.MapFS.Stat(name)
	return largeInfo{info}, err
}

type largeInfo struct{ fs.FileInfo }

func (largeInfo) Size() int64 { return maxArtifactBytes + 1 }
