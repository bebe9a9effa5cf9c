package schemas

import "testing"

// Days and moments are counted in nanoseconds by rules, which has no room for every year.
func TestYears(t *testing.T) {
	for day, want := range map[string]bool{
		"1970-01-01": true, "2200-12-31": true, "1969-12-31": false, "2201-01-01": false, "9999-12-31": false, "0001-01-01": false,
	} {
		if got := isDate(day); got != want {
			t.Errorf("%s as a day: %v", day, got)
		}
		if got := isDateTime(day + "T12:00:00Z"); got != want {
			t.Errorf("noon of %s: %v", day, got)
		}
	}
}

// A zone that nobody lives in would make a Thursday of a Friday.
func TestZones(t *testing.T) {
	for zone, want := range map[string]bool{
		"Z": true, "+00:00": true, "-00:00": true, "+05:45": true, "+14:00": true, "-12:00": true,
		"+14:01": false, "+23:59": false, "-12:01": false, "-23:59": false, "+14:60": false, "+1400": false,
	} {
		if got := isDateTime("2026-11-27T12:00:00" + zone); got != want {
			t.Errorf("zone %s: %v", zone, got)
		}
	}
}
