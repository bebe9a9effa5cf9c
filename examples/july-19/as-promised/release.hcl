# INVENTED. The same release, as it would look had it kept the promises that were made after it. No vendor has published
# this manifest, nothing in it is a statement about any product, and whoever signs for it in this story is made up.
# The comments name the promise that a block stands for: PIR and RCA as in ../as-it-was/release.hcl.

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
rollout {
  model      = "stages"
  fleet_size = 8500000 # a stand-in: Microsoft's estimate of the devices that were hit
  coverage   = "24x7"

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
  }
  stage "broad" {
    audience    = "external"
    max_percent = 10
    soak        = "24h"
  }
  stage "everybody" {
    audience    = "external"
    max_percent = 100
    soak        = "24h"
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
  rto    = "30m"
  boot_recovery {
    after_failed_boots = 3
    action             = "last-known-good"
  }
}

validation {
  # RCA findings 1 and 2: the number of fields is checked when the sensor is built, and bounds are checked at run time.
  contract {
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
}

# PIR: independent reviews of the sensor's code.
kernel {
  platform_api = "none"
  component "csagent.sys" {
    type   = "driver"
    parses = ["content"]
  }
}

# PIR: customers choose when and where content is deployed.
customer_control {
  content_rings   = ["early", "general", "paused"]
  delay_max       = "72h"
  pin             = true
  versions_behind = 2
}

# PIR: release notes that customers can subscribe to.
incident {
  notes_url = "https://notes.vendor.test/291-20240719.0409"
}

supply_chain {
  source           = { repository = "https://git.vendor.test/rapid-response-content", revision = "2f5e0a1b6c7d8e9f2f5e0a1b6c7d8e9f2f5e0a1b" }
  builder          = "https://ci.vendor.test/rapid-response-content/release"
  slsa_build_level = 3
}

reconstruction {
  by = "The authors of Belay, who made it up from what was promised"
  sources = [
    "https://www.crowdstrike.com/falcon-content-update-remediation-and-guidance-hub/",
    "https://www.crowdstrike.com/wp-content/uploads/2024/08/Channel-File-291-Incident-Root-Cause-Analysis-08.06.2024.pdf",
  ]
}
