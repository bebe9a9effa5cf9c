# Only what this story is about, so that its output is short.

schema  = "belay/profile/v1"
name    = "staged"
title   = "Signed and staged"
only    = ["SG-01", "SD-01", "SD-02", "SD-03"]
fail_on = "low"
class   = "pinned"

grades {
  critical = "attested"
  high     = "attested"
  medium   = "claimed"
  low      = "claimed"
}
