# Which systems a release is for.
package belay.lib

# Whatever is not known to be another system is Windows; so is a release that does not say what it is for.
elsewhere contains i if {
	some i, platform in input.manifest.release.platforms
	regex.match(`^(linux|macos|android|freebsd|ubuntu|debian|rhel|sles|fedora)($|[^a-z])`, lower(platform))
}

never_windows if {
	elsewhere != set()
	count(elsewhere) == count(input.manifest.release.platforms)
}
