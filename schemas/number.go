package schemas

import (
	"fmt"
	"strconv"
	"strings"
)

// decimal returns the one canonical form of a number as JSON writes it without an exponent: 0.10 is 0.1 and 1.0 is 1.
// Otherwise it returns "" and what is wrong. No number passes through a float.
func decimal(s string) (canonical, fault string) {
	if len(s) > maxNumberText {
		return "", fmt.Sprintf("a number longer than the limit of %d characters", maxNumberText)
	}
	digits := strings.TrimPrefix(s, "-")
	whole, rest, fraction := strings.Cut(digits, ".")
	switch {
	case strings.ContainsAny(s, "eE"):
		return "", "a number with an exponent"
	case !allDigits(whole) || fraction && !allDigits(rest):
		return "", quote(s) + " is not a number that all readers agree about"
	case len(whole) > 1 && whole[0] == '0':
		return "", "a number with a leading zero"
	}
	if rest = strings.TrimRight(rest, "0"); rest != "" {
		whole += "." + rest
	}
	if digits == s {
		return whole, ""
	}
	if whole == "0" {
		return "", "a negative zero"
	}
	return "-" + whole, ""
}

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// compare orders two canonical decimals.
func compare(a, b string) int {
	x, negative := strings.CutPrefix(a, "-")
	y, other := strings.CutPrefix(b, "-")
	switch {
	case negative && !other:
		return -1
	case other && !negative:
		return 1
	case negative:
		x, y = y, x
	}
	xw, xf, _ := strings.Cut(x, ".")
	yw, yf, _ := strings.Cut(y, ".")
	if len(xw) != len(yw) {
		if len(xw) < len(yw) {
			return -1
		}
		return 1
	}
	if c := strings.Compare(xw, yw); c != 0 {
		return c
	}
	return strings.Compare(xf, yf)
}

// Seconds returns the length of a duration as people write it: 90s, 15m, 4h or 7d. A day is 24 hours.
func Seconds(text string) (int64, error) {
	const hint = "write a whole number and s, m, h or d, as in 90s, 15m, 4h or 7d"
	if len(text) < 2 || len(text) > 8 {
		return 0, fmt.Errorf("%s is not a duration: %s", quote(text), hint)
	}
	amount, unit := text[:len(text)-1], text[len(text)-1:]
	scale := map[string]int64{"s": 1, "m": 60, "h": 3600, "d": 86400}[unit]
	if scale == 0 || !allDigits(amount) || len(amount) > 1 && amount[0] == '0' {
		return 0, fmt.Errorf("%s is not a duration: %s", quote(text), hint)
	}
	n, err := strconv.ParseInt(amount, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%s is not a duration: %s", quote(text), hint)
	}
	return n * scale, nil
}

// Duration writes a length of time in seconds in the shortest exact form that Seconds reads: 86400 is 1d.
func Duration(seconds int64) string {
	for _, u := range []struct {
		name string
		size int64
	}{{"d", 86400}, {"h", 3600}, {"m", 60}} {
		if seconds != 0 && seconds%u.size == 0 {
			return fmt.Sprint(seconds/u.size) + u.name
		}
	}
	return fmt.Sprint(seconds) + "s"
}
