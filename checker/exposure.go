package checker

import (
	"encoding/json"
	"errors"
	"math/big"
	"slices"
	"strings"
	"time"

	"belay/schemas"
)

// Exposure is a rollout as the share of the fleet that has the release over time, whatever shape it was written in.
type Exposure struct {
	Points []Point `json:"points"`
	// InternalPercent is the share of the last internal point before the first external one.
	InternalPercent json.Number `json:"internal_percent,omitempty"`
	FirstExternal   *Point      `json:"first_external,omitempty"`
	// Growth is the largest factor between two external points that follow each other, rounded up to six decimals;
	// absent where most of the fleet is exposed at once, which nothing comes before.
	Growth     json.Number `json:"growth,omitempty"`
	GrowthFrom []any       `json:"growth_from,omitempty"`
	// Half is the time from the first external exposure to half of the fleet, in seconds; absent when that is never reached or not known.
	Half *int64 `json:"half,omitempty"`
	// Duration is the time from the first exposure to the whole fleet, in seconds; absent when that is never reached or not known.
	Duration *int64 `json:"duration,omitempty"`
}

// Point is one step of a rollout.
type Point struct {
	At       *int64      `json:"at,omitempty"`   // seconds since the first point; absent after a soak that is not given
	Percent  json.Number `json:"percent"`        // of the fleet, everything before included
	Audience string      `json:"audience"`       // internal or external
	Soak     *int64      `json:"soak,omitempty"` // seconds it is watched before the next point; absent when not given
	Cohorts  []string    `json:"cohorts"`
	Name     string      `json:"name"` // the stage, or the model of what follows the stages
	From     []any       `json:"from"` // the path it was derived from
	// Starts is when it begins, RFC 3339 in UTC; Weekday is the day that is where the start of the rollout was written,
	// as "friday". Both are absent when the start of the rollout, or At, is not known.
	Starts  string `json:"starts,omitempty"`
	Weekday string `json:"weekday,omitempty"`
}

// rampGrid is where a ramp is sampled: its start, and each doubling of this share, in percent.
const rampGrid = "0.01"

// exposureOf derives the exposure from a rollout in the manifest's form; from is the path the rollout stands at.
// The rollout must have passed the checks of NewManifest or of planExposure.
func exposureOf(rollout map[string]any, from ...any) Exposure {
	c := &curve{clock: new(int64)}
	stages := list(rollout, "stages")
	for i, v := range stages {
		s, _ := v.(map[string]any)
		c.add(Point{Percent: s["max_percent"].(json.Number), Audience: text(s, "audience"), Cohorts: texts(s, "cohorts"),
			Name: text(s, "name"), From: at(from, "stages", i), Soak: seconds(s["soak"])})
	}
	switch model := text(rollout, "model"); model {
	case "ramp":
		c.ramp(object(rollout, "ramp"), at(from, "ramp"))
	case "steps":
		c.steps(object(rollout, "steps"), at(from, "steps"))
	case "throttle":
		c.throttle(list(object(rollout, "throttle"), "points"), at(from, "throttle", "points"))
	case "channels":
		c.channels(list(rollout, "channels"), at(from, "channels"))
	}
	c.begin, _ = time.Parse(time.RFC3339, text(rollout, "starts"))
	return c.exposure()
}

// curve collects points; clock is the time of the next one, nil once a soak was not given.
type curve struct {
	begin  time.Time // of the first point, in the zone it was written in; zero when not given
	points []Point
	clock  *int64
	half   *int64 // of a ramp: when it passes half of the fleet
}

// add appends a point that starts where the last one's soak ended.
func (c *curve) add(p Point) {
	p.At = copyOf(c.clock)
	c.points = append(c.points, p)
	if c.clock != nil && p.Soak != nil {
		next := *c.clock + *p.Soak
		c.clock = &next
	} else {
		c.clock = nil
	}
}

// ramp samples a straight line at its start and at each doubling from 0.01 percent up.
func (c *curve) ramp(r map[string]any, from []any) {
	start, whole := rat(r["start_percent"]), big.NewRat(100, 1)
	total := seconds(r["duration"])
	shares := []*big.Rat{}
	if start.Sign() > 0 {
		shares = append(shares, start)
	}
	for p, _ := new(big.Rat).SetString(rampGrid); p.Cmp(whole) < 0; p = new(big.Rat).Mul(p, big.NewRat(2, 1)) {
		if p.Cmp(start) > 0 {
			shares = append(shares, p)
		}
	}
	if start.Cmp(whole) < 0 {
		shares = append(shares, whole)
	}
	base := copyOf(c.clock)
	when := func(p *big.Rat) *int64 {
		if base == nil || total == nil {
			return nil
		}
		t := *base
		if span := new(big.Rat).Sub(whole, start); span.Sign() > 0 {
			done := new(big.Rat).Quo(new(big.Rat).Sub(p, start), span)
			t += floor(done.Mul(done, new(big.Rat).SetInt64(*total)))
		}
		return &t
	}
	for i, p := range shares {
		pt := Point{At: when(p), Percent: decimal(p), Audience: text(r, "audience"), Cohorts: texts(r, "cohorts"), Name: "ramp", From: from}
		if i == 0 { // a ramp from nothing exposes the first device when it starts, not when it reaches the first share that is drawn
			pt.At = copyOf(base)
		}
		if i+1 < len(shares) {
			pt.Soak = between(pt.At, when(shares[i+1]))
		} else {
			pt.Soak = new(int64)
		}
		c.points = append(c.points, pt)
	}
	if half := big.NewRat(50, 1); start.Cmp(half) < 0 {
		c.half = when(half)
	}
}

func (c *curve) steps(s map[string]any, from []any) {
	p, step, whole := rat(s["first_percent"]), rat(s["step_percent"]), big.NewRat(100, 1)
	for n := 0; n < maxSteps; n++ {
		last := p.Cmp(whole) >= 0
		if last {
			p = whole
		}
		pt := Point{Percent: decimal(p), Audience: text(s, "audience"), Cohorts: texts(s, "cohorts"), Name: "steps", From: from, Soak: seconds(s["every"])}
		if last {
			pt.Soak = new(int64)
		}
		c.add(pt)
		if last {
			return
		}
		p = new(big.Rat).Add(p, step)
	}
}

// maxSteps bounds the points that a rollout in steps is drawn with; steps that would need more never reach the whole fleet.
const maxSteps = 1000

func (c *curve) throttle(points []any, from []any) {
	base := copyOf(c.clock)
	for i, v := range points {
		p, _ := v.(map[string]any)
		after := seconds(p["after"])
		pt := Point{At: sum(base, after), Percent: p["percent"].(json.Number), Audience: "external", Cohorts: texts(p, "cohorts"), Name: "throttle", From: at(from, i)}
		if i+1 < len(points) {
			next, _ := points[i+1].(map[string]any)
			pt.Soak = between(after, seconds(next["after"]))
		} else {
			pt.Soak = new(int64)
		}
		c.points = append(c.points, pt)
	}
}

func (c *curve) channels(channels []any, from []any) {
	base := copyOf(c.clock)
	order := make([]int, len(channels))
	for i := range order {
		order[i] = i
	}
	delay := func(i int) *int64 {
		ch, _ := channels[i].(map[string]any)
		return seconds(ch["delay"])
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(*delay(a) - *delay(b)) })
	share := new(big.Rat)
	for k, i := range order {
		ch, _ := channels[i].(map[string]any)
		share = new(big.Rat).Add(share, rat(ch["percent"]))
		pt := Point{At: sum(base, delay(i)), Percent: decimal(share), Audience: "external", Cohorts: texts(ch, "cohorts"), Name: text(ch, "name"), From: at(from, i)}
		if k+1 < len(order) {
			pt.Soak = between(delay(i), delay(order[k+1]))
		} else {
			pt.Soak = new(int64)
		}
		c.points = append(c.points, pt)
	}
}

// exposure adds up what rules ask of the points.
func (c *curve) exposure() Exposure {
	e := Exposure{Points: c.points}
	if e.Points == nil {
		e.Points = []Point{}
	}
	c.date(e.Points)
	// an external point that reaches nobody new is none
	before := new(big.Rat)
	first := slices.IndexFunc(e.Points, func(p Point) bool {
		more := rat(p.Percent).Cmp(before) > 0
		before = rat(p.Percent)
		return p.Audience == "external" && more
	})
	for i, p := range e.Points {
		if p.Audience == "internal" && (first < 0 || i < first) {
			e.InternalPercent = p.Percent
		}
	}
	if first < 0 {
		return e
	}
	f := e.Points[first]
	e.FirstExternal = &f
	growth := big.NewRat(1, 1)
	e.GrowthFrom = f.From
	for i := first + 1; i < len(e.Points); i++ {
		if q := new(big.Rat).Quo(rat(e.Points[i].Percent), rat(e.Points[i-1].Percent)); q.Cmp(growth) > 0 {
			growth, e.GrowthFrom = q, e.Points[i].From
		}
	}
	half, whole := big.NewRat(50, 1), big.NewRat(100, 1)
	if alone := first == len(e.Points)-1; alone && rat(f.Percent).Cmp(half) >= 0 {
		e.GrowthFrom = nil // all at once is no growth that could be bounded
	} else {
		e.Growth = decimal(growth)
	}
	if i := slices.IndexFunc(e.Points, func(p Point) bool { return rat(p.Percent).Cmp(half) >= 0 }); i >= 0 {
		reached := e.Points[i].At
		if c.half != nil && e.Points[i].Name == "ramp" {
			reached = c.half
		}
		e.Half = between(f.At, reached)
		if i < first { // the vendor's own fleet is more than half of it: no external device waited
			e.Half = new(int64)
		}
	}
	if i := slices.IndexFunc(e.Points, func(p Point) bool { return rat(p.Percent).Cmp(whole) >= 0 }); i >= 0 {
		e.Duration = between(e.Points[0].At, e.Points[i].At)
	}
	return e
}

// date says of points when they begin, as far as a date can be written that every reader takes.
func (c *curve) date(points []Point) {
	for i, p := range points {
		if p.At == nil || c.begin.IsZero() {
			continue
		}
		t := time.Unix(c.begin.Unix()+*p.At, 0).In(c.begin.Location())
		if t.Year() <= lastYear {
			points[i].Starts, points[i].Weekday = stamp(t), strings.ToLower(t.Weekday().String())
		}
	}
}

// lastYear is the last whose nanoseconds since 1970 rules can count.
const lastYear = 2261

// planExposure derives the exposure from a rollout plan. A rollout that would be refused in a manifest is refused here.
func planExposure(plan map[string]any) (Exposure, error) {
	c := &sense{doc: &schemas.Document{}}
	c.rollout(object(plan, "rollout"))
	c.gates(plan)
	if len(c.errs) > 0 {
		return Exposure{}, errors.New(c.errs[0].Message)
	}
	return exposureOf(object(plan, "rollout"), "rollout"), nil
}

// decimal writes a share or a factor with at most six decimals, rounded up: what is written is never less than what is meant.
func decimal(r *big.Rat) json.Number {
	scaled := new(big.Rat).Mul(r, big.NewRat(1_000_000, 1))
	n := new(big.Int).Add(scaled.Num(), new(big.Int).Sub(scaled.Denom(), big.NewInt(1)))
	n.Quo(n, scaled.Denom())
	s := new(big.Rat).SetFrac(n, big.NewInt(1_000_000)).FloatString(6)
	return json.Number(strings.TrimSuffix(strings.TrimRight(s, "0"), "."))
}

func floor(r *big.Rat) int64 { return new(big.Int).Quo(r.Num(), r.Denom()).Int64() }

func seconds(v any) *int64 {
	n, ok := v.(json.Number)
	if !ok {
		return nil
	}
	i, err := n.Int64()
	if err != nil {
		return nil
	}
	return &i
}

func copyOf(p *int64) *int64 {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}

func sum(a, b *int64) *int64 {
	if a == nil || b == nil {
		return nil
	}
	v := *a + *b
	return &v
}

func between(a, b *int64) *int64 {
	if a == nil || b == nil {
		return nil
	}
	v := *b - *a
	return &v
}

func at(from []any, steps ...any) []any { return append(slices.Clone(from), steps...) }

func texts(o map[string]any, key string) []string {
	out := []string{}
	for _, v := range list(o, key) {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}
