package registry

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"oras.land/oras-go/v2/content"
	"oras.land/oras-go/v2/registry/remote"

	"belay/schemas"
)

// Pulled is a pack as a registry gave it.
type Pulled struct {
	Address    Address // with the digest, whatever was asked for
	Pack       []byte
	Signatures [][]byte // sigstore bundles that say they are of it, in the registry's order
}

// Pull fetches a pack and what refers to it as its signatures. Every byte has the digest that its address, or the
// manifest at its address, gives. A tag is only somebody's word of which digest is meant.
func (c *Client) Pull(ctx context.Context, a Address) (*Pulled, error) {
	ctx, cancel := within(ctx)
	defer cancel()
	repo, err := c.repository(a)
	if err != nil {
		return nil, err
	}
	at := a.Digest
	if at == "" {
		at = a.Tag
	}
	if at == "" {
		return nil, fmt.Errorf("%s: neither a tag nor a digest", a)
	}
	desc, manifest, err := fetchManifest(ctx, repo, at)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", a, said(err))
	}
	if a.Digest != "" && string(desc.Digest) != a.Digest {
		return nil, fmt.Errorf("%s: the registry answers with %s", a, desc.Digest)
	}
	p := &Pulled{Address: Address{Host: a.Host, Repository: a.Repository, Digest: string(desc.Digest)}}
	layer, err := only(manifest, packType)
	if err != nil {
		return nil, fmt.Errorf("%s: no pack: %w", a, said(err))
	}
	if p.Pack, err = blob(ctx, repo, layer, c.MaxPack); err != nil {
		return nil, fmt.Errorf("%s: %w", a, said(err))
	}
	if p.Signatures, err = signatures(ctx, repo, desc); err != nil {
		return nil, fmt.Errorf("%s: reading its signatures: %w", a, said(err))
	}
	return p, nil
}

// fetchManifest reads a manifest strictly and by its digest. The media type that counts is the one inside.
func fetchManifest(ctx context.Context, repo *remote.Repository, at string) (ocispec.Descriptor, *ocispec.Manifest, error) {
	var none ocispec.Descriptor
	desc, body, err := repo.Manifests().FetchReference(ctx, at)
	if err != nil {
		return none, nil, err
	}
	defer body.Close()
	if desc.Size < 0 || desc.Size > maxManifest {
		return none, nil, fmt.Errorf("its manifest is larger than %d bytes", maxManifest)
	}
	text, err := io.ReadAll(io.LimitReader(body, maxManifest+1))
	if err != nil {
		return none, nil, err
	}
	if desc.Digest.Algorithm() != digest.SHA256 || digest.FromBytes(text) != desc.Digest {
		return none, nil, errors.New("its manifest is not the one of that digest")
	}
	if _, err := schemas.Strict(text); err != nil {
		return none, nil, errors.New("its manifest is not strict JSON")
	}
	var m ocispec.Manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return none, nil, errors.New("its manifest cannot be read")
	}
	if m.MediaType != manifestType {
		return none, nil, fmt.Errorf("%q where the manifest of one artifact is needed", m.MediaType)
	}
	desc.Size = int64(len(text))
	return desc, &m, nil
}

// only returns the one layer of a manifest, which must be of a type.
func only(m *ocispec.Manifest, typ string) (ocispec.Descriptor, error) {
	if len(m.Layers) != 1 {
		return ocispec.Descriptor{}, fmt.Errorf("%d layers where one is needed", len(m.Layers))
	}
	if got := m.Layers[0].MediaType; got != typ {
		return ocispec.Descriptor{}, fmt.Errorf("a layer of type %q", got)
	}
	return m.Layers[0], nil
}

// blob reads a blob of at most that size, and of the digest that its descriptor gives.
func blob(ctx context.Context, repo *remote.Repository, desc ocispec.Descriptor, most int64) ([]byte, error) {
	if desc.Size < 0 || desc.Size > most {
		return nil, fmt.Errorf("it is %d bytes, and the limit is %d", desc.Size, most)
	}
	if err := desc.Digest.Validate(); err != nil || desc.Digest.Algorithm() != digest.SHA256 {
		return nil, errors.New("it has no sha256 digest")
	}
	body, err := repo.Blobs().Fetch(ctx, desc)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	return content.ReadAll(body, desc)
}

// signatures fetches the sigstore bundles that refer to a manifest. What refers to it in another form is passed over;
// one that cannot be fetched is an error, for leaving it out would look as if it had never been there.
func signatures(ctx context.Context, repo *remote.Repository, subject ocispec.Descriptor) (out [][]byte, err error) {
	var found []ocispec.Descriptor
	err = repo.Referrers(ctx, subject, "", func(page []ocispec.Descriptor) error {
		for _, d := range page {
			if !slices.Contains([]string{signatureType, emptyType, ""}, d.ArtifactType) {
				continue // some registries give the type of the config for it
			}
			if found = append(found, d); len(found) > maxSignatures {
				return fmt.Errorf("more than %d of them", maxSignatures)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, d := range found {
		_, m, err := fetchManifest(ctx, repo, string(d.Digest))
		if err != nil {
			return nil, err
		}
		if m.Subject == nil || m.Subject.Digest != subject.Digest {
			continue
		}
		layer, err := only(m, signatureType)
		if err != nil {
			continue
		}
		text, err := blob(ctx, repo, layer, maxSignature)
		if err != nil {
			return nil, err
		}
		out = append(out, text)
	}
	return out, nil
}

// said makes what a registry answered fit for one line.
func said(err error) error {
	text := []rune(schemas.Clean(err.Error()))
	if len(text) > 300 {
		text = append(text[:300], '…')
	}
	return &answer{string(text), err}
}

type answer struct {
	text string
	err  error
}

func (a *answer) Error() string { return a.text }
func (a *answer) Unwrap() error { return a.err }
