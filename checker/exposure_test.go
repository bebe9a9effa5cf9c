package checker

import (
	"fmt"
	"strings"
	"testing"

	"belay/schemas"
)

// release is a manifest that makes sense, up to its rollout.
const release = `schema = "belay/manifest/v1"
release {
  vendor      = "Example"
  product     = "Sensor"
  version     = "1.2.3"
  kind        = "content"
  consumed_by = "kernel"
  created     = "2026-11-22T04:09:00Z"
}
artifact "channel" {
  kind   = "content"
  digest = { sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" }
}
`

func manifestOf(t *testing.T, src string) (*Manifest, error) {
	t.Helper()
	doc, err := schemas.Parse("release.hcl", []byte(src), schemas.Manifest)
	if err != nil {
		return nil, err
	}
	return NewManifest(doc)
}

func TestExposure(t *testing.T) {
	stage := func(name, audience, percent, soak string) string {
		s := fmt.Sprintf("stage %q {\n audience = %q\n max_percent = %s\n", name, audience, percent)
		if soak != "" {
			s += fmt.Sprintf(" soak = %q\n", soak)
		}
		return s + "}\n"
	}
	for _, c := range []struct {
		name, rollout string
		points        string // percent@seconds, * for external
		growth        string
		half, total   string
	}{
		{"stages", "model = \"stages\"\n" + stage("a", "internal", "0.01", "24h") + stage("b", "external", "0.1", "24h") + stage("c", "external", "1", "12h") + stage("d", "external", "100", "0s"),
			"0.01@0 0.1@86400* 1@172800* 100@216000*", "100", "129600", "216000"},
		{"one stage", "model = \"stages\"\n" + stage("all", "external", "100", "0s"), "100@0*", "", "0", "0"},
		{"a soak is not given", "model = \"stages\"\n" + stage("a", "external", "1", "") + stage("b", "external", "100", "0s"), "1@0* 100@-*", "100", "-", "-"},
		{"never everybody", "model = \"stages\"\n" + stage("a", "external", "1", "1h") + stage("b", "external", "50", "1h"), "1@0* 50@3600*", "50", "3600", "-"},
		{"internal holds most", "model = \"stages\"\n" + stage("a", "internal", "60", "1h") + stage("b", "external", "100", "1h"), "60@0 100@3600*", "", "0", "3600"},
		{"ramp", "model = \"ramp\"\nramp {\n audience = \"external\"\n start_percent = 10\n duration = \"90h\"\n}", "10@0* 10.24@864* 20.48@37728* 40.96@111456* 81.92@258912* 100@324000*", "2", "144000", "324000"},
		{"steps after a stage", "model = \"steps\"\n" + stage("a", "internal", "1", "1h") + "steps {\n audience = \"external\"\n first_percent = 30\n step_percent = 30\n every = \"6h\"\n}", "1@0 30@3600* 60@25200* 90@46800* 100@68400*", "2", "21600", "68400"},
		{"throttle", "model = \"throttle\"\nthrottle {\n by = \"platform\"\n point {\n after = \"0s\"\n percent = 1\n }\n point {\n after = \"1d\"\n percent = 100\n }\n}", "1@0* 100@86400*", "100", "86400", "86400"},
		{"channels, by delay", "model = \"channels\"\nchannel \"late\" {\n percent = 90\n delay = \"48h\"\n}\nchannel \"early\" {\n percent = 10\n delay = \"0s\"\n}", "10@0* 100@172800*", "10", "172800", "172800"},
		{"a third has no decimal form", "model = \"stages\"\n" + stage("a", "external", "0.3", "1h") + stage("b", "external", "1", "1h"), "0.3@0* 1@3600*", "3.333334", "-", "-"},
		{"ten times is ten times", "model = \"stages\"\n" + stage("a", "external", "0.1", "1h") + stage("b", "external", "1", "1h"), "0.1@0* 1@3600*", "10", "-", "-"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, err := manifestOf(t, release+"rollout {\n"+c.rollout+"\n}\n")
			if err != nil {
				t.Fatal(err)
			}
			e := exposureOf(object(m.facts, "rollout"), "rollout")
			points := []string{}
			for _, p := range e.Points {
				s := fmt.Sprintf("%s@%s", p.Percent, show(p.At))
				if p.Audience == "external" {
					s += "*"
				}
				points = append(points, s)
				if _, ok := m.lookup(p.From); !ok {
					t.Errorf("%v is no place in the manifest", p.From)
				}
			}
			if got := strings.Join(points, " "); got != c.points {
				t.Errorf("points %s\nwant   %s", got, c.points)
			}
			if string(e.Growth) != c.growth || show(e.Half) != c.half || show(e.Duration) != c.total {
				t.Errorf("growth %s half %s duration %s, want %s %s %s", e.Growth, show(e.Half), show(e.Duration), c.growth, c.half, c.total)
			}
		})
	}
}

func show(n *int64) string {
	if n == nil {
		return "-"
	}
	return fmt.Sprint(*n)
}

// FCOS's own ramp starts at nothing: the first point is the first share that is drawn.
func TestRampFromZero(t *testing.T) {
	m, err := manifestOf(t, release+"rollout {\nmodel = \"ramp\"\nramp {\n audience = \"external\"\n start_percent = 0\n duration = \"48h\"\n}\n}\n")
	if err != nil {
		t.Fatal(err)
	}
	e := exposureOf(object(m.facts, "rollout"), "rollout")
	if e.FirstExternal.Percent != "0.01" || len(e.Points) != 15 || show(e.Half) != "86400" || show(e.Duration) != "172800" {
		t.Errorf("first %s, %d points, half %s", e.FirstExternal.Percent, len(e.Points), show(e.Half))
	}
}

// Points have a date when the rollout's start is given, and the weekday of the place where that was written.
func TestPointsHaveDates(t *testing.T) {
	const rollout = "rollout {\n model = \"stages\"\n%s stage \"a\" {\n  audience = \"external\"\n  max_percent = 1\n  soak = %q\n }\n stage \"b\" {\n  audience = \"external\"\n  max_percent = 100\n }\n}\n"
	for _, c := range []struct{ name, starts, soak, want string }{
		{"not given", "", "1d", "  "},
		{"in UTC", "starts = \"2026-11-26T09:00:00Z\"\n", "1d", "2026-11-26T09:00:00Z thursday 2026-11-27T09:00:00Z friday"},
		{"in another zone it is another day", "starts = \"2026-11-26T23:30:00-08:00\"\n", "1h", "2026-11-27T07:30:00Z thursday 2026-11-27T08:30:00Z friday"},
		{"beyond what rules can count", "starts = \"2026-11-26T09:00:00Z\"\n", "99999d", "2026-11-26T09:00:00Z thursday  "},
	} {
		m, err := manifestOf(t, release+fmt.Sprintf(rollout, c.starts, c.soak))
		if err != nil {
			t.Fatal(err)
		}
		p := exposureOf(object(m.facts, "rollout"), "rollout").Points
		if got := p[0].Starts + " " + p[0].Weekday + " " + p[1].Starts + " " + p[1].Weekday; strings.TrimSpace(got) != strings.TrimSpace(c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// A manifest that fits its schema and makes no sense is refused, at the place that makes none.
func TestManifestSense(t *testing.T) {
	const stages = "rollout {\n model = \"stages\"\n stage \"a\" {\n  audience = \"external\"\n  max_percent = 10\n }\n stage \"b\" {\n  audience = \"external\"\n  max_percent = 5\n }\n}\n"
	for _, c := range []struct{ name, src, want string }{
		{"stages that shrink", stages, `release.hcl:22:17: stage "b" reaches 5 percent, less than "a" before it`},
		{"a stage that reaches nobody new", "rollout {\n model = \"stages\"\n stage \"a\" {\n  audience = \"internal\"\n  max_percent = 1\n }\n stage \"b\" {\n  audience = \"external\"\n  max_percent = 1\n }\n}\n", `stage "b" reaches nobody whom "a" has not reached`},
		{"a stage of less than a device", "rollout {\n model = \"stages\"\n fleet_size = 1000\n stage \"a\" {\n  audience = \"internal\"\n  max_percent = 1\n }\n stage \"b\" {\n  audience = \"external\"\n  max_percent = 1.05\n }\n}\n", `stage "b" reaches nobody whom "a" has not reached`},
		{"internal after external", "rollout {\n model = \"stages\"\n stage \"a\" {\n  audience = \"external\"\n  max_percent = 1\n }\n stage \"b\" {\n  audience = \"internal\"\n  max_percent = 50\n }\n}\n", "an internal audience comes after an external one"},
		{"an internal ramp after external", "rollout {\n model = \"ramp\"\n stage \"a\" {\n  audience = \"external\"\n  max_percent = 1\n }\n ramp {\n  audience = \"internal\"\n  start_percent = 1\n  duration = \"0s\"\n }\n}\n", "an internal audience comes after an external one"},
		{"a stage called as the model", "rollout {\n model = \"ramp\"\n stage \"ramp\" {\n  audience = \"external\"\n  max_percent = 1\n }\n ramp {\n  audience = \"external\"\n  start_percent = 1\n  duration = \"4h\"\n }\n}\n", `a stage is called "ramp"`},
		{"a gate for no time", "gate \"g\" {\n metric = \"m_percent\"\n max = 1\n window = \"0s\"\n scope = \"fleet\"\n action = \"halt\"\n automatic = true\n}\n", "measures for no time at all"},
		{"a gate that stops nothing", "gate \"g\" {\n metric = \"m_percent\"\n max = 100\n window = \"1h\"\n scope = \"fleet\"\n action = \"halt\"\n automatic = true\n}\n", "never stops anything"},
		{"starts before it is made", "rollout {\n model = \"stages\"\n starts = \"2026-11-22T04:08:59Z\"\n stage \"a\" {\n  audience = \"external\"\n  max_percent = 100\n }\n}\n", "the rollout starts before the release is made"},
		{"no stages", "rollout {\n model = \"stages\"\n}\n", "release.hcl:15:10: the model is stages, and there is no stages"},
		{"two shapes", "rollout {\n model = \"stages\"\n stage \"a\" {\n  audience = \"external\"\n  max_percent = 5\n }\n ramp {\n  audience = \"external\"\n  start_percent = 0\n  duration = \"4h\"\n }\n}\n", "the model is stages, and there is a ramp too"},
		{"channels of 99 percent", "rollout {\n model = \"channels\"\n channel \"a\" {\n  percent = 99\n  delay = \"0s\"\n }\n}\n", "the channels hold 99 percent of the fleet, not 100"},
		{"points out of order", "rollout {\n model = \"throttle\"\n throttle {\n  by = \"x\"\n  point {\n   after = \"4h\"\n   percent = 5\n  }\n  point {\n   after = \"4h\"\n   percent = 6\n  }\n }\n}\n", "this point does not come after the one before it"},
		{"a gate over nothing", "rollout {\n model = \"stages\"\n stage \"a\" {\n  audience = \"external\"\n  max_percent = 10\n }\n}\ngate \"g\" {\n stages = [\"b\"]\n metric = \"m_percent\"\n max = 1\n window = \"1h\"\n scope = \"fleet\"\n action = \"halt\"\n automatic = true\n}\n", `guards a stage that does not exist: "b"`},
		{"unknown by the vendor", "unknown = [\"validation\"]\n", "only a reconstruction may list paths as unknown"},
		{"unknown and given", "reconstruction {\n by = \"x\"\n sources = [\"https://example.com/\"]\n}\nunknown = [\"release.kind\"]\n", "release.kind is given, so it cannot be unknown"},
		{"unknown and not in the schema", "reconstruction {\n by = \"x\"\n sources = [\"https://example.com/\"]\n}\nunknown = [\"rollout.stages[].sock\"]\n", `a manifest has no such path: "rollout.stages[].sock"`},
		{"an emergency that is none", "emergency {\n reason = \"x\"\n approvers = [\"a\"]\n review_by = \"2026-12-01T00:00:00Z\"\n}\n", "the urgency is not emergency"},
		{"a freeze that ends first", "rollout {\n model = \"stages\"\n stage \"a\" {\n  audience = \"external\"\n  max_percent = 10\n }\n freeze \"f\" {\n  from = \"2026-12-02T00:00:00Z\"\n  until = \"2026-12-01T00:00:00Z\"\n }\n}\n", `freeze "f" ends before it begins`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := manifestOf(t, release+c.src)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

// Whatever its shape, a part of the rollout says which cohorts it covers, and its points repeat it.
func TestCohortsOfEveryShape(t *testing.T) {
	for _, c := range []struct{ name, rollout, want string }{
		{"stages", `model = "stages"
stage "a" {
  audience    = "external"
  max_percent = 100
  cohorts     = ["x", "y"]
}`, "[x y]"},
		{"ramp", `model = "ramp"
ramp {
  audience      = "external"
  start_percent = 50
  duration      = "1h"
  cohorts       = ["x", "y"]
}`, "[x y] [x y] [x y]"},
		{"steps", `model = "steps"
steps {
  audience      = "external"
  first_percent = 50
  step_percent  = 50
  every         = "1h"
  cohorts       = ["x"]
}`, "[x] [x]"},
		{"throttle", `model = "throttle"
throttle {
  by = "platform"
  point {
    after   = "0s"
    percent = 1
    cohorts = ["x"]
  }
  point {
    after   = "1h"
    percent = 100
  }
}`, "[x] []"},
		{"channels", `model = "channels"
channel "late" {
  percent = 90
  delay   = "1h"
}
channel "early" {
  percent = 10
  delay   = "0s"
  cohorts = ["y"]
}`, "[y] []"},
	} {
		m, err := manifestOf(t, release+"rollout {\n"+c.rollout+"\n}\n")
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		got := []string{}
		for _, p := range exposureOf(object(m.facts, "rollout"), "rollout").Points {
			got = append(got, fmt.Sprint(p.Cohorts))
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: cohorts %s, want %s", c.name, s, c.want)
		}
	}
}
