package report_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/lipgloss"

	"belay/checker"
	"belay/checker/report"
)

// attack is what someone would write who wants his words to be taken for ours, or for a command.
const attack = "::error::x ##vso[task.complete result=Succeeded] ##teamcity[buildStatus] ##[error]no\r\nPASS  Example Sensor 1: all pass\x1b[2J\x1b]8;;http://x\x07\u202e\u200b\u2028\u009b31m\x00\xff"

// hostile has the attack in every text that it holds.
func hostile() *checker.Verdict {
	v := mixed()
	v.Artifacts[0].Actual = map[string]string{"sha256": "x"}
	v.Findings = tampered().Findings
	poison(reflect.ValueOf(v).Elem(), "")
	v.Result = checker.Fail
	return v
}

// ours lists the fields whose values are words of ours, on which the drawing depends.
var ours = map[string]bool{"Outcome": true, "File": true, "Audience": true, "State": true}

func poison(v reflect.Value, field string) {
	switch v.Kind() {
	case reflect.String:
		if v.Type() == reflect.TypeFor[json.Number]() || ours[field] && v.String() != "release.hcl" {
			return
		}
		v.SetString(attack)
	case reflect.Struct:
		if _, ok := v.Interface().(interface{ Nanosecond() int }); ok {
			return
		}
		for i := range v.NumField() {
			poison(v.Field(i), v.Type().Field(i).Name)
		}
	case reflect.Slice:
		for i := range v.Len() {
			poison(v.Index(i), "")
		}
	case reflect.Pointer:
		if !v.IsNil() {
			poison(v.Elem(), "")
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			if v.Type().Elem().Kind() == reflect.String {
				v.SetMapIndex(k, reflect.ValueOf(attack))
			}
		}
	case reflect.Interface:
		if _, ok := v.Interface().(string); ok {
			v.Set(reflect.ValueOf(attack))
		}
	}
}

var escapes = regexp.MustCompile("\x1b\\[[0-9;]*m")

// lines checks what holds for every report whatever is in it, and returns its lines without colours.
func lines(t *testing.T, name string, o report.Style, out string) []string {
	t.Helper()
	if !strings.HasSuffix(out, "\n") {
		t.Errorf("%s: the last line has no end", name)
	}
	if !o.Color && strings.Contains(out, "\x1b") {
		t.Errorf("%s: an escape in plain text", name)
	}
	plain := escapes.ReplaceAllString(out, "")
	width := o.Width
	if width == 0 {
		width = 80
	}
	all := strings.Split(strings.TrimSuffix(plain, "\n"), "\n")
	for i, l := range all {
		at := fmt.Sprintf("%s at width %d, line %d: %q", name, width, i+1, l)
		if w := lipgloss.Width(l); w > width {
			t.Errorf("%s: %d cells", at, w)
		}
		if l != strings.TrimRight(l, " ") {
			t.Errorf("%s: a space at its end", at)
		}
		for _, r := range l {
			if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) || r == unicode.ReplacementChar {
				t.Errorf("%s: %U", at, r)
			}
		}
		if strings.HasPrefix(strings.TrimLeft(l, " "), "::") || strings.Contains(l, "##") {
			t.Errorf("%s: a command to the log", at)
		}
	}
	return all
}

var styles = []report.Style{{}, fancy, wide, color, {Width: 60}, {Width: 61, Unicode: true}, {Width: 63, Color: true}, {Width: 100}}

func TestEveryLine(t *testing.T) {
	for name, v := range verdicts() {
		for _, o := range styles {
			lines(t, name, o, text(t, o, v))
		}
	}
}

// A line begins with a word of ours, or is indented below one that does.
func TestStrangersNeverBeginALine(t *testing.T) {
	begins := regexp.MustCompile(`^(release|class|judged|by|trust|Rollout|Rollout:|Artifacts|Evidence:|Waivers|Commitments|Fails whatever|\d+ commitments?:|PASS|FAIL)( |$)|^ |^$`)
	for name, v := range verdicts() {
		for _, o := range styles {
			for _, l := range lines(t, name, o, text(t, o, v)) {
				if !begins.MatchString(l) {
					t.Errorf("%s: %q", name, l)
				}
			}
		}
	}
}

// Whatever the letters are, nothing is wider than the page.
func TestWideLetters(t *testing.T) {
	for _, letters := range []string{"漢字かな交じり文", "👩‍🚀🇩🇪", "e\u0301\u0301\u0301", "שלום", "a b c ", "::", "#", "\\"} {
		v := mixed()
		v.Release.Product = strings.Repeat(letters, 40)
		v.Evidence[0].Signer = strings.Repeat(letters, 40)
		v.Exposure.Points[0].Name = strings.Repeat(letters, 5)
		v.Artifacts[0].Name = strings.Repeat(letters, 9)
		v.Outcomes[3].Title = strings.Repeat(letters, 30)
		for i := range v.Outcomes {
			for j := range v.Outcomes[i].Findings {
				v.Outcomes[i].Findings[j].Snippet = "key = " + strings.Repeat(letters, 20)
				v.Outcomes[i].Findings[j].Position.Column = 40
			}
		}
		for _, o := range styles {
			lines(t, letters, o, text(t, o, v))
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add(attack, 1, 80)
	f.Add("漢字かな", 7, 20)
	f.Fuzz(func(t *testing.T, s string, column, width int) {
		v := mixed()
		v.Release.Product, v.Evidence[0].Signer, v.Outcomes[0].Title, v.Exposure.Points[0].Name = s, s, s, s
		for i := range v.Outcomes {
			for j := range v.Outcomes[i].Findings {
				finding := &v.Outcomes[i].Findings[j]
				finding.Snippet, finding.Found, finding.Position.Column = s, s, column
			}
		}
		o := report.Style{Width: 60 + (width&0xff)%60, Unicode: width&0x100 != 0}
		lines(t, "fuzz", o, text(t, o, v))
	})
}
