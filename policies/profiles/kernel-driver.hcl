# For code that runs in the kernel: little of it, reviewed, signed by the platform, and able to step aside.

schema      = "belay/profile/v1"
name        = "kernel-driver"
title       = "Kernel driver"
description = "Kernel code: as little as it takes, reviewed by others, tried on all that is supported, removable without hands."

fail_on = "low"
class   = "pinned"
only = [
  "SD-01", "SD-02", "SD-03", "SD-04", "SD-05", "SD-06", "SD-07",
  "HG-01", "HG-02", "HG-03",
  "CV-02", "CV-03", "CV-06",
  "SG-01", "SG-02", "PS-01", "PS-02", "PS-03", "PS-04",
  "RB-01", "RB-02", "RB-03", "RB-04",
  "KP-01", "KP-03", "KP-04", "KP-05",
  "CC-02", "IR-01", "IR-02", "IR-04", "FP-01", "LC-01", "LC-02",
]

grades {
  critical = "attested"
  high     = "attested" # a driver ships seldom, so there is time to attest
  medium   = "signed"
  low      = "claimed"
}
