# For definitions, rules and other data that ship many times a day: what kept July 2024 from being noticed before it was everywhere.

schema      = "belay/profile/v1"
name        = "content-vendor"
title       = "Content vendor"
description = "Rapid content: rolled out in stages, tried in its real consumer, held back or paused by customers, taken back fast."

fail_on = "low"
class   = "pinned"
only = [
  "SD-01", "SD-02", "SD-03", "SD-04", "SD-05", "SD-06", "SD-07",
  "HG-01", "HG-02", "HG-03", "HG-04",
  "CV-01", "CV-02", "CV-03", "CV-04", "CV-05",
  "SG-01", "SG-03", "PS-01",
  "RB-01", "RB-02", "RB-03", "RB-04",
  "KP-02",
  "CC-01", "CC-02", "CC-04",
  "IR-01", "IR-03",
]

grades {
  critical = "attested"
  high     = "signed"
  medium   = "signed" # of many releases a day, nobody reads the claims
  low      = "claimed"
}
