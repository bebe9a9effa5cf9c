package registry

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/opencontainers/go-digest"
	"github.com/opencontainers/image-spec/specs-go"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"oras.land/oras-go/v2/errdef"
	"oras.land/oras-go/v2/registry/remote"
)

// Push stores a pack, and its signature unless that is nil, and returns the address with the digest. The same pack gives
// the same digest: there is no time in its manifest. Title is the name and version for people who look at a registry.
func (c *Client) Push(ctx context.Context, a Address, title string, pack, signature []byte) (Address, error) {
	ctx, cancel := within(ctx)
	defer cancel()
	if a.Digest != "" {
		return a, errors.New("a digest is what comes out: give a tag, or nothing behind the repository")
	}
	repo, err := c.repository(a)
	if err != nil {
		return a, err
	}
	desc, err := push(ctx, repo, a.Tag, ocispec.Manifest{
		Config:      described(configType, []byte("{}")),
		Layers:      []ocispec.Descriptor{described(packType, pack)},
		Annotations: map[string]string{ocispec.AnnotationTitle: title},
	}, []byte("{}"), pack)
	if err != nil {
		return a, fmt.Errorf("%s: %w", a, said(err))
	}
	if signature != nil {
		_, err = push(ctx, repo, "", ocispec.Manifest{
			ArtifactType: signatureType,
			Config:       described(emptyType, []byte("{}")),
			Layers:       []ocispec.Descriptor{described(signatureType, signature)},
			Subject:      &desc,
			Annotations:  map[string]string{"dev.sigstore.bundle.content": "dsse-envelope"},
		}, []byte("{}"), signature)
		if err != nil {
			return a, fmt.Errorf("%s: storing its signature: %w", a, said(err))
		}
	}
	return Address{Host: a.Host, Repository: a.Repository, Digest: string(desc.Digest)}, nil
}

// push stores a manifest after its config and its layer, under its digest or a tag.
func push(ctx context.Context, repo *remote.Repository, tag string, m ocispec.Manifest, config, layer []byte) (ocispec.Descriptor, error) {
	m.Versioned, m.MediaType = specs.Versioned{SchemaVersion: 2}, manifestType
	text, err := json.Marshal(m)
	if err != nil {
		return ocispec.Descriptor{}, err
	}
	desc := described(manifestType, text)
	for _, b := range []struct {
		desc ocispec.Descriptor
		text []byte
	}{{m.Config, config}, {m.Layers[0], layer}} {
		if there, err := repo.Blobs().Exists(ctx, b.desc); err != nil || there {
			if err != nil {
				return desc, err
			}
			continue
		}
		if err := repo.Blobs().Push(ctx, b.desc, bytes.NewReader(b.text)); err != nil && !errors.Is(err, errdef.ErrAlreadyExists) {
			return desc, err
		}
	}
	if err := repo.Manifests().Push(ctx, desc, bytes.NewReader(text)); err != nil {
		return desc, err
	}
	if tag != "" {
		return desc, repo.Manifests().PushReference(ctx, desc, bytes.NewReader(text), tag)
	}
	return desc, nil
}

func described(typ string, text []byte) ocispec.Descriptor {
	return ocispec.Descriptor{MediaType: typ, Digest: digest.FromBytes(text), Size: int64(len(text))}
}
