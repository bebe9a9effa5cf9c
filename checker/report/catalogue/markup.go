package catalogue

import "strings"

// Markdown is written by hand: what a template would put together line by line is harder to read than this, and every
// text from outside goes through md or code.

// md escapes a stranger's text for the inside of a line of Markdown, a table's cell included: nothing in it is markup,
// an entity, a formula, an address that turns into a link, or the beginning of a list.
func md(s string) string {
	s = clean(s)
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case strings.IndexByte("\\`*_[]<>|~&$@^#", c) >= 0,
			c == ':' && strings.HasPrefix(s[i:], "://"),
			c == '.' && i >= 3 && strings.EqualFold(s[i-3:i], "www"),
			i == 0 && strings.IndexByte("-+=:!", c) >= 0,
			(c == '.' || c == ')') && i > 0 && digits(s[:i]) == i && (i+1 == len(s) || s[i+1] == ' '):
			out.WriteByte('\\')
		}
		out.WriteByte(s[i])
	}
	return out.String()
}

// code writes a stranger's text as code on a line, fit for the cell of a table.
func code(s string) string {
	s = strings.ReplaceAll(clean(s), "|", `\|`)
	if s == "" {
		return ""
	}
	fence := strings.Repeat("`", longestRun(s)+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") || len(fence) > 1 {
		return fence + " " + s + " " + fence
	}
	return fence + s + fence
}

// longestRun is the longest run of backticks in s.
func longestRun(s string) (longest int) {
	run := 0
	for i := range len(s) {
		if run++; s[i] != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}

// sentence writes a text of METADATA with its names in backticks.
func sentence(s string) string {
	var out strings.Builder
	for i, p := range spans(s) {
		switch {
		case p.Code:
			out.WriteString(code(p.Text))
		case i == 0:
			out.WriteString(md(p.Text) + trailing(p.Text))
		default: // the space around a name is part of the words
			out.WriteString(leading(p.Text) + strings.TrimPrefix(md("x"+strings.TrimSpace(p.Text)), "x") + trailing(p.Text))
		}
	}
	return out.String()
}

func leading(s string) string { return s[:len(s)-len(strings.TrimLeft(s, " "))] }

func trailing(s string) string {
	if strings.TrimSpace(s) == "" {
		return ""
	}
	return s[len(strings.TrimRight(s, " ")):]
}

// link writes a stranger's title with its address, or the title alone where that is no address of the web.
func link(title, ref string) string {
	if a := address(ref); a != "" {
		return "[" + md(title) + "](<" + a + ">)"
	}
	return md(title)
}

// block writes lines in a fence that nothing in them can end.
func block(language string, lines []string) string {
	longest := 2
	for i, l := range lines {
		lines[i] = cleanLine(l)
		longest = max(longest, longestRun(lines[i]))
	}
	fence := strings.Repeat("`", longest+1)
	return fence + language + "\n" + strings.Join(lines, "\n") + "\n" + fence + "\n"
}

// table collects a table of Markdown. Its cells are Markdown already.
type table struct{ strings.Builder }

func newTable(columns ...string) *table {
	t := &table{}
	t.row(columns...)
	t.row(strings.Split(strings.Repeat("---,", len(columns)-1)+"---", ",")...)
	return t
}

func (t *table) row(cells ...string) {
	t.WriteString("| " + strings.Join(cells, " | ") + " |\n")
}
