# Where a rollout can still be stopped, and which field of the manifest says what.
package belay.lib

# The parts of the declared rollout that end before the whole fleet has the release: where something can still be
# stopped. A shape that is not made of stages is one part, named by its model, as in a gate's `stages`. A part lasts
# -1 seconds where nobody says how long.
parts contains {"name": stage.name, "audience": stage.audience, "at": at, "lasts": lasts, "devices": devices} if {
	some i, stage in input.manifest.rollout.stages
	stage.max_percent < 100
	at := ["rollout", "stages", i]
	lasts := max({-1} | {s | s := stage.soak})
	devices := min({any_fleet} | {d | d := round((stage.max_percent * input.manifest.rollout.fleet_size) / 100)})
}

parts contains {"name": model, "audience": "external", "at": at, "lasts": lasts, "devices": devices} if {
	model := input.manifest.rollout.model
	model != "stages"
	at := ["rollout", model]
	lasts := max({-1} | {s | s := input.exposure.duration})
	devices := min({any_fleet} | {d | d := input.manifest.rollout.fleet_size})
}

# Stands for a fleet whose size is not given, which SD-01 asks for: the largest that a manifest can name.
any_fleet := 100000000000

# Gates that can decide before a part is over: they measure no longer than it lasts, and wait for no more devices than
# it reaches.
deciding contains {"part": part.at, "gate": gate} if {
	some part in parts
	some gate in input.manifest.gates
	part.name in gate.stages
	gate.window <= part.lasts
	gate.min_population > 0
	gate.min_population <= part.devices
}

# The field in which each shape of rollout says how many have the release, and how fast it goes on. The second step of
# a point's path names the shape.
percent_field := {
	"stages": "max_percent",
	"ramp": "start_percent",
	"steps": "first_percent",
	"throttle": "percent",
	"channels": "percent",
}

pace_field := {
	"stages": "soak",
	"ramp": "duration",
	"steps": "every",
	"throttle": "after",
	"channels": "delay",
}

# A ramp or a series of steps never stands still: its whole length counts instead of a time under watch.
moving := {point.at |
	some point in input.exposure.points
	point.audience == "external"
	point.from[1] in {"ramp", "steps"}
}

# How long each external stage that something follows is watched, and where the manifest says so.
waits contains {"at": at, "lasts": lasts} if {
	some point in input.exposure.points
	point.audience == "external"
	point.percent < 100
	not point.from[1] in {"ramp", "steps"}
	at := array.concat(point.from, [pace_field[point.from[1]]])
	lasts := max({-1} | {s | s := point.soak})
}
