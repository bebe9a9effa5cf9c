package report

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"belay/checker"
	"belay/schemas"
)

const mostPoints = 8 // lines of the chart

// rollout draws the exposure: a bar for each point, on a logarithmic scale because rollouts grow by factors. A point
// at which a commitment is not kept bears its id.
func (p *page) rollout(v *checker.Verdict) {
	points := v.Exposure.Points
	if len(points) == 0 {
		p.text(0, bold.say("Rollout: "), yellow.say("the manifest says nothing of how it reaches people"))
		p.blank()
		return
	}
	marks := flaws(v)
	shown := choose(v.Exposure, marks)
	name, mark, least := 4, 0, 0.01
	for _, i := range shown {
		name = min(max(name, cells(value(points[i].Name))), 16)
		mark = min(max(mark, cells(few(marks[i]))), 12)
	}
	for _, pt := range points {
		if f := percent(pt); f > 0 {
			least = min(least, f)
		}
	}
	const audience, start, share, soak = 8, 6, 8, 6
	bar := p.width - 2 - audience - name - start - share - soak - 5*gap
	if mark > 0 {
		bar -= mark + gap
	}
	if more := min(8-bar, name-4); more > 0 {
		bar, name = bar+more, name-more
	}
	bar = max(bar, 1)
	scale := "of the fleet, log scale"
	if bar < cells(scale) {
		scale = "log scale"
	}
	columns := func(cells ...[]span) {
		row := []col{{width: audience}, {width: name}, {width: start, right: true}, {width: share, right: true}, {width: bar}, {width: soak}, {width: max(mark, 1)}}
		for i, c := range cells {
			row[i].spans, row[i].cut = c, true
		}
		p.row(2, row[:len(cells)]...)
	}
	one := func(i ink, s string) []span { return []span{i.say(s)} }
	p.text(0, bold.say("Rollout"))
	columns(one(dim, "audience"), one(dim, "name"), one(dim, "at"), one(dim, "reaches"), one(dim, scale), one(dim, "soak"))
	for _, i := range shown {
		pt := points[i]
		who, fill := "external", p.pick("█", "=")
		if pt.Audience != "external" {
			who, fill = "internal", p.pick("░", "-")
		}
		line := [][]span{one(plain, who), one(plain, value(pt.Name)), one(plain, length(pt.At)), one(plain, shareText(pt)),
			one(dim, strings.Repeat(fill, filled(percent(pt), least, bar))), one(plain, soakText(pt.Soak))}
		if len(marks[i]) > 0 {
			line[4][0].ink = red
			line = append(line, one(red, few(marks[i])))
		}
		columns(line...)
	}
	p.text(2, dim.say(p.pace(v.Exposure, len(shown))))
	p.blank()
}

// pace says what the points add up to.
func (p *page) pace(e checker.Exposure, shown int) string {
	parts := []string{}
	switch {
	case e.FirstExternal == nil:
		parts = append(parts, "it never leaves the vendor's own fleet")
	case e.Duration != nil && *e.Duration == 0:
		return "everybody at once"
	case e.Half != nil && *e.Half == 0:
		parts = append(parts, "half of the fleet at once")
	case e.Half != nil:
		parts = append(parts, "half of the fleet "+length(e.Half)+" after the first outside the vendor's own")
	default:
		parts = append(parts, "no time known at which it reaches half of the fleet")
	}
	if e.Duration != nil {
		parts = append(parts, "all of it "+length(e.Duration)+" after the start")
	}
	if f, err := strconv.ParseFloat(string(e.Growth), 64); err == nil && f > 1 {
		parts = append(parts, "at most "+strconv.FormatFloat(f, 'g', 4, 64)+"-fold at a step")
	}
	s := strings.Join(parts, ", ")
	if n := len(e.Points); shown < n {
		s += fmt.Sprintf("; %d of %d points are drawn", shown, n)
	}
	return s
}

// few names two commitments, and counts the rest.
func few(ids []string) string {
	if len(ids) <= 2 {
		return strings.Join(ids, " ")
	}
	return fmt.Sprintf("%s +%d", ids[0], len(ids)-1)
}

// choose picks the points that are drawn: the first, the last, the first external one and those with a flaw, and then
// as evenly as it goes.
func choose(e checker.Exposure, marks map[int][]string) []int {
	n := len(e.Points)
	picked := map[int]bool{0: true, n - 1: true}
	if i := slices.IndexFunc(e.Points, func(pt checker.Point) bool { return pt.Audience == "external" }); i >= 0 {
		picked[i] = true
	}
	for i := range n {
		if len(marks[i]) > 0 && len(picked) < mostPoints {
			picked[i] = true
		}
	}
	for len(picked) < min(n, mostPoints) {
		// the middle of the widest gap
		best, width, last := 0, 0, 0
		for i := 1; i < n; i++ {
			if picked[i] {
				if i-last > width {
					best, width = last+(i-last)/2, i-last
				}
				last = i
			}
		}
		picked[best] = true
	}
	out := []int{}
	for i := range n {
		if picked[i] {
			out = append(out, i)
		}
	}
	return out
}

// flaws finds, for each point, the commitments that have a finding there. Points that were derived from one place,
// as those of a ramp are, share its flaws: the first of them bears them.
func flaws(v *checker.Verdict) map[int][]string {
	out := map[int][]string{}
	taken := map[string]bool{}
	for i, pt := range v.Exposure.Points {
		from := schemas.PathString(pt.From)
		if from == "" || taken[from] {
			continue
		}
		taken[from] = true
		for _, o := range v.Outcomes {
			if o.Outcome != checker.Fail {
				continue
			}
			hits := func(f checker.Finding) bool { return f.Path == from || strings.HasPrefix(f.Path, from+".") }
			if slices.ContainsFunc(o.Findings, hits) {
				out[i] = append(out[i], value(o.Commitment))
			}
		}
	}
	return out
}

func percent(pt checker.Point) float64 {
	f, err := strconv.ParseFloat(string(pt.Percent), 64)
	if err != nil || math.IsNaN(f) {
		return 0
	}
	return min(max(f, 0), 100)
}

func shareText(pt checker.Point) string {
	s := value(string(pt.Percent))
	if len(s) > 6 {
		s = strconv.FormatFloat(percent(pt), 'g', 4, 64)
	}
	return s + " %"
}

// filled is the length of a bar: whatever reaches anybody is seen.
func filled(f, least float64, width int) int {
	if f <= 0 {
		return 0
	}
	return max(1, int(math.Round(float64(width)*(1+math.Log10(f/least))/(1+math.Log10(100/least)))))
}

// soakText leaves the end of a rollout empty: there is nothing left to watch for.
func soakText(seconds *int64) string {
	if seconds != nil && *seconds == 0 {
		return ""
	}
	return length(seconds)
}

// length writes seconds as people say them: exactly where that is short, else in the two largest units.
func length(seconds *int64) string {
	if seconds == nil {
		return "?"
	}
	n := *seconds
	if n == 0 {
		return "0"
	}
	if s := schemas.Duration(n); len(s) <= 3 {
		return s
	}
	for _, u := range []struct {
		size, less  int64
		name, small string
	}{{86400, 3600, "d", "h"}, {3600, 60, "h", "m"}, {60, 1, "m", "s"}} {
		if n >= u.size {
			s := fmt.Sprintf("%d%s", n/u.size, u.name)
			if rest := n % u.size / u.less; rest > 0 {
				s += fmt.Sprintf("%d%s", rest, u.small)
			}
			return s
		}
	}
	return fmt.Sprintf("%ds", n)
}
