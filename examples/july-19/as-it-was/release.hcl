# Channel File 291 as it went out on 19 July 2024, reconstructed from public reports. The vendor has not written this.
#
# The sources, as the comments call them:
#   PIR  CrowdStrike, preliminary post incident review, 24 July 2024
#   RCA  CrowdStrike, external technical root cause analysis, 6 August 2024
#   MS   Microsoft, how its analysts read the crash dumps, 27 July 2024
# What they do not say is listed under `unknown` at the end, and never guessed.

schema = "belay/manifest/v1"

# PIR: part of regular operations, for Windows hosts with a sensor from version 7.11 on, neither code nor a kernel driver;
# the guidance on the same page is for hosts that crash at every start. MS: csagent.sys, a driver, read out of bounds.
release {
  vendor      = "CrowdStrike"
  product     = "Falcon Rapid Response Content"
  version     = "291-20240719.0409" # the number of the file and its time; it has no other version
  kind        = "content"
  consumed_by = "kernel"
  load_phase  = "boot"
  platforms   = ["windows"]
  urgency     = "routine"
  created     = "2024-07-19T04:09:00Z"
}

# A stand-in: the real file is C-00000291-*.sys, and its digest is not in the reports. See the README.
artifact "channel-file-291" {
  kind   = "content"
  path   = "channel-file-291.txt"
  digest = { sha256 = "3ceeede4804b47bf7cab65976b5415e2de03d7a76e0117723cb5babc4065bd64" }
}

# PIR and RCA finding 6: content was not staged. It went to every Windows sensor from 7.11 on that was online, and was
# withdrawn after 78 minutes, at 05:27 UTC. Both reports promise staged deployment from then on.
rollout {
  model  = "stages"
  starts = "2024-07-19T04:09:00Z"

  stage "everybody" {
    audience    = "external"
    max_percent = 100
    soak        = "0s"
  }
}

validation {
  # RCA finding 1: the template type defined 21 fields, and the code that called the interpreter supplied 20.
  contract {
    consumer_versions = ["7.11 and above"]
    fields_defined    = 21
    fields_supplied   = 20
  }

  # RCA finding 5: this content was not run in the interpreter before it went out; the validator's word was enough.
  # RCA finding 3: every earlier test and release had left the 21st field as a wildcard.
  interpreter {
    supported_builds = ["windows, sensor 7.11 and above"]
    builds_run       = []
    wildcard_fields  = ["field 21"]
  }
}

# MS
kernel {
  component "csagent.sys" {
    type   = "driver"
    parses = ["content"]
  }
}

# PIR: customers chose sensor versions (N, N-1, N-2); content was outside of that choice, and control over it was promised.
customer_control {
  content_rings = []
  delay_max     = "0s"
  pin           = false
}

reconstruction {
  by = "The authors of Belay"
  sources = [
    "https://www.crowdstrike.com/falcon-content-update-remediation-and-guidance-hub/",
    "https://www.crowdstrike.com/wp-content/uploads/2024/08/Channel-File-291-Incident-Root-Cause-Analysis-08.06.2024.pdf",
    "https://www.microsoft.com/en-us/security/blog/2024/07/27/windows-security-best-practices-for-integrating-and-managing-security-tools/",
    "https://blogs.microsoft.com/blog/2024/07/20/helping-our-customers-through-the-crowdstrike-outage/",
  ]
}

# No gate and no boot_recovery are written above, and neither is unknown: a rollout in one stage has no place for a gate,
# and the guidance for machines that could not start was to start them in safe mode and delete the file by hand.
unknown = [
  "rollout.fleet_size", # 8.5 million is Microsoft's estimate of the devices that were hit, not of the fleet
  "rollout.coverage",
  "rollout.cohorts",
  "rollout.stages[].cohorts",
  "kill_switch",
  "rollback.target",
  "rollback.path", # content was withdrawn over the network; which way back had been rehearsed is not said
  "rollback.rto",
  "validation.contract.schema_sha256",
  "validation.fuzzing",
  "validation.validator", # RCA finding 4: it had a logic error; how it was itself tested is not said
  "validation.clean_set",
  "validation.matrix",
  "kernel.platform_api",
  "kernel.components[].sha256",
  "kernel.components[].purpose",
  "kernel.components[].load_phase",
  "kernel.components[].signing",
  "kernel.components[].justification",
  "kernel.components[].review_by",
  "kernel.components[].memory_safe",
  "distribution",
  "customer_control.auto_update",
  "incident",
  "supply_chain",
  "parity",
  "lifecycle",
]
