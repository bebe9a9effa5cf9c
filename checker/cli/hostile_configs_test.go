package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A hostile profile or trust file is the judge's own mistake, or what someone talked him into.
type hostileConfig struct {
	attack
	file string // the good file that the attack is written into: profile.yaml, trust.yaml or waivers.json
}

func TestHostileConfigs(t *testing.T) {
	// attested is more than this release has: whoever is taken in by a trust file would show as a pass.
	files := map[string]string{"release.yaml": good(t, "good.yaml"), "trust.yaml": good(t, "trust.yaml"), "waivers.json": good(t, "waivers.json"), "profile.yaml": good(t, "profile.yaml")}
	run := func(t *testing.T, file, src string) ran {
		mine := map[string]string{}
		for name, text := range files {
			mine[name] = text
		}
		switch mine[file] = src; file {
		case "trust.yaml":
			mine["profile.yaml"] = strings.ReplaceAll(mine["profile.yaml"], ": claimed", ": attested")
			mine["profile.yaml"] = swap("class: attested", "class: claimed")(mine["profile.yaml"])
		case "profile.yaml":
			if strings.Contains(src, "waiver_max") {
				mine["release.yaml"] = broken(mine["release.yaml"])
			}
		}
		dir := write(t, mine)
		args := []string{"--profile", filepath.Join(dir, "profile.yaml"), "--trust", filepath.Join(dir, "trust.yaml")}
		if strings.Contains(src, "waiver_max") {
			args = append(args, "--waivers", filepath.Join(dir, "waivers.json"))
		}
		return check(t, dir, "release.yaml", args...)
	}
	for file, want := range map[string]int{"profile.yaml": exitPass, "trust.yaml": exitFail} {
		t.Run("control/"+file, func(t *testing.T) {
			t.Parallel()
			if r := run(t, file, files[file]); r.code != want {
				t.Errorf("exit code %d\n%s", r.code, r.out)
			}
		})
	}
	t.Run("control/waiver_max", func(t *testing.T) {
		t.Parallel()
		if r := run(t, "profile.yaml", files["profile.yaml"]+"waiver_max: 30d\n"); r.code != exitPass {
			t.Errorf("exit code %d\n%s", r.code, r.out)
		}
	})
	for _, c := range hostileConfigs() {
		t.Run(c.id, func(t *testing.T) {
			t.Parallel()
			src := c.edit(files[c.file])
			if src == files[c.file] {
				t.Fatal("the attack changes nothing")
			}
			c.judged(t, run(t, c.file, src))
		})
	}
}

func hostileConfigs() []hostileConfig {
	profile := func(a attack) hostileConfig { return hostileConfig{a, "profile.yaml"} }
	trust := func(a attack) hostileConfig { return hostileConfig{a, "trust.yaml"} }
	failOn := func(v string) func(string) string { return swap("fail_on: low", "fail_on: "+v) }
	only := func(v string) func(string) string { return swap("[SD-02]", v) }
	subject := func(v string) func(string) string {
		return swap("https://github.com/acme/edge-agent/.github/workflows/release.yml@refs/heads/main", quoted(v))
	}
	issuer := func(v string) func(string) string {
		return swap("https://token.actions.githubusercontent.com", quoted(v))
	}
	parameter := func(v string) func(string) string {
		return appended("commitments:\n  - id: SD-02\n    parameters:\n      first_external_percent: " + v + "\n")
	}
	return []hostileConfig{
		profile(attack{id: "c-unknown-key", edit: appended("fail_on_eror: low\n"), says: "fail_on_eror"}),
		profile(attack{id: "c-unknown-nested", edit: appended("commitments:\n  - id: SD-02\n    parameter: {}\n"), says: `did you mean "parameters"?`}),
		trust(attack{id: "c-unknown-nested", edit: appended("    identitys: []\n"), says: "identitys"}),
		profile(attack{id: "c-severity-typo", edit: failOn("hgih"), says: `did you mean "high"?`}),
		profile(attack{id: "c-severity-none", edit: failOn("none"), says: "fail_on"}),
		profile(attack{id: "c-skip-all", edit: appended("skip_rules: [\"*\"]\n"), says: "skip_rules"}),
		profile(attack{id: "c-skip-all", edit: only(`["*"]`), says: "only[0]"}),
		profile(attack{id: "c-packs-empty", edit: only("[]"), says: "only"}),
		profile(attack{id: "c-packs-empty", edit: only("[XX-99]"), says: "which the pack does not have"}),
		profile(attack{id: "c-clock", edit: appended("clock: \"2020-01-01T00:00:00Z\"\n"), says: "clock"}),
		profile(attack{id: "c-alias", edit: all(only("&a [SD-02]"), appended("commitments: *a\n")), says: "an anchor"}),
		profile(attack{id: "c-dup", edit: appended("fail_on: critical\n"), says: "given twice"}),
		profile(attack{id: "c-threshold-zero", edit: parameter("0"), want: fails, says: "SD-02"}),
		trust(attack{id: "c-threshold-zero", edit: appended("    threshold: 0\n"), says: "threshold"}),
		profile(attack{id: "c-threshold-neg", edit: parameter("-1"), says: "out of range"}),
		profile(attack{id: "c-threshold-neg", edit: parameter("101"), says: "out of range"}),
		profile(attack{id: "c-threshold-neg", edit: parameter("\"1\""), says: "first_external_percent"}),
		trust(attack{id: "c-threshold-neg", edit: appended("    threshold: -1\n"), says: "threshold"}),
		// the one length of time that a profile sets for itself
		profile(attack{id: "c-timeout-zero", edit: appended("waiver_max: 0s\n"), want: fails, says: "void"}),
		profile(attack{id: "c-timeout-neg", edit: appended("waiver_max: -5s\n"), says: "waiver_max"}),
		profile(attack{id: "c-timeout-big", edit: appended("waiver_max: 99999999h\n"), says: "waiver_max"}),

		trust(attack{id: "c-identity-star", edit: subject("*"), says: "matches anyone"}),
		trust(attack{id: "c-identity-star", edit: subject(".*"), says: "matches anyone"}),
		trust(attack{id: "c-identity-unanchored", edit: subject("https://*"), says: "wildcard in its host"}),
		trust(attack{id: "c-identity-unanchored", edit: subject("*https://github.com/acme/*"), says: "wildcard in its host"}),
		trust(attack{id: "c-identity-unanchored", edit: subject("https://github.com/*"), says: "wildcard in the first part"}),
		// A name in a trust file is no expression: dots are dots, the whole of it must match, and so this one matches nobody.
		trust(attack{id: "c-identity-dot", edit: subject("^https://github.com/acme/.+$"), want: fails, says: "SD-02"}),
		trust(attack{id: "c-identity-empty", edit: subject(""), says: "subject"}),
		trust(attack{id: "c-identity-empty", edit: issuer(""), says: "issuer"}),
		trust(attack{id: "c-issuer-regexp", edit: issuer(".*"), says: "issuer"}),
		trust(attack{id: "c-issuer-regexp", edit: swap("    issuer:", "    issuer_regexp:"), says: "issuer_regexp"}),
		trust(attack{id: "c-no-trust", edit: whole("schema: belay/trust/v1\n"), want: fails, says: "SD-02"}),
		trust(attack{id: "c-no-trust", edit: whole("schema: belay/trust/v1\nsigners: {}\n"), says: "signers"}),
	}
}

// hostileElsewhere are the cases with a test of their own, here and below.
var hostileElsewhere = func() map[string]bool {
	all := map[string]bool{"c-env": true, "c-vendor-autoload": true}
	for _, c := range hostilePacks {
		all[c.id] = true
	}
	for id := range hostileArchives {
		all[id] = true
	}
	return all
}()

// hostilePacks are places that no pack comes from, as --policy names them.
var hostilePacks = []struct{ id, place, says string }{
	{"c-pack-http", "http://packs.example.com/p.tar.gz", "is no place for a pack"},
	{"c-pack-http", "https://packs.example.com/p.tar.gz", "is no place for a pack"},
	{"c-pack-http", "HTTP://packs.example.com/p.tar.gz", "is no place for a pack"},
	{"c-pack-git-arg", "git::--upload-pack=touch /tmp/pwn", "is no place for a pack"},
	{"c-pack-git-arg", "git::https://example.com/p", "is no place for a pack"},
	{"c-pack-git-arg", "git@example.com:p.git", "is no place for a pack"},
	{"c-pack-git-arg", "--upload-pack=touch /tmp/pwn", "no such file"},
	{"c-pack-git-file", "git::file:///etc", "is no place for a pack"},
	{"c-pack-git-file", "file:///etc", "is no place for a pack"},
	{"c-pack-git-file", "file:/etc", "is no place for a pack"},
	{"c-pack-oci-tag", "oci://r.example.com/p:latest", "may be another pack tomorrow"},
	{"c-pack-oci-tag", "oci://r.example.com/p", "may be another pack tomorrow"},
	{"c-pack-oci-tag", "oci://r.example.com/p@sha256:00", "is no digest"},
	{"c-pack-unc", `\\evil\share\p`, "is on another machine"},
	{"c-pack-unc", "//evil/share/p", "is on another machine"},
	{"c-pack-traversal", "../../../../../../../../etc", "holds no Rego file"},
	{"c-pack-traversal", "oci://r.example.com/../../etc@sha256:" + "0000000000000000000000000000000000000000000000000000000000000000", "is no host and repository"},
	{"c-pack-meta", "http://169.254.169.254/x", "is no place for a pack"},
	{"c-pack-meta", "oci://169.254.169.254/x@sha256:" + "0000000000000000000000000000000000000000000000000000000000000000", "is no host of a registry"},
	{"c-pack-dec-ip", "https://2130706433/x", "is no place for a pack"},
	{"c-pack-dec-ip", "oci://2130706433/x@sha256:" + "0000000000000000000000000000000000000000000000000000000000000000", "is no host of a registry"},
	{"c-packs-empty", "", "names no pack"},
}

func TestHostilePacks(t *testing.T) {
	dir := write(t, map[string]string{"release.yaml": good(t, "good.yaml"), "profile.yaml": good(t, "profile.yaml"), "trust.yaml": "schema: belay/trust/v1\n"})
	for _, c := range hostilePacks {
		for _, how := range [][]string{{"--policy-unsigned"}, {"--policy-trust", filepath.Join(dir, "trust.yaml")}} {
			r := check(t, dir, "release.yaml", append([]string{"--profile", filepath.Join(dir, "profile.yaml"), "--policy", c.place}, how...)...)
			if r.code != exitRefused || !strings.Contains(r.out, c.says) || !strings.Contains(r.err, "\n  hint: ") || crashed.MatchString(r.out) {
				t.Errorf("%s: %s: exit code %d\n%s", c.id, c.place, r.code, r.out)
			}
		}
	}
	if _, err := os.Stat("/tmp/pwn"); err == nil {
		t.Error("a program was run")
	}
}

// hostileArchives are archives that are no packs. None of them is ever unpacked to a disk.
var hostileArchives = map[string]string{
	"t-slip": "no plain path", "t-abs": "absolute names", "t-symlink": "not a regular file", "t-symlink-read": "not a regular file",
	"t-hardlink": "not a regular file", "t-device": "not a regular file", "t-case": "does not tell capitals", "t-unsigned-sigs": "no .manifest",
	"t-nosig": "no .manifest", "t-delta": "no .manifest", "t-data-override": "no .manifest", "t-zipslip": "neither a folder nor a .rego or .tar.gz",
}

func TestHostileArchives(t *testing.T) {
	dir := write(t, map[string]string{"release.yaml": good(t, "good.yaml"), "profile.yaml": good(t, "profile.yaml")})
	for id, says := range hostileArchives {
		name := filepath.Join("../policy/bundle/testdata/hostile", id+".tar.gz")
		want := exitNoVerdict
		if id == "t-zipslip" {
			name, want = strings.TrimSuffix(name, ".tar.gz")+".zip", exitRefused
		}
		r := check(t, dir, "release.yaml", "--profile", filepath.Join(dir, "profile.yaml"), "--policy", name, "--policy-unsigned")
		if r.code != want || !strings.Contains(r.out, says) || !strings.Contains(r.err, "\n  hint: ") || crashed.MatchString(r.out) {
			t.Errorf("%s: exit code %d\n%s", id, r.code, r.out)
		}
	}
	if _, err := os.Stat("/tmp/pwn.rego"); err == nil {
		t.Error("something was unpacked")
	}
}

// What stands in a file is what it says: no environment reaches it.
func TestHostileEnvironment(t *testing.T) {
	t.Setenv("GATE_TOKEN", "secret-canary")
	for name, src := range map[string]string{
		"yaml": swap("title: One commitment", `title: "${GATE_TOKEN} $GATE_TOKEN {{ env.GATE_TOKEN }}"`)(good(t, "profile.yaml")),
		"hcl":  "schema = \"belay/profile/v1\"\nname = \"${env.GATE_TOKEN}\"\ntitle = \"${var.GATE_TOKEN}\"\n",
	} {
		dir := write(t, map[string]string{"release.yaml": good(t, "good.yaml"), "profile." + name: src})
		r := check(t, dir, "release.yaml", "--profile", filepath.Join(dir, "profile."+name))
		if r.sound(t); strings.Contains(r.out, "secret-canary") {
			t.Errorf("%s: the environment reaches a file", name)
		}
		if want := map[string]int{"yaml": exitPass, "hcl": exitRefused}[name]; r.code != want {
			t.Errorf("%s: exit code %d\n%s", name, r.code, r.out)
		}
	}
}

// A vendor's folder holds whatever the vendor likes; nothing of it but attestations is read.
func TestHostileFolder(t *testing.T) {
	lax := swap("only: [SD-02]", "only: [SD-01]")(good(t, "profile.yaml"))
	files := map[string]string{"release.yaml": broken(good(t, "good.yaml"))}
	for _, name := range []string{
		"belay.yaml", ".belay.yaml", ".belay/profile.yaml", "profile.yaml", "hostile.yaml", "summit.hcl", "policies/profiles/summit.hcl",
		"trust.yaml", "waivers.json", "belay.env", ".config/belay/config.yaml", "pack.rego", "policies/pack.rego",
	} {
		switch {
		case strings.HasSuffix(name, ".rego"):
			files[name] = "package belay.staged_deployment.small_first_stage\n\nclaim := 1\n"
		case strings.HasPrefix(name, "trust"):
			files[name] = good(t, "trust.yaml")
		case strings.HasPrefix(name, "waivers"):
			files[name] = good(t, "waivers.json")
		default:
			files[name] = lax
		}
	}
	dir := write(t, files)
	if r := check(t, dir, "release.yaml"); r.code != exitFail {
		t.Errorf("exit code %d\n%s", r.code, r.out)
	}
	alone := write(t, map[string]string{"release.yaml": files["release.yaml"]})
	if with, without := check(t, dir, "release.yaml"), check(t, alone, "release.yaml"); strings.ReplaceAll(with.out, dir, "") != strings.ReplaceAll(without.out, alone, "") {
		t.Error("the folder's files change the verdict")
	}
	t.Chdir(dir) // nor does it matter where the program is started
	var out strings.Builder
	if code := Main(t.Context(), []string{"check", "release.yaml", "--at", hostileAt}, IO{In: os.Stdin, Out: &out, Err: &out}); code != exitFail {
		t.Errorf("in the folder: exit code %d\n%s", code, &out)
	}
}

// noCounterpart are the cases about what Belay does not have. Each is to be ported when it gets it.
var noCounterpart = []struct {
	reason string
	ids    []string
}{
	{"limits are constants of the program", []string{"c-size-neg"}},
	{"there is no server", []string{"c-listen-all"}},
	{"there is no database", []string{"c-dsn", "c-dsn-sqlite"}},
}
