# Which systems a release is for.
package belay.lib

# Whatever is not known to be another system is Windows; so is a release that does not say what it is for.
elsewhere contains i if {
	some i, platform in input.manifest.release.platforms
	regex.match(`(^|[^a-z])(linux|macos|darwin|ios|android|(free|open|net)bsd|solaris|aix|esxi)($|[^a-z])`, lower(platform))
	not names_windows(platform)
}

elsewhere contains i if {
	some i, platform in input.manifest.release.platforms
	regex.match(`(^|[^a-z])(ubuntu|debian|rhel|centos|rocky|almalinux|alpine|suse|opensuse|sles|fedora)($|[^a-z])`, lower(platform))
	not names_windows(platform)
}

# One name can hold several systems, as in "linux, windows".
names_windows(platform) if regex.match(`(^|[^a-z])(win|nt($|[^a-z])|microsoft)`, lower(platform))

never_windows if {
	elsewhere != set()
	count(elsewhere) == count(input.manifest.release.platforms)
}

# Types of component that are no driver of Windows here, whatever they are called elsewhere.
loaded_elsewhere contains "ebpf"

loaded_elsewhere contains "module" if elsewhere != set()

loaded_elsewhere contains "driver" if never_windows
