package examples

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"

	"belay/schemas"
)

// The manifest of the Fedora CoreOS story says of the rollout, and of the way to it, what the project's own file says.
func TestFedoraManifestIsTheProjects(t *testing.T) {
	text, err := os.ReadFile("fedora-coreos/source/updates-stable.json")
	if err != nil {
		t.Fatal(err)
	}
	var updates struct {
		Releases []struct {
			Version  string
			Metadata struct {
				Barrier *struct{}
				Rollout struct {
					Duration int64   `json:"duration_minutes"`
					Begin    int64   `json:"start_epoch"`
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
	rollout := facts["rollout"].(map[string]any)
	ramp := rollout["ramp"].(map[string]any)
	barriers := []any{}
	for _, r := range updates.Releases {
		if r.Metadata.Barrier != nil {
			barriers = append(barriers, r.Version)
		}
		if r.Version != version {
			continue
		}
		shown := r.Metadata.Rollout
		got := fmt.Sprintf("%v s from %v on, %v", ramp["duration"], ramp["start_percent"], rollout["starts"])
		want := fmt.Sprintf("%d s from %v on, %s", shown.Duration*60, shown.Start*100, time.Unix(shown.Begin, 0).UTC().Format(time.RFC3339))
		if got != want {
			t.Errorf("the manifest's ramp is %s, and the project's %s", got, want)
		}
		got = fmt.Sprint(facts["lifecycle"].(map[string]any)["barriers"])
		if want := fmt.Sprint(barriers); got != want {
			t.Errorf("the manifest's barriers are %s, and the project's %s", got, want)
		}
		return
	}
	t.Errorf("the project's file has no %v", version)
}
