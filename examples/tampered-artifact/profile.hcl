# Only what this story is about, so that its output is short.

schema  = "belay/profile/v1"
name    = "signed-and-built"
title   = "Signed, and built as said"
only    = ["SG-01", "PS-01"]
fail_on = "low"
class   = "pinned"

grades {
  critical = "attested"
  high     = "attested"
  medium   = "claimed"
  low      = "claimed"
}
