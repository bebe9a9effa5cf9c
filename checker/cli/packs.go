package cli

import (
	"cmp"
	"context"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"belay/attest"
	"belay/checker"
	"belay/checker/policy"
	"belay/checker/policy/bundle"
	"belay/checker/policy/registry"
	"belay/policies"
	"belay/schemas"
)

// packFlags say by which packs is judged besides the built-in one, or instead of it.
type packFlags struct {
	packs               []string
	noBuiltin, unsigned bool
	at                  string // when signatures are verified: no pack is as old as the releases it may judge
	fetchFlags
}

// fetchFlags are those of every command that reads a pack which was signed, or fetches one.
type fetchFlags struct {
	trust     string
	plainHTTP bool
}

func (f *packFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringArrayVar(&f.packs, "policy", nil, "a pack to judge by besides the built-in one: a folder\nor .rego file, a .tar.gz with its signature beside it, or\noci://host/repository@sha256:…; may be given many times")
	flags.BoolVar(&f.noBuiltin, "no-builtin", false, "judge by the packs of --policy alone")
	flags.BoolVar(&f.unsigned, "policy-unsigned", false, "take packs without checking a signature; they run in\na process of their own")
	flags.StringVar(&f.at, "policy-at", "", "the time to verify signed packs at, whatever --at\nsays (default now)")
	f.fetchFlags.add(cmd)
}

func (f *fetchFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.trust, "policy-trust", "", "the trust file that says who may sign a pack:\nthose with policy-pack/v1 in attests")
	cmd.Flags().BoolVar(&f.plainHTTP, "plain-http", false, "speak http to a registry on this machine")
	_ = cmd.MarkFlagFilename("policy-trust", "hcl", "yaml", "yml", "json")
}

// inputs are the files that the flags name.
func (f *packFlags) inputs() []string { return append(slices.Clone(f.packs), f.trust) }

// check refuses flags that do not go together.
func (f *packFlags) check() error {
	switch {
	case f.noBuiltin && len(f.packs) == 0:
		return refused("name the pack to judge by with --policy", "--no-builtin: without a pack there is nothing to judge by")
	case f.trust != "" && f.unsigned:
		return refused("leave out one of them", "--policy-trust and --policy-unsigned: a pack is either verified or not")
	case (f.trust != "" || f.unsigned) && len(f.packs) == 0:
		return refused("name the pack with --policy", "--policy-trust and --policy-unsigned are about packs, and there is none")
	case f.at != "" && f.trust == "":
		return refused("it goes with --policy-trust", "--policy-at: there is no signature of a pack to verify")
	}
	for i, name := range f.packs {
		same := func(other string) bool { return slashed(other) == slashed(name) && (other == "") == (name == "") }
		if slices.ContainsFunc(f.packs[:i], same) {
			return refused("give each pack once", "--policy: %s is given twice", name)
		}
	}
	return nil
}

// packSource is a pack that was read, and by whose word.
type packSource struct {
	layer   policy.Layer
	trusted bool // part of the program, or signed by someone whom the trust file believes: it may run in this process
	part    policy.Part
}

// packSources reads the packs that the flags name, in the order in which they are loaded: the built-in pack or its
// helpers, what is verified, what is not. So nobody's draft comes before a pack that somebody vouches for.
func (c *command) packSources(ctx context.Context, f packFlags) ([]packSource, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	at, err := timeOf("--policy-at", f.at)
	if err != nil {
		return nil, err
	}
	if len(f.packs) == 0 {
		return []packSource{{layer: policy.Layer{FS: policies.FS}, trusted: true}}, nil
	}
	trust, err := c.trust(f.trust)
	if err != nil {
		return nil, err
	}
	var found []packSource
	ownHelpers := false
	for _, name := range f.packs {
		s, err := c.packSource(ctx, f, trust, name, at)
		if err != nil {
			return nil, err
		}
		stack, err := policy.Stack(policies.Lib(), s.layer)
		if err != nil {
			return nil, &packError{err}
		}
		ownHelpers = ownHelpers || len(stack) == 1
		found = append(found, *s)
	}
	slices.SortStableFunc(found, func(a, b packSource) int {
		switch {
		case a.trusted == b.trusted:
			return 0
		case a.trusted:
			return -1
		}
		return 1
	})
	switch {
	case !f.noBuiltin:
		found = slices.Insert(found, 0, packSource{layer: policy.Layer{FS: policies.FS}, trusted: true})
	case !ownHelpers:
		found = slices.Insert(found, 0, packSource{layer: policy.Layer{FS: policies.Lib()}, trusted: true, part: policy.Part{Name: "built-in helpers"}})
	}
	return found, nil
}

// loadSources loads packs: here if all of them are trusted, and otherwise in a child process.
func loadSources(ctx context.Context, sources []packSource) (*policy.Pack, error) {
	var layers []policy.Layer
	trusted := true
	for _, s := range sources {
		layers = append(layers, s.layer)
		trusted = trusted && s.trusted
	}
	p, err := loadPack(ctx, layers, trusted)
	if err != nil {
		return nil, err
	}
	for i, s := range sources[:min(len(sources), len(p.Parts))] {
		part := &p.Parts[i]
		part.Name = cmp.Or(s.part.Name, part.Name)
		part.Digest = cmp.Or(s.part.Digest, part.Digest)
		part.Pack, part.Signer = s.part.Pack, s.part.Signer
	}
	return p, nil
}

// engine reads the packs to judge by and starts to load them; everything else is read meanwhile.
func (c *command) engine(ctx context.Context, f caseFlags) (*checker.Checker, error) {
	sources, err := c.packSources(ctx, f.packs)
	if err != nil {
		return nil, err
	}
	return checker.New("belay "+Version(), func() (*policy.Pack, error) { return loadSources(ctx, sources) }), nil
}

// Where a pack may be.
const (
	inFolder = iota
	inBundle
	inRegistry
)

// otherScheme is the address of something else: http://, git::, file:, host:path. A drive of Windows has one letter.
var otherScheme = regexp.MustCompile(`^[A-Za-z0-9+._@-]{2,}:|^[A-Za-z0-9+._-]*://`)

const packHint = "a pack is a folder, a .tar.gz file, or oci://host/repository@sha256:… in a registry"

// placeOf says where the pack called name is. It reads nothing and resolves nothing.
func placeOf(name string) (place int, err error) {
	switch {
	case name == "":
		return 0, refused(packHint, "--policy: it names no pack")
	case strings.HasPrefix(name, registry.Scheme):
		return inRegistry, nil
	case strings.HasPrefix(name, `\\`) || strings.HasPrefix(name, "//"):
		return 0, refused(packHint, "--policy: %s is on another machine", name)
	case otherScheme.MatchString(name):
		return 0, refused(packHint+"; nothing else is fetched", "--policy: %s is no place for a pack", name)
	}
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return 0, refused(packHint, "--policy: %s: %w", name, reason(err))
	case info.IsDir(), isRego(name):
		return inFolder, nil
	case info.Mode().IsRegular() && isBundleFile(name):
		return inBundle, nil
	}
	return 0, refused(packHint, "--policy: %s is neither a folder nor a .rego or .tar.gz file", name)
}

func isBundleFile(name string) bool {
	return strings.HasSuffix(name, ".tar.gz") || strings.HasSuffix(name, ".tgz")
}

// packSource reads one pack. A folder is its owner's own draft, signed by nobody; what was sent by others must be signed.
func (c *command) packSource(ctx context.Context, f packFlags, trust *attest.Trust, name string, at time.Time) (*packSource, error) {
	place, err := placeOf(name)
	if err != nil {
		return nil, err
	}
	if place == inFolder {
		if !holdsRego(name) {
			return nil, refused("name the folder of a pack: FAMILY/NAME.rego and its tests", "--policy: %s holds no Rego file besides tests", name)
		}
		l, err := readDir(name)
		return &packSource{layer: l}, err
	}
	if trust == nil && !f.unsigned {
		return nil, refused("--policy-trust names the trust file that says who may sign it; --policy-unsigned takes it as it is", "--policy: %s came from others, and nothing says whom to believe", name)
	}
	var packed []byte
	var signatures [][]byte
	if place == inRegistry {
		a, err := addressOf(name, f.fetchFlags)
		if err != nil {
			return nil, err
		}
		if a.Digest == "" {
			return nil, refused("name it by its digest, which `belay policy pull` of that tag prints", "--policy: %s may be another pack tomorrow", name)
		}
		pulled, err := client(f.fetchFlags).Pull(ctx, a)
		if err != nil {
			return nil, unfetched(err)
		}
		packed, signatures = pulled.Pack, pulled.Signatures
	} else if packed, signatures, err = readPacked(name, ""); err != nil {
		return nil, err
	}
	if f.unsigned {
		b, err := bundle.Read(packed)
		if err != nil {
			return nil, unfit(name, err)
		}
		return sourceOf(name, b, packed, nil), nil
	}
	v, err := verified(trust, name, packed, signatures, at)
	if err != nil {
		return nil, err
	}
	return sourceOf(name, v.Bundle, packed, v.signed), nil
}

func sourceOf(name string, b *bundle.Bundle, packed []byte, signed *attest.SignedPack) *packSource {
	shown := name
	if !strings.HasPrefix(name, registry.Scheme) {
		shown = slashed(name)
	}
	s := &packSource{layer: b.Layer(shown), part: policy.Part{Digest: schemas.Digest(packed), Pack: strings.TrimSpace(b.Name + " " + b.Version)}}
	if signed != nil {
		s.trusted, s.part.Signer = true, signed.Signer
	}
	return s
}
