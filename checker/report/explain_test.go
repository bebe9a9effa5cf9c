package report_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"belay/checker/policy"
	"belay/checker/report"
)

func commitment() policy.Commitment {
	return policy.Commitment{
		ID: "SD-02", Title: "Small first external stage", Family: "staged deployment", File: "staged_deployment/small_first_stage.rego",
		Description: "The first exposure outside the vendor's own fleet reaches at most 1 % of the whole fleet (`first_external_percent`).",
		Severity:    map[string]string{"default": "high", "kernel": "critical", "platform": "medium"},
		AppliesTo:   []map[string]any{{"kind": "content"}, {"kind": "agent", "boot": true}, {"kernel": true}},
		Claim:       "rollout.stages",
		Parameters: map[string]policy.Parameter{
			"first_external_percent": {Values: map[string]any{"default": json.Number("1"), "platform": json.Number("10")}, Strict: map[string]any{"default": json.Number("0.1")},
				Unit: "percent of the fleet", Why: "The curve for Windows drivers and a phased App Store release both start at 1 %."},
			"soak":    {Values: map[string]any{"default": json.Number("86400")}, Unit: "duration", Why: "A day holds every working hour."},
			"models":  {Values: map[string]any{"default": []any{"stages", "ramp"}}, Unit: "list", Why: "Others do not say."},
			"counted": {Values: map[string]any{"default": true}, Unit: "switch", Why: "It is counted."},
		},
		Proof: map[string][][]string{"gate": {{"rollout-plan/v1", "approval/v1"}, {"rollout-record/v1"}},
			"audit": {{"https://in-toto.io/attestation/test-result/v0.1#rollout"}}},
		Concerns: []string{"content", "driver"}, MinimumGrade: "attested", EffectiveOn: "2027-01-01",
		Crosswalk: map[string][]string{"SSDF": {"PS.2"}, "CISA-SSD": {"4", "5"}},
		Sources: []policy.Source{{Ref: "https://www.example.org/" + strings.Repeat("a-long-address/", 8), Title: "A guide", Firmness: "guidance"},
			{Ref: "https://example.com/", Title: "What a large vendor has done since 2015", Firmness: "practice"}},
		Fix: "Put an external stage with a smaller max_percent before the others.",
	}
}

func explain(t *testing.T, c policy.Commitment, o report.Style) string {
	t.Helper()
	var out bytes.Buffer
	if err := report.Explain(&out, c, o); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func list(t *testing.T, o report.Style, cs ...policy.Commitment) string {
	t.Helper()
	var out bytes.Buffer
	if err := report.List(&out, cs, o); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestExplain(t *testing.T) {
	golden(t, "explain.txt", []byte(explain(t, commitment(), report.Style{})))
	golden(t, "explain-color.txt", []byte(explain(t, commitment(), color)))
	bare := policy.Commitment{ID: "ZZ-01", Title: "Bare", Waivable: true, AppliesTo: []map[string]any{{}}, Severity: map[string]string{"default": "low"}}
	golden(t, "explain-bare.txt", []byte(explain(t, bare, report.Style{})))
}

func TestList(t *testing.T) {
	a, b, c := commitment(), commitment(), commitment()
	b.ID, b.Title, b.Severity = "SD-03", "Bounded growth", map[string]string{"default": "high"}
	c.ID, c.Family, c.Title = "SG-01", "signed content", "Everything executable or interpreted is signed, and so is everything that it reads"
	golden(t, "list.txt", []byte(list(t, report.Style{}, a, b, c)))
}

// A pack is a stranger's too. Only addresses of sources may be wider than the page.
func TestHostilePack(t *testing.T) {
	c := commitment()
	poison(reflect.ValueOf(&c).Elem(), "")
	c.Sources = c.Sources[:1]
	for _, o := range styles {
		narrow := []string{}
		for _, l := range strings.SplitAfter(explain(t, c, o), "\n") {
			if !strings.Contains(l, `]8;;http`) || !strings.HasPrefix(strings.TrimLeft(l, "\x1b[2m "), `\u003a`) {
				narrow = append(narrow, l)
			}
		}
		lines(t, "explain", o, strings.Join(narrow, ""))
		lines(t, "list", o, list(t, o, c, commitment()))
	}
}
