package catalogue

import "testing"

// The order in which cases that fail are shown: by how they ended before all else, and one that differs in comments alone
// behind every other.
func TestCost(t *testing.T) {
	said, comment := []Line{{"-", "a = 1"}, {"+", "a = 2"}}, []Line{{"-", "# x"}, {"+", "# y"}}
	long := append([]Line{}, said...)
	for range 1000 {
		long = append(long, Line{"+", "b = 1"})
	}
	before := -1
	for _, c := range []struct {
		outcome string
		lines   []Line
		hidden  bool
	}{
		{"denied", said, false}, {"denied", said, true}, {"denied", long, true}, {"silent", said, false}, {"contradicted", said, false}, {"unproven", said, false},
		{"denied", comment, false}, {"unproven", comment, false},
	} {
		cost := shownCase{hidden: c.hidden}.cost(judged{outcome: c.outcome}, c.lines, false)
		if cost <= before {
			t.Errorf("%s, %d lines, hidden %v: %d comes before %d", c.outcome, len(c.lines), c.hidden, cost, before)
		}
		before = cost
	}
}
