# The draft alone, so that its output is short.

schema  = "belay/profile/v1"
name    = "draft"
title   = "The draft alone"
only    = ["SD-08"]
fail_on = "low"
class   = "claimed"

grades {
  critical = "attested"
  high     = "attested"
  medium   = "attested"
  low      = "attested"
}
