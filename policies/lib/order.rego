# Which of the versions that a manifest names comes later.
package belay.lib

versions contains input.manifest.release.version

versions contains input.manifest.release.supersedes

versions contains input.manifest.rollback.target.version

versions contains barrier if some barrier in input.manifest.lifecycle.barriers

parts_of[version] := parts if {
	some version in versions
	parts := [part |
		some dotted in split(version, ".")
		some dashed in split(dotted, "-")
		some joined in split(dashed, "_")
		some part in split(joined, "+")
	]
}

# Each version as a list that is greater for a later one, part by part: a number by its value, and after the end, so
# that 1.2-1 comes later than 1.2; a word as text, and before the end, so that 1.2-rc.1 comes earlier.
order[version] := array.concat(keys, [[0]]) if {
	some version, parts in parts_of
	keys := [[side, max([0, side]) * count(digits), digits] |
		some part in parts
		side := 1 - (2 * min([1, count(trim_left(part, "0123456789"))]))
		digits := trim_left(part, "0")
	]
}

# Pairs of versions, the later one first.
later contains [a, b] if {
	some a, key in order
	some b, other in order
	key != other
	sort([key, other]) == [other, key]
}
