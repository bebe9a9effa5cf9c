# A whole release manifest, as a vendor writes it.
schema = "belay/manifest/v1"

release {
  vendor         = "Example Endpoint Security"
  product        = "Example Sensor"
  version        = "2026.11.22-1"
  kind           = "content" # driver | agent | content | configuration | platform | service
  consumed_by    = "kernel"  # kernel | user | service: what parses it decides how careful it must be, not what it is called
  load_phase     = "boot"    # boot | start | runtime
  platforms      = ["windows"]
  urgency        = "routine" # routine | expedited | emergency
  created        = "2026-11-22T04:09:00Z"
  supersedes     = "2026.11.21-3"
  platform_owner = false # the product belongs to the owner of the platform it runs on
}

artifact "channel-291" {
  path   = "dist/channel-291.bin"
  kind   = "content"
  digest = { sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" }
}

rollout {
  model      = "stages" # stages | ramp | steps | throttle | channels
  fleet_size = 8500000
  coverage   = "24x7"                 # who watches while it rolls out
  starts     = "2026-11-23T05:00:00Z" # of the first stage

  cohort "win11-24h2-x64" {
    role = "client" # client | server
  }
  cohort "win11-24h2-arm64" {
    role = "client"
  }
  cohort "server-2025-x64" {
    role = "server"
  }

  stage "internal" {
    audience    = "internal"
    max_percent = 0.01
    soak        = "24h"
    cohorts     = ["win11-24h2-x64", "win11-24h2-arm64", "server-2025-x64"]
  }
  stage "canary" {
    audience    = "external"
    max_percent = 0.1
    soak        = "24h"
    cohorts     = ["win11-24h2-x64", "win11-24h2-arm64", "server-2025-x64"]
  }
  stage "early" {
    audience    = "external"
    max_percent = 1
    soak        = "24h"
    cohorts     = ["win11-24h2-x64", "win11-24h2-arm64", "server-2025-x64"]
  }
  stage "broad" {
    audience    = "external"
    max_percent = 10
    soak        = "24h"
    cohorts     = ["win11-24h2-x64", "win11-24h2-arm64", "server-2025-x64"]
  }
  stage "all" {
    audience    = "external"
    max_percent = 100
    soak        = "0s"
  }

  freeze "patch-tuesday" {
    from  = "2026-12-08T00:00:00Z"
    until = "2026-12-10T00:00:00Z"
  }
}

gate "health" {
  stages         = ["internal", "canary", "early", "broad"]
  metric         = "boot_failure_percent"
  max            = 0.1
  window         = "24h"
  min_population = 100
  scope          = "fleet"
  action         = "rollback"
  automatic      = true
}

gate "kernel-crash" {
  stages         = ["internal", "canary", "early", "broad"]
  metric         = "kernel_crash_percent"
  max            = 0.1
  window         = "24h"
  min_population = 500
  scope          = "cohort" # cohort | fleet
  action         = "halt"   # halt | rollback
  automatic      = true
}

kill_switch {
  scopes  = ["customer", "version", "global"]
  latency = "10m"
}

rollback {
  target = { version = "2026.11.21-3", sha256 = "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752" }
  path   = "boot" # network | boot | offline
  rto    = "30m"
  boot_recovery {
    after_failed_boots = 3
    action             = "last-known-good" # last-known-good | self-disable | vendor-path
  }
}

validation {
  contract {
    schema_sha256     = "6b23c0d5f35d1b11f9b683f0b0a617355deb11277d91ae091d399c655b87940d"
    consumer_versions = ["7.16", "7.15", "7.14"]
    fields_defined    = 21
    fields_supplied   = 21
  }
  interpreter {
    supported_builds = ["win11-24h2-x64", "win11-24h2-arm64", "server-2025-x64"]
    builds_run       = ["win11-24h2-x64", "win11-24h2-arm64", "server-2025-x64"]
    wildcard_fields  = []
  }
  fuzzing {
    hours = 48
  }
  validator {
    known_bad_corpus = { sha256 = "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752", size = 220, rejected = 220 }
    mutation_percent = 91
  }
  clean_set {
    sha256     = "4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce" # of the list of its files
    builds     = ["win11-24h2-x64", "win11-24h2-arm64", "server-2025-x64"]
    locales    = ["en", "de", "ja", "zh-Hans"]
    detections = 0
  }
  matrix {
    supported = ["win11-24h2-x64", "win11-24h2-arm64", "server-2025-x64"]
    tested    = ["win11-24h2-x64", "win11-24h2-arm64", "server-2025-x64", "win11-preview-x64"]
    preview   = "win11-preview-x64"
    locales   = ["en", "de", "ja", "zh-Hans"]
  }
}

kernel {
  platform_api = "wesp" # none | wesp | ebpf | endpointsecurity
  component "sensor.sys" {
    type          = "driver" # driver | module | ebpf
    sha256        = "ef2d127de37b942baad06145e54b0c619a1f22327b2ebbcfbec78f5564afe39d"
    purpose       = "sees files before they are read"
    load_phase    = "boot"
    signing       = "whcp"
    parses        = ["content"]
    justification = "file system filter before any user-mode process runs"
    review_by     = "2027-06-30"
    memory_safe   = false
  }
}

# The signed metadata by which devices find the release.
distribution {
  metadata = "tuf" # tuf | uptane | signed-index
  version  = 4711
  expires  = "2026-11-29T00:00:00Z"
}

customer_control {
  content_rings   = ["early", "general", "paused"]
  delay_max       = "72h"
  pin             = true
  versions_behind = 2
  auto_update     = { default = true, opt_out = true, postpone = true, notify = true }
}

incident {
  contact     = "psirt@vendor.example"
  status_feed = "https://status.vendor.example/feed.json"
  notes_url   = "https://vendor.example/notes/2026.11.22-1"
  notes_feed  = "https://vendor.example/notes/feed.json"
  health_feed = "https://vendor.example/health/feed.json"
  last_drill  = "2026-07-01"
  reporting   = { preliminary = "5d", root_cause = "18d" }
}

supply_chain {
  source           = { repository = "https://git.vendor.example/sensor-content", revision = "2f5e2f5e2f5e2f5e2f5e2f5e2f5e2f5e2f5e2f5e" }
  builder          = "https://git.vendor.example/release.yml"
  slsa_build_level = 3
  sbom             = "spdx" # spdx | cyclonedx
  vulnerabilities  = { exploited = 0, critical = 1, unhandled = 0 }
}

parity {
  undocumented_apis = []
  policy            = { name = "release rules", sha256 = "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9" }
}

lifecycle {
  supported_until        = "2028-12-31"
  security_updates_until = "2029-12-31"
  last_known_good_kept   = "180d"
  requires               = { sensor = ">=7.14 <8" }
  barriers               = ["2026.10.1-1"]
  dead_ends              = ["2026.9.30-2"]
}

