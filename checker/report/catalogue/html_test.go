package catalogue_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"html"
	"io"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"belay/checker/report/catalogue"
)

func page(t *testing.T, c *catalogue.Catalogue) string {
	t.Helper()
	out, err := catalogue.HTML(c)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

var raw = regexp.MustCompile(`(?s)<(style|script)>(.*?)</(?:style|script)>`)

// elements returns the elements of a page in their order, without what is inside style and script.
func elements(t *testing.T, page string) []xml.StartElement {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(raw.ReplaceAllString(page, "<$1></$1>")))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var out []xml.StartElement
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok {
			out = append(out, e.Copy())
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// The page asks for nothing outside itself, and holds one style and one script, which its policy names by their digest.
func TestHTMLStandsAlone(t *testing.T) {
	text := page(t, built(t))
	inside := raw.FindAllStringSubmatch(text, -1)
	if len(inside) != 2 {
		t.Fatalf("%d styles and scripts", len(inside))
	}
	for _, m := range inside {
		sum := sha256.Sum256([]byte(m[2]))
		if !strings.Contains(html.UnescapeString(text), m[1]+"-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") {
			t.Errorf("the page's policy does not allow its own %s", m[1])
		}
		for _, outside := range []string{"url(", "@import", "http:", "https:", "fetch(", "innerHTML", "eval("} {
			if strings.Contains(m[2], outside) {
				t.Errorf("%s holds %s", m[1], outside)
			}
		}
	}
	known := strings.Fields("html head meta title style body a header p h1 h2 h3 h4 strong em b i br code pre del ins span div nav ul li label input main section article dl dt dd table caption thead tbody tr th td footer script")
	for _, e := range elements(t, text) {
		if !slices.Contains(known, e.Name.Local) {
			t.Errorf("an element %s", e.Name.Local)
		}
		for _, a := range e.Attr {
			name := a.Name.Local
			if name == "src" || name == "style" || name == "srcset" || strings.HasPrefix(name, "on") {
				t.Errorf("%s has %s", e.Name.Local, name)
			}
			if name == "href" && !strings.HasPrefix(a.Value, "#") && !strings.HasPrefix(a.Value, "https://") && !strings.HasPrefix(a.Value, "http://") {
				t.Errorf("a link to %s", a.Value)
			}
		}
	}
}

// Headings come in order, links inside lead somewhere, tables say what their heads are for, and there are landmarks.
func TestHTMLIsAccessible(t *testing.T) {
	all := elements(t, page(t, built(t)))
	seen, ids, level := map[string]int{}, map[string]bool{}, 0
	for _, e := range all {
		seen[e.Name.Local]++
		if id := attribute(e, "id"); id != "" {
			if ids[id] {
				t.Errorf("two elements are called %s", id)
			}
			ids[id] = true
		}
		if n := e.Name.Local; len(n) == 2 && n[0] == 'h' && n[1] >= '1' && n[1] <= '6' {
			if next := int(n[1] - '0'); next > level+1 {
				t.Errorf("a heading of level %d below one of level %d", next, level)
			}
			level = int(n[1] - '0')
		}
		if e.Name.Local == "th" && attribute(e, "scope") == "" {
			t.Error("the head of a table without a scope")
		}
	}
	for _, one := range []string{"h1", "main", "nav", "footer", "label", "title"} {
		if seen[one] != 1 {
			t.Errorf("%d %s", seen[one], one)
		}
	}
	for _, e := range all {
		for _, name := range []string{"href", "aria-labelledby", "for"} {
			v, local := strings.CutPrefix(attribute(e, name), "#")
			if v != "" && (local || name != "href") && !ids[v] {
				t.Errorf("%s of %s leads nowhere: %s", name, e.Name.Local, v)
			}
		}
	}
}

// Text stands out from what is behind it by 4.5 to 1 at least, and what marks a field or a focus by 3 to 1.
func TestContrast(t *testing.T) {
	src, err := os.ReadFile("style.css")
	if err != nil {
		t.Fatal(err)
	}
	light, rest, _ := strings.Cut(string(src), "@media (prefers-color-scheme: dark)")
	dark, _, _ := strings.Cut(rest, "* {")
	for name, scheme := range map[string]string{"light": light, "dark": dark} {
		color := map[string]float64{}
		for _, m := range regexp.MustCompile(`--([a-z]+): #([0-9a-f]{6});`).FindAllStringSubmatch(scheme, -1) {
			color[m[1]] = luminance(t, m[2])
		}
		for _, pair := range []struct {
			front, back string
			least       float64
		}{
			{"ink", "paper", 7}, {"soft", "paper", 4.5}, {"accent", "paper", 4.5}, {"ink", "raised", 7}, {"soft", "raised", 4.5},
			{"ink", "added", 7}, {"soft", "gone", 4.5}, {"accent", "added", 3},
		} {
			a, okA := color[pair.front]
			b, okB := color[pair.back]
			if got := (max(a, b) + 0.05) / (min(a, b) + 0.05); !okA || !okB || got < pair.least {
				t.Errorf("%s: %s on %s is %.2f to 1", name, pair.front, pair.back, got)
			}
		}
	}
}

// luminance is the relative luminance of a colour, as WCAG defines it.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	out := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		out += weight * c
	}
	return out
}
