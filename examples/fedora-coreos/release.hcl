# Fedora CoreOS 44.20260707.3.1 in the stream "stable", described from the project's own public metadata. The project has
# not written this. source/updates-stable.json holds the rollout as the machines read it.

schema = "belay/manifest/v1"

release {
  vendor      = "Fedora Project"
  product     = "Fedora CoreOS"
  version     = "44.20260707.3.1"
  kind        = "platform"
  consumed_by = "kernel" # an operating system brings its kernel with it
  load_phase  = "boot"
  platforms   = ["linux"]
  created     = "2026-07-21T14:07:12Z" # streams/stable.json, last-modified
  supersedes  = "44.20260621.3.1"      # source/updates-stable.json: the one whose rollout was over

  platform_owner = true
}

# Three of the images of the release, with their digests from streams/stable.json. They are not kept here: each is about
# a gigabyte. Running machines update from the same build by another way.
artifact "fedora-coreos-44.20260707.3.1-metal.x86_64.raw.xz" {
  kind   = "platform"
  digest = { sha256 = "ca1ef085991998a7d33d3d64b55323eea7a1b563ff1b36c363dbb415eeb4b47f" }
}

artifact "fedora-coreos-44.20260707.3.1-aws.x86_64.vmdk.xz" {
  kind   = "platform"
  digest = { sha256 = "08779000c294554dd22d3435250c8e77211954b0baef66d6ea22a104cbcec869" }
}

artifact "fedora-coreos-44.20260707.3.1-metal.aarch64.raw.xz" {
  kind   = "platform"
  digest = { sha256 = "39d25b4aee2706659fe808dd555b8a1a47862dd19177e35ea57684c866f6458b" }
}

# source/updates-stable.json: duration_minutes 2880, start_percentage 0.0, start_epoch 1784728800 (2026-07-22 14:00 UTC).
rollout {
  model  = "ramp"
  starts = "2026-07-22T14:00:00Z"

  ramp {
    audience      = "external"
    start_percent = 0
    duration      = "48h"
  }
}

# source/updates-stable.json: machines on the way here stop at each of these first. It names no dead end.
lifecycle {
  barriers = [
    "31.20200517.3.0", "32.20200615.3.0", "32.20201104.3.0", "33.20201201.3.0", "34.20210611.3.0",
    "35.20211029.3.0", "36.20220505.3.2", "36.20221030.3.0", "37.20230322.3.0", "38.20231027.3.2",
    "39.20240104.3.0", "39.20240407.3.0", "40.20240701.3.0", "40.20241019.3.0", "41.20250331.3.0",
    "42.20250818.3.0", "42.20250929.3.0", "43.20260217.3.1", "43.20260413.3.2",
  ]
  dead_ends = []
}

reconstruction {
  by = "The authors of Belay"
  sources = [
    "https://github.com/coreos/fedora-coreos-streams/blob/23ca7362ede3ac3504868ff1e52b791ee4e0f6e3/updates/stable.json",
    "https://github.com/coreos/fedora-coreos-streams/blob/23ca7362ede3ac3504868ff1e52b791ee4e0f6e3/streams/stable.json",
  ]
}

unknown = [
  "release.urgency",
  "rollout.fleet_size",
  "rollout.coverage",
  "rollout.cohorts",
  "gates",
  "kill_switch",
  "rollback",
  "validation",
  "kernel",
  "distribution",
  "customer_control",
  "incident",
  "supply_chain",
  "parity",
  "lifecycle.supported_until",
  "lifecycle.security_updates_until",
  "lifecycle.last_known_good_kept",
  "lifecycle.requires",
]
