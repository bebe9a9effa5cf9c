package main

import (
	"bytes"
	"io/fs"
	"os"
	"testing"
)

// What is in the tree is what the generator makes, byte for byte.
func TestNothingChanges(t *testing.T) {
	fsys := os.DirFS("..")
	made, err := makeAll(fsys)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range made {
		got, err := fs.ReadFile(fsys, name)
		if err != nil {
			t.Error(err)
		} else if !bytes.Equal(got, want) {
			t.Errorf("%s is not what is generated: run go run ./examples/make", name)
		}
	}
}
