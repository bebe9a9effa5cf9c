package checker

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"time"
)

// recordExposure derives the exposure from the stages of a rollout record of the release. A record that makes no sense
// is an error: stages that overlap, shrink or are not those that were promised, times before the release or after the
// record was signed, devices that do not fit the percentages. Signed is zero where there is no trusted time.
func recordExposure(record map[string]any, m *Manifest, signed, now time.Time) (Exposure, error) {
	if signed.IsZero() {
		signed = now
	}
	promised := object(m.facts, "rollout")
	fleet := rat(record["fleet_size"])
	if want := rat(promised["fleet_size"]); want.Sign() > 0 && !near(fleet, want) {
		return Exposure{}, fmt.Errorf("its fleet has %s devices, and that of the manifest %s", number(record["fleet_size"]), number(promised["fleet_size"]))
	}
	c := &curve{}
	names := namesOf(promised)
	var begin, end time.Time
	last, place, external := new(big.Rat), 0, false
	for i, v := range list(record, "stages") {
		s, _ := v.(map[string]any)
		name := text(s, "name")
		started, err1 := time.Parse(time.RFC3339, text(s, "started"))
		ended, err2 := time.Parse(time.RFC3339, text(s, "ended"))
		share := rat(s["exposed_percent"])
		step := slices.Index(names, name)
		switch {
		case err1 != nil || err2 != nil || ended.Before(started):
			return Exposure{}, fmt.Errorf("stage %q ends before it starts", name)
		case i > 0 && started.Before(end):
			return Exposure{}, fmt.Errorf("stage %q starts before the one before it ends", name)
		case started.Before(m.created()):
			return Exposure{}, fmt.Errorf("stage %q starts before the release was made", name)
		case ended.After(signed):
			return Exposure{}, fmt.Errorf("stage %q ends after the record was signed", name)
		case share.Cmp(last) < 0:
			return Exposure{}, fmt.Errorf("stage %q shrinks", name)
		case external && text(s, "audience") == "internal":
			return Exposure{}, fmt.Errorf("stage %q is internal, after an external one", name)
		case len(names) > 0 && step < 0:
			return Exposure{}, fmt.Errorf("the manifest promises no stage %q", name)
		case len(names) > 0 && (step < place || step > place+1 || (i == 0 && step > 0)):
			return Exposure{}, fmt.Errorf("stage %q is not the one that was promised to come here", name)
		case tooMany(s, share, fleet):
			return Exposure{}, fmt.Errorf("stage %q has more devices than its percentage of the fleet", name)
		}
		if i == 0 {
			begin, c.begin = started, started
		}
		when, soak := int64(started.Sub(begin)/time.Second), int64(ended.Sub(started)/time.Second)
		c.points = append(c.points, Point{At: &when, Percent: s["exposed_percent"].(json.Number), Audience: text(s, "audience"),
			Soak: &soak, Cohorts: texts(s, "cohorts"), Name: name, From: []any{"stages", i}})
		last, end, place, external = share, ended, max(step, 0), external || text(s, "audience") == "external"
	}
	return c.exposure(), nil
}

// namesOf lists the parts of a rollout in order: its stages, and the model of what follows them.
func namesOf(rollout map[string]any) []string {
	names := []string{}
	for _, v := range list(rollout, "stages") {
		s, _ := v.(map[string]any)
		names = append(names, text(s, "name"))
	}
	switch model := text(rollout, "model"); model {
	case "", "stages":
	default:
		names = append(names, model)
	}
	return names
}

// near tells whether a fleet is of the size that was promised: fleets grow and shrink, but not to twice or half.
func near(a, b *big.Rat) bool {
	two := big.NewRat(2, 1)
	return a.Cmp(new(big.Rat).Mul(b, two)) <= 0 && b.Cmp(new(big.Rat).Mul(a, two)) <= 0
}

// tooMany tells whether a stage names more devices than its share of the fleet, by more than one in a hundred and one device.
func tooMany(stage map[string]any, share, fleet *big.Rat) bool {
	if stage["exposed_devices"] == nil {
		return false
	}
	most := new(big.Rat).Mul(share, fleet)
	most.Mul(most, big.NewRat(101, 10_000)).Add(most, big.NewRat(1, 1))
	return rat(stage["exposed_devices"]).Cmp(most) > 0
}
