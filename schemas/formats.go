package schemas

import (
	"net/url"
	"path"
	"slices"
	"strings"
	"time"
)

// A format is a form of string that schemas ask for by name.
type format struct {
	name  string // as in "is not a duration"
	hint  string
	valid func(string) bool
}

const maxPathBytes = 255

var formats = map[string]*format{
	"duration":  {"a duration", "write a whole number and s, m, h or d, as in 90s, 15m, 4h or 7d", isDuration},
	"date-time": {"a date and time", "write it with seconds and zone, as in 2026-11-22T04:09:00Z", isDateTime},
	"date":      {"a date", "write it as 2026-11-22", isDate},
	"path":      {"a path below this folder", "write it relative, with single slashes, without . or .. and without names of devices", isPath},
	"uri":       {"an address", "write it whole, as in https://example.com/feed", isURI},
}

func isDuration(s string) bool {
	_, err := Seconds(s)
	return err == nil
}

func isDate(s string) bool {
	t, err := time.Parse(time.DateOnly, s)
	return err == nil && shaped(s, "0000-00-00") && countable(t)
}

// isDateTime takes RFC 3339 with seconds and zone, in capitals. Leap seconds are refused: few clocks have them.
func isDateTime(s string) bool {
	const plain, offset = "0000-00-00T00:00:00", "+00:00"
	if len(s) < len(plain) || !shaped(s[:len(plain)], plain) {
		return false
	}
	rest := s[len(plain):]
	if fraction, found := strings.CutPrefix(rest, "."); found {
		rest = strings.TrimLeft(fraction, "0123456789")
		if n := len(fraction) - len(rest); n < 1 || n > 9 {
			return false
		}
	}
	if rest != "Z" {
		if len(rest) != len(offset) || !shaped(strings.Replace(rest, "-", "+", 1), offset) || rest[4:] > "59" {
			return false
		}
		// No clock on Earth is further from UTC: such a zone could only make another day of the week of a moment.
		if rest > "+14:00" && rest[0] == '+' || rest > "-12:00" && rest[0] == '-' {
			return false
		}
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	return err == nil && countable(t)
}

// countable takes years in which a count of nanoseconds, which is how rules compare times, has room.
func countable(t time.Time) bool { return t.Year() >= 1970 && t.Year() <= 2200 }

// shaped says whether s has a digit where the pattern has 0, and the pattern's own character elsewhere.
func shaped(s, pattern string) bool {
	if len(s) != len(pattern) {
		return false
	}
	for i := range len(s) {
		if digit := s[i] >= '0' && s[i] <= '9'; (pattern[i] == '0') != digit || !digit && s[i] != pattern[i] {
			return false
		}
	}
	return true
}

// isPath takes paths that mean the same file below the same folder on every system.
func isPath(s string) bool {
	if s == "" || s == "." || len(s) > maxPathBytes || path.Clean(s) != s || strings.ContainsAny(s, `\:*?"<>|`) {
		return false
	}
	if s[0] == '/' || s[0] == '~' {
		return false
	}
	for _, part := range strings.Split(s, "/") {
		if part == ".." || strings.HasSuffix(part, ".") || strings.HasSuffix(part, " ") || isDevice(part) {
			return false
		}
	}
	return true
}

// isDevice knows the names that Windows gives to devices, in every folder and with any extension.
func isDevice(part string) bool {
	base, _, _ := strings.Cut(strings.ToUpper(part), ".")
	base = strings.TrimRight(base, " ")
	switch base {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	r := []rune(base)
	return len(r) == 4 && (strings.HasPrefix(base, "COM") || strings.HasPrefix(base, "LPT")) && strings.ContainsRune("0123456789¹²³", r[3])
}

// isURI takes absolute addresses of kinds that are safe to show as links or names; none that runs a script.
func isURI(s string) bool {
	u, err := url.Parse(s)
	if err != nil || strings.ContainsAny(s, " <>\"`{}|^\\") {
		return false
	}
	switch u.Scheme {
	case "urn", "mailto", "pkg":
		return u.Opaque != "" || u.Path != ""
	}
	known := []string{"https", "http", "spiffe", "oci", "ssh", "git+https", "git+ssh"}
	if _, secret := u.User.Password(); secret || u.User != nil && !strings.HasSuffix(u.Scheme, "ssh") {
		return false
	}
	return slices.Contains(known, u.Scheme) && u.Hostname() != ""
}
