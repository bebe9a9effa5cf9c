package examples

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"belay/schemas"
)

// The manifest of the Fedora CoreOS story says of the rollout what the project's own file says.
func TestFedoraRampIsTheProjects(t *testing.T) {
	text, err := os.ReadFile("fedora-coreos/source/updates-stable.json")
	if err != nil {
		t.Fatal(err)
	}
	var updates struct {
		Releases []struct {
			Version  string
			Metadata struct {
				Rollout struct {
					Duration int64   `json:"duration_minutes"`
					Start    float64 `json:"start_percentage"`
				}
			}
		}
	}
	if err := json.Unmarshal(text, &updates); err != nil {
		t.Fatal(err)
	}
	doc, err := schemas.Read(os.DirFS("fedora-coreos"), "release.hcl", schemas.Manifest)
	if err != nil {
		t.Fatal(err)
	}
	facts := doc.Facts()
	version := facts["release"].(map[string]any)["version"]
	ramp := facts["rollout"].(map[string]any)["ramp"].(map[string]any)
	for _, r := range updates.Releases {
		if r.Version != version {
			continue
		}
		got := fmt.Sprintf("%v s from %v", ramp["duration"], ramp["start_percent"])
		want := fmt.Sprintf("%d s from %v", r.Metadata.Rollout.Duration*60, r.Metadata.Rollout.Start*100)
		if got != want {
			t.Errorf("the manifest's ramp is %s, and the project's %s", got, want)
		}
		return
	}
	t.Errorf("the project's file has no %v", version)
}
