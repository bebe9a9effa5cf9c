package checker

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"belay/schemas"
)

// A signed record of things that cannot have happened is told from a good one, and why.
func TestRecordsThatCannotBe(t *testing.T) {
	m, err := manifestOf(t, release+`rollout {
  model      = "stages"
  fleet_size = 1000000
  stage "internal" {
    audience    = "internal"
    max_percent = 0.1
  }
  stage "canary" {
    audience    = "external"
    max_percent = 1
  }
  stage "all" {
    audience    = "external"
    max_percent = 100
  }
}
`)
	if err != nil {
		t.Fatal(err)
	}
	stage := func(name, audience, started, ended, percent, more string) string {
		return fmt.Sprintf(`{"name":%q,"audience":%q,"started":%q,"ended":%q,"exposed_percent":%s,"gates":[],"decision":"promote","actor":"automatic"%s}`,
			name, audience, "2026-11-"+started+"T00:00:00Z", "2026-11-"+ended+"T00:00:00Z", percent, more)
	}
	internal := stage("internal", "internal", "23", "24", "0.1", "")
	canary := stage("canary", "external", "24", "25", "1", "")
	all := stage("all", "external", "25", "26", "100", "")
	for _, c := range []struct{ name, fleet, stages, want string }{
		{"it happened", "1000000", internal + "," + canary + "," + all, ""},
		{"it was stopped", "1000000", internal + "," + canary, ""},
		{"with devices", "1000000", internal + "," + stage("canary", "external", "24", "25", "1", `,"exposed_devices":10000`), ""},
		{"it shrinks", "1000000", internal + "," + stage("canary", "external", "24", "25", "0.01", ""), `stage "canary" shrinks`},
		{"it overlaps", "1000000", internal + "," + stage("canary", "external", "23", "25", "1", ""), `stage "canary" starts before the one before it ends`},
		{"backwards", "1000000", stage("internal", "internal", "24", "23", "0.1", ""), "ends before it starts"},
		{"before the release", "1000000", strings.Replace(internal, "2026-11-23", "2016-11-23", 1), "starts before the release was made"},
		{"after it was signed", "1000000", internal + "," + stage("canary", "external", "24", "29", "1", ""), "ends after the record was signed"},
		{"other names", "1000000", stage("ring-0", "internal", "23", "24", "0.1", ""), `promises no stage "ring-0"`},
		{"a stage left out", "1000000", internal + "," + all, `stage "all" is not the one that was promised to come here`},
		{"internal again", "1000000", internal + "," + canary + "," + stage("all", "internal", "25", "26", "100", ""), "internal, after an external one"},
		{"too many devices", "1000000", internal + "," + stage("canary", "external", "24", "25", "1", `,"exposed_devices":1000000`), "more devices than its percentage"},
		{"another fleet", "100000000", internal, "its fleet has 100000000 devices"},
	} {
		t.Run(c.name, func(t *testing.T) {
			facts, err := schemas.Predicate("rollout-record/v1", []byte(`{"release":{"vendor":"Example","product":"Sensor","version":"1.2.3"},"urgency":"routine","fleet_size":`+c.fleet+`,"stages":[`+c.stages+`],"state":"complete"}`))
			if err != nil {
				t.Fatal(err)
			}
			_, err = recordExposure(facts, m, time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC), now)
			if (err == nil) != (c.want == "") || (err != nil && !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}
