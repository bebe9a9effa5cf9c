// Command make rewrites the signed files of the examples: run `go run ./examples/make` in the folder of the module.
// Its keys follow from fixed seeds and its dates are fixed, so a second run changes nothing.
//
// What is signed is written in the predicates/*.json of each story; who signs it, when, and about which files, is in
// stories.go. Every signer is made up.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if err := run("examples"); err != nil {
		fmt.Fprintf(os.Stderr, "make: error: %v\n  hint: run it in the folder of the module\n", err)
		os.Exit(1)
	}
}

func run(dir string) error {
	made, err := makeAll(os.DirFS(dir))
	if err != nil {
		return err
	}
	for name, content := range made {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(full, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
