package catalogue

import "slices"

// Line is a line of an example that fails, beside the one that passes.
type Line struct {
	Op   string `json:"op"` // " " in both, "-" only in the one that passes, "+" only in this one, "~" for lines left out
	Text string `json:"text"`
}

const (
	around    = 2     // lines shown before and after a change
	maxLines  = 2_000 // of one example: what is longer is not compared
	maxShared = 9     // lines in a row that are the same and still shown
)

// compare says how the lines of b differ from those of a, with what is the same and far from a change left out.
func compare(a, b []string) []Line {
	if len(a) > maxLines || len(b) > maxLines {
		a, b = a[:min(len(a), maxLines)], b[:min(len(b), maxLines)]
	}
	// longest[i][j] is how many lines a[i:] and b[j:] have in common, in order
	longest := make([][]int16, len(a)+1)
	for i := range longest {
		longest[i] = make([]int16, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				longest[i][j] = longest[i+1][j+1] + 1
			} else {
				longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			}
		}
	}
	var all []Line
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			all = append(all, Line{" ", a[i]})
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && longest[i+1][j] >= longest[i][j+1]:
			all = append(all, Line{"-", a[i]})
			i++
		default:
			all = append(all, Line{"+", b[j]})
			j++
		}
	}
	return shorten(all)
}

// shorten leaves out long runs of lines that are the same. Lines that begin a block stay above a change within it.
func shorten(all []Line) []Line {
	keep := make([]bool, len(all))
	for i, l := range all {
		if l.Op == " " {
			continue
		}
		for k := max(0, i-around); k <= min(len(all)-1, i+around); k++ {
			keep[k] = true
		}
		depth := indent(l.Text)
		for k := i - 1; k >= 0 && depth > 0; k-- { // the heads of the blocks that it stands in
			if d := indent(all[k].Text); d < depth && all[k].Text != "" {
				keep[k], depth = true, d
			}
		}
	}
	var out []Line
	for i := 0; i < len(all); {
		end := i
		for end < len(all) && !keep[end] {
			end++
		}
		if run := end - i; run > 2 && len(all) > maxShared {
			for len(out) > 0 && out[len(out)-1] == (Line{Op: " "}) { // an empty line before what is left out
				out = out[:len(out)-1]
			}
			out = append(out, Line{Op: "~"})
		} else {
			out = append(out, all[i:end]...)
		}
		for ; end < len(all) && keep[end]; end++ {
			if all[end] != (Line{Op: " "}) || len(out) == 0 || out[len(out)-1].Op != "~" {
				out = append(out, all[end])
			}
		}
		i = end
	}
	return out
}

func indent(s string) int {
	return slices.IndexFunc([]byte(s+"."), func(b byte) bool { return b != ' ' })
}

// changes is how many lines differ.
func changes(lines []Line) (n int) {
	for _, l := range lines {
		if l.Op == "-" || l.Op == "+" {
			n++
		}
	}
	return n
}
