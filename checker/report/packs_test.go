package report_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"belay/checker"
	"belay/checker/report"
	"belay/schemas"
)

// Where nobody says when a release is loaded, that is not told as anybody's word.
func TestLoadedAtBoot(t *testing.T) {
	for _, c := range []struct {
		class checker.Class
		want  string
	}{
		{checker.Class{Kind: "agent", Boot: true}, "agent outside the kernel, by the vendor's word only; loaded at boot as far as is known\n"},
		{checker.Class{Kind: "agent", Boot: true, BootSaid: true}, "agent outside the kernel, loaded at boot, by the vendor's word only\n"},
		{checker.Class{Kind: "agent", Boot: true, Pinned: true, BootPinned: true}, "agent outside the kernel, loaded at boot, as the trust file pins it\n"},
		{checker.Class{Kind: "agent", Pinned: true}, "agent outside the kernel, as the trust file pins it\n"},
	} {
		v := allPass()
		v.Class = c.class
		var out bytes.Buffer
		if err := report.Text(&out, report.Batch{Verdicts: []*checker.Verdict{v}}, report.Style{Width: 120}); err != nil || !strings.Contains(out.String(), c.want) {
			t.Errorf("%v; want %q in\n%s", err, c.want, &out)
		}
	}
}

// Who judges by other packs than the built-in one is told which, by whose word, and what is left out.
func TestPacksAreNamed(t *testing.T) {
	digest := schemas.Digest([]byte("p"))
	builtin := checker.Input{Kind: "pack", Name: "built-in", Digest: digest}
	helpers := checker.Input{Kind: "pack", Name: "built-in helpers", Digest: digest}
	signed := checker.Input{Kind: "pack", Name: "acme.tar.gz", Digest: digest, Pack: "acme 1.4.0", Signer: "team"}
	draft := checker.Input{Kind: "pack", Name: "drafts", Digest: digest}
	unsigned := checker.Input{Kind: "pack", Name: "acme.tar.gz", Digest: digest, Pack: "acme 1.4.0"}
	nameless := checker.Input{Kind: "pack", Name: "oci://registry.example.com/acme@" + digest, Digest: digest}
	hostile := checker.Input{Kind: "pack", Name: "a\x1b[2Jb\u202e", Digest: digest, Pack: "x\ny", Signer: "\x1b]0;z\a"}
	const leftOut = "the built-in pack is left out"
	for _, c := range []struct {
		packs     []checker.Input
		says, not []string
	}{
		{[]checker.Input{builtin}, nil, []string{"pack  ", leftOut}},
		{[]checker.Input{builtin, signed}, []string{"acme 1.4.0 (acme.tar.gz), signed by team"}, []string{leftOut, "signed by nobody"}},
		{[]checker.Input{builtin, draft}, []string{"drafts, a draft, signed by nobody"}, []string{leftOut, "not checked"}},
		{[]checker.Input{builtin, unsigned}, []string{"acme 1.4.0 (acme.tar.gz), signature not checked"}, []string{"signed by nobody"}},
		{[]checker.Input{builtin, nameless}, []string{"signature not checked"}, []string{"signed by nobody"}},
		{[]checker.Input{helpers, draft}, []string{"drafts, a draft, signed by nobody", leftOut}, nil},
		{[]checker.Input{signed, draft}, []string{"signed by team", "signed by nobody", leftOut}, nil},
		{[]checker.Input{builtin, hostile}, nil, []string{"\x1b", "\u202e", "x\ny"}},
	} {
		v := allPass()
		v.Inputs = append(c.packs, v.Inputs[0])
		var out bytes.Buffer
		if err := report.Text(&out, report.Batch{Verdicts: []*checker.Verdict{v}}, report.Style{Width: 80}); err != nil {
			t.Fatal(err)
		}
		for _, s := range c.says {
			if !strings.Contains(out.String(), s) {
				t.Errorf("%v: %q is not said\n%s", c.packs, s, &out)
			}
		}
		for _, s := range c.not {
			if strings.Contains(out.String(), s) {
				t.Errorf("%v: %q is said\n%s", c.packs, s, &out)
			}
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(document(t, v)))
		if err != nil {
			t.Fatal(err)
		}
		if err := published(t).Validate(doc); err != nil && c.packs[len(c.packs)-1] != hostile {
			t.Error(err)
		}
	}
}
