# INVENTED. The same release, as it would look had it kept the promises that were made after it. No vendor has published
# this manifest, nothing in it is a statement about any product, and whoever signs for it in this story is made up.
# The comments name the promise that a block stands for: PIR and RCA as in ../as-it-was/release.hcl, and Summit for
# Microsoft's account of the meeting of 10 September 2024.

schema = "belay/manifest/v1"

release {
  vendor      = "CrowdStrike"
  product     = "Falcon Rapid Response Content (invented)"
  version     = "291-20240719.0409"
  kind        = "content"
  consumed_by = "kernel"
  load_phase  = "boot"
  platforms   = ["windows"]
  urgency     = "routine"
  created     = "2024-07-19T04:09:00Z"
  supersedes  = "291-20240718.0800"
}

artifact "channel-file-291" {
  kind   = "content"
  path   = "channel-file-291.txt"
  digest = { sha256 = "ffa79df0ae20f7b0f5dbe81a7ea88907cc73c6a35b1e8b40716a241f81dae5e9" }
}

# PIR, RCA finding 6: staged deployment that starts with a canary and goes on to larger and larger parts.
# Summit: measured rollouts with a diverse set of endpoints, hence the cohorts in every stage.
rollout {
  model      = "stages"
  fleet_size = 8500000 # a stand-in: Microsoft's estimate of the devices that were hit
  coverage   = "24x7"
  starts     = "2024-07-19T06:30:00Z"

  cohort "windows-10-x64" {
    role = "client"
  }
  cohort "windows-11-x64" {
    role = "client"
  }
  cohort "server-2022-x64" {
    role = "server"
  }

  stage "internal" {
    audience    = "internal"
    max_percent = 0.02
    soak        = "24h"
    cohorts     = ["windows-10-x64", "windows-11-x64", "server-2022-x64"]
  }
  stage "canary" {
    audience    = "external"
    max_percent = 0.1
    soak        = "24h"
    cohorts     = ["windows-10-x64", "windows-11-x64", "server-2022-x64"]
  }
  stage "early" {
    audience    = "external"
    max_percent = 1
    soak        = "24h"
    cohorts     = ["windows-10-x64", "windows-11-x64", "server-2022-x64"]
  }
  stage "broad" {
    audience    = "external"
    max_percent = 10
    soak        = "24h"
    cohorts     = ["windows-10-x64", "windows-11-x64", "server-2022-x64"]
  }
  stage "everybody" {
    audience    = "external"
    max_percent = 100
    soak        = "24h"
    cohorts     = ["windows-10-x64", "windows-11-x64", "server-2022-x64"]
  }

  # The day on which the platform's own updates come out, and the day after.
  freeze "patch-tuesday" {
    from  = "2024-08-13T00:00:00Z"
    until = "2024-08-15T00:00:00Z"
  }
}

# PIR: better monitoring of sensor and system, and what it shows guides the phases.
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
  scope          = "cohort"
  action         = "halt"
  automatic      = true
}

kill_switch {
  scopes  = ["customer", "version", "global"]
  latency = "10m"
}

# PIR: tests of the content update and of its rollback.
rollback {
  target = { version = "291-20240718.0800", sha256 = "638fe91ace5916e7c48170ad1ecbdd6354698e084174b118db4e3f1340f83179" }
  path   = "boot" # from a machine that does not start, which is what was missing
  rto    = "30m"
  boot_recovery {
    after_failed_boots = 3
    action             = "last-known-good"
  }
}

validation {
  # RCA findings 1 and 2: the number of fields is checked when the sensor is built, and bounds are checked at run time.
  contract {
    schema_sha256     = "1ee6667013f08255bd0088dd300d31f0201b852aeb1e29a56423177f1ee6dab7"
    consumer_versions = ["7.16", "7.15", "7.14", "7.11"]
    fields_defined    = 21
    fields_supplied   = 21
  }

  # RCA findings 3 and 5: each template instance is run in the interpreter, with no field left as a wildcard in all tests.
  interpreter {
    supported_builds = ["windows-10-x64", "windows-11-x64", "server-2022-x64"]
    builds_run       = ["windows-10-x64", "windows-11-x64", "server-2022-x64"]
    wildcard_fields  = []
  }

  # PIR: stress tests, fuzzing and fault injection.
  fuzzing {
    hours = 48
  }

  # RCA finding 4: the validator had a logic error, so it is tested like everything else.
  validator {
    known_bad_corpus = { sha256 = "ceba633e4b0f703f262c73f42c17e350933e7d41938a49d0e63a134b0e32cc02", size = 220, rejected = 220 }
    mutation_percent = 91
  }

  # Nobody's promise of that year: a set of clean files, in which other content has called the system itself bad.
  clean_set {
    sha256     = "5dafeb4b6a65c6589bf47f3cc3b586539f4645fe5d18ab7d8a8601b90145666e"
    builds     = ["windows-10-x64", "windows-11-x64", "server-2022-x64"]
    locales    = ["de", "en", "ja"]
    detections = 0
  }

  # What is in use, and what comes next.
  matrix {
    supported = ["windows-10-x64", "windows-11-x64", "server-2022-x64"]
    tested    = ["windows-10-x64", "windows-11-x64", "server-2022-x64", "windows-11-preview-x64"]
    preview   = "windows-11-preview-x64"
    locales   = ["de", "en", "ja"]
  }
}

# PIR: independent reviews of the sensor's code. Summit: how products function is shared openly.
kernel {
  platform_api = "none"

  component "csagent.sys" {
    type          = "driver"
    sha256        = "a59cd4804fedd7cfc03759f6bf94bfdfa98ef2ff44d98c1e5462f5eafd1af1ac"
    purpose       = "Sees programs before they run, and stops those that the content calls bad."
    load_phase    = "boot"
    signing       = "whcp"
    parses        = ["content"]
    justification = "ETW tells of a program after it has started, and AMSI is shown scripts only."
    review_by     = "2025-05-01"
    memory_safe   = false
  }
}

# How devices find the release: they take no metadata that is stale, and none with a lower number than they know.
distribution {
  metadata = "tuf"
  version  = 8114
  expires  = "2024-07-25T00:00:00Z"
}

# PIR: customers choose when and where content is deployed.
customer_control {
  content_rings   = ["early", "general", "paused"]
  delay_max       = "72h"
  pin             = true
  versions_behind = 2
  auto_update     = { default = true, opt_out = true, postpone = true, notify = true }
}

# PIR: release notes that customers can subscribe to. Summit: how updates and disruptions are handled is shared, too.
incident {
  contact     = "+1 555 0100, at every hour"
  status_feed = "https://status.vendor.test/feed.json"
  notes_url   = "https://notes.vendor.test/291-20240719.0409"
  notes_feed  = "https://notes.vendor.test/feed.json"
  health_feed = "https://health.vendor.test/feed.json"
  last_drill  = "2024-05-22"

  # As fast as it was in 2024: the PIR came after 5 days, the RCA after 18.
  reporting {
    preliminary = "5d"
    root_cause  = "18d"
  }
}

supply_chain {
  source           = { repository = "https://git.vendor.test/rapid-response-content", revision = "2f5e0a1b6c7d8e9f2f5e0a1b6c7d8e9f2f5e0a1b" }
  builder          = "https://ci.vendor.test/rapid-response-content/release"
  slsa_build_level = 3
  sbom             = "spdx"
  vulnerabilities  = { exploited = 0, critical = 0, unhandled = 0 }
}

# The rules that the vendor has judged this release by, before anybody else does.
parity {
  undocumented_apis = []
  policy            = { name = "release rules", sha256 = "f7f5f0fd06a6502e49f2cdd1c26138232fc5601d8248d3d98414b541efa59084" }
}

lifecycle {
  supported_until        = "2025-01-31"
  security_updates_until = "2025-01-31"
  last_known_good_kept   = "180d"
  requires               = { sensor = ">=7.11 <7.17" }
  barriers               = []
  dead_ends              = []
}

reconstruction {
  by = "The authors of Belay, who made it up from what was promised"
  sources = [
    "https://www.crowdstrike.com/falcon-content-update-remediation-and-guidance-hub/",
    "https://www.crowdstrike.com/wp-content/uploads/2024/08/Channel-File-291-Incident-Root-Cause-Analysis-08.06.2024.pdf",
    "https://blogs.windows.com/windowsexperience/2024/09/12/taking-steps-that-drive-resiliency-and-security-for-windows-customers/",
  ]
}
