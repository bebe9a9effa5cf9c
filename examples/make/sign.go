package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"time"

	"belay/attest/forge"
	"belay/schemas"
)

// A signer is a made-up identity, or, where it has a key, the seed of a made-up key.
type signer struct {
	issuer, subject string
	key             string
}

// An attestation is one predicate of a story, signed.
type attestation struct {
	predicate string   // the file in predicates/, without .json
	typ       string   // of the predicate, as trust files write it
	about     []string // the files whose digests are its subjects, relative to the story's folder
	commit    string   // the Git commit that is its subject, where it is about source
	by        signer
	at        string // RFC 3339
	out       string // the folder of the bundle; attestations when empty
}

// A trustFolder holds a trust file, and so the root and the keys that it names.
type trustFolder struct {
	dir  string
	keys map[string]string // file to seed
}

// makeAll returns all generated files of the examples by their path below fsys, which holds the rest of them.
func makeAll(fsys fs.FS) (map[string][]byte, error) {
	instance, err := forge.New("belay examples", time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		return nil, err
	}
	made := map[string][]byte{}
	for _, t := range trustFolders() {
		if made[path.Join(t.dir, "trusted_root.json")], err = trustedRoot(instance); err != nil {
			return nil, err
		}
		for file, seed := range t.keys {
			if _, made[path.Join(t.dir, file)], err = forge.Key(seed); err != nil {
				return nil, err
			}
		}
	}
	for dir, attestations := range stories() {
		for _, a := range attestations {
			bundle, err := a.sign(fsys, dir, instance)
			if err != nil {
				return nil, fmt.Errorf("%s/%s: %w", dir, a.predicate, err)
			}
			out := a.out
			if out == "" {
				out = "attestations"
			}
			made[path.Join(dir, out, a.predicate+".sigstore.json")] = append(bundle, '\n')
		}
	}
	return made, nil
}

func trustedRoot(i *forge.Instance) ([]byte, error) {
	text, err := i.TrustedRoot()
	return append(text, '\n'), err
}

func (a attestation) sign(fsys fs.FS, dir string, i *forge.Instance) ([]byte, error) {
	at, err := time.Parse(time.RFC3339, a.at)
	if err != nil {
		return nil, err
	}
	statement, err := a.statement(fsys, dir)
	if err != nil {
		return nil, err
	}
	if a.by.key == "" {
		return i.Keyless(a.by.issuer, a.by.subject, statement, at)
	}
	key, _, err := forge.Key(a.by.key)
	if err != nil {
		return nil, err
	}
	return i.Keyed(key, a.by.key, statement, at)
}

func (a attestation) statement(fsys fs.FS, dir string) ([]byte, error) {
	text, err := fs.ReadFile(fsys, path.Join(dir, "predicates", a.predicate+".json"))
	if err != nil {
		return nil, err
	}
	if _, err := schemas.Predicate(schemas.Long(a.typ), text); err != nil {
		return nil, err
	}
	var subjects []forge.Subject
	for _, name := range a.about {
		content, err := fs.ReadFile(fsys, path.Join(dir, name))
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(content)
		subjects = append(subjects, forge.Subject{Name: name, Digest: map[string]string{"sha256": hex.EncodeToString(sum[:])}})
	}
	if a.commit != "" {
		subjects = append(subjects, forge.Subject{Name: "commit", Digest: map[string]string{"gitCommit": a.commit}})
	}
	return forge.Statement(schemas.Long(a.typ), subjects, json.RawMessage(text))
}
