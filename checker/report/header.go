package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"belay/checker"
	"belay/checker/policy"
)

const headerWidth = 7 // of the labels in the header

// header says what is judged, and by which criteria, before anything is said of the answer.
func (p *page) header(v *checker.Verdict) {
	label := func(s string, spans ...span) { p.field(0, headerWidth, bold.say(s), spans...) }
	label("release", bold.say(value(v.Release.Product)+" "+value(v.Release.Version)), say(" by "+value(v.Release.Vendor)))
	whose := append(class(v), say(" "), whoseWord(v))
	if v.Class.Boot && !bootSaid(v) {
		whose = append(whose, say("; loaded at boot as far as is known"))
	}
	label("class", whose...)
	when := "before the rollout"
	if v.Phase == checker.Audit {
		when = "after the rollout"
	}
	label("judged", say(fmt.Sprintf("at %s in phase %s, %s", v.At.UTC().Format(time.RFC3339), value(string(v.Phase)), when)))
	label("by", say("profile "+value(v.Profile)+", "+policy.Count(len(v.Outcomes), "commitment", "commitments")+"; "+failOn(v.FailOn)))
	p.packs(v, label)
	if !slices.ContainsFunc(v.Inputs, func(in checker.Input) bool { return in.Kind == "trust" }) {
		label("trust", yellow.say("no trust file (--trust): nobody is trusted, and no claim can be proven"))
	}
	p.blank()
}

// packs names the packs that were judged by, where it was not the built-in one alone.
func (p *page) packs(v *checker.Verdict, label func(string, ...span)) {
	builtin, others := false, []checker.Input{}
	for _, in := range v.Inputs {
		switch {
		case in.Kind == "pack" && in.Name == "built-in":
			builtin = true
		case in.Kind == "pack" && in.Name != "built-in helpers":
			others = append(others, in)
		}
	}
	for _, in := range others {
		name := value(in.Name)
		if in.Pack != "" {
			name = value(in.Pack) + " (" + name + ")"
		}
		if in.Signer != "" {
			label("pack", say(name+", signed by "+value(in.Signer)))
			continue
		}
		label("pack", say(name+", "), yellow.say(unsigned(in)))
	}
	if !builtin && len(others) > 0 {
		label("", yellow.say("the built-in pack is left out"))
	}
}

// unsigned says why a pack has no signer. A bundle may well be signed: it was taken without looking.
func unsigned(in checker.Input) string {
	for _, ending := range []string{".tar.gz", ".tgz"} {
		if strings.HasSuffix(in.Name, ending) {
			return "signature not checked"
		}
	}
	if in.Pack != "" || strings.HasPrefix(in.Name, "oci://") {
		return "signature not checked"
	}
	return "a draft, signed by nobody"
}

// failOn says the criterion in words.
func failOn(s checker.Severity) string {
	switch s {
	case checker.Low, "":
		return "any that is not kept fails the release"
	case checker.Critical:
		return "fails on critical ones only"
	}
	return "fails on " + value(string(s)) + " and above"
}

func class(v *checker.Verdict) []span {
	s := value(v.Class.Kind)
	switch {
	case v.Class.Kind == "platform": // it holds the kernel, and all around it
	case v.Class.Kernel && v.Class.Kind == "driver":
		s += " in the kernel"
	case v.Class.Kernel:
		s += " for the kernel"
	case v.Release.ConsumedBy == "service":
		s += " for a service"
	default:
		s += " outside the kernel"
	}
	if v.Class.Boot && bootSaid(v) {
		s += ", loaded at boot"
	}
	return []span{say(s + ",")}
}

// bootSaid tells whether somebody says when the release is loaded. Else it is taken for what asks for more.
func bootSaid(v *checker.Verdict) bool { return v.Class.BootSaid || v.Class.BootPinned }

// whoseWord says by whose word the class is what it is.
func whoseWord(v *checker.Verdict) span {
	if v.Class.Pinned {
		return say("as the trust file pins it")
	}
	return yellow.say("by the vendor's word only")
}

// artifacts lists the files of the release and what was seen of each.
func (p *page) artifacts(v *checker.Verdict) {
	if len(v.Artifacts) == 0 {
		return
	}
	p.text(0, bold.say("Artifacts"))
	const most = 10
	name, kind := 4, 4
	for _, a := range v.Artifacts {
		name = min(max(name, cells(value(a.Name))), 24)
		kind = min(max(kind, cells(value(a.Kind))), 13)
	}
	// What differs comes first, so that no long list can hide it.
	shown := 0
	for _, differs := range []bool{true, false} {
		for _, a := range v.Artifacts {
			if (a.File == "differs") != differs || shown == most {
				continue
			}
			shown++
			seen := dim.say("absent")
			switch a.File {
			case "matches":
				seen = green.say("matches")
			case "differs":
				seen = red.say("DIFFERS")
			}
			cols := []col{{width: 7, spans: []span{seen}}, {width: name, cut: true, spans: []span{say(value(a.Name))}}, {width: kind, cut: true, spans: []span{say(value(a.Kind))}}}
			place := a.Path
			if place == "" {
				place = digest(a.Digest)
			}
			used := 2 + 7 + name + kind + 3*gap
			p.row(2, append(cols, col{cut: true, spans: []span{dim.say(p.ends(place, p.width-used))}})...)
		}
	}
	p.more(len(v.Artifacts)-shown, "artifacts")
	p.blank()
}

// digest is the strongest that was given, in short.
func digest(d map[string]string) string {
	for _, alg := range []string{"sha512", "sha384", "sha256"} {
		if h, ok := d[alg]; ok {
			return alg + ":" + h
		}
	}
	return ""
}

// more says that a list goes on.
func (p *page) more(n int, what string) {
	if n > 0 {
		p.text(2, dim.say(fmt.Sprintf("and %d more %s, all in the JSON verdict", n, what)))
	}
}

// moment writes a time as people read it; one that is none is shown as it is.
func moment(s string) string {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return value(s)
	}
	return strings.TrimSuffix(t.UTC().Format("2006-01-02 15:04 UTC"), " 00:00 UTC")
}
