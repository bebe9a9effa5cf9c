# For services and the configuration that steers them: no device to repair, and nowhere to hide from a global push.

schema      = "belay/profile/v1"
name        = "cloud-service"
title       = "Cloud service"
description = "Services and their configuration: no change reaches the whole world at once, and each can be stopped and taken back in minutes."

fail_on = "low"
class   = "pinned"
only = [
  "SD-01", "SD-02", "SD-03", "SD-05", "SD-07",
  "HG-01", "HG-02", "HG-04",
  "CV-01", "CV-02", "CV-04",
  "SG-01", "PS-01", "PS-02", "PS-03", "PS-04",
  "RB-01", "RB-02", "RB-04",
  "CC-01", "CC-04",
  "IR-01", "IR-02", "IR-03", "LC-02",
]

grades {
  critical = "attested"
  high     = "signed"
  medium   = "claimed"
  low      = "claimed"
}
