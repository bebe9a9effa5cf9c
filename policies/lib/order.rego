# Which of the versions that a manifest names comes later.
package belay.lib

versions contains input.manifest.release.version

versions contains input.manifest.release.supersedes

versions contains input.manifest.rollback.target.version

versions contains barrier if some barrier in input.manifest.lifecycle.barriers

versions contains end if some end in input.manifest.lifecycle.dead_ends

# A tilde begins what comes before everything else that could follow, the end too.
parts_of[version] := parts if {
	some version in versions
	parts := [part |
		some dotted in split(concat(".!.", split(version, "~")), ".")
		some dashed in split(dotted, "-")
		some joined in split(dashed, "_")
		some part in split(joined, "+")
	]
}

# Each version as a list that is greater for a later one, part by part: a number by its value, and after the end, so
# that 1.2-1 comes later than 1.2; a word as text, and before the end, so that 1.2-rc.1 comes earlier. A part of both is
# the number and then the word, so that 1.0.2k comes later than 1.0.1; a longer word is no earlier one: rc10 follows rc9.
order[version] := array.concat(keys, [[true]]) if {
	some version, parts in parts_of
	keys := [[part != word, count(number), number, word == "", lower(stem), count(word), lower(word)] |
		some part in parts
		word := trim_left(part, "0123456789")
		stem := trim_right(word, "0123456789")
		number := trim_left(trim_suffix(part, word), "0")
	]
}

# Pairs of versions of which one is this release's or the one it replaces, for a list of barriers may be long.
compared contains pair if {
	some a in ends
	some b in versions
	some pair in [[a, b], [b, a]]
}

ends contains input.manifest.release.version

ends contains input.manifest.release.supersedes

# Pairs of versions, the later one first.
later contains [a, b] if {
	some [a, b] in compared
	pair := [order[version] | some version in [a, b]]
	pair != sort(pair)
}
