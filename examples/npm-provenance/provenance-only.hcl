# A profile of one's own: only the two commitments that provenance can prove.

schema  = "belay/profile/v1"
name    = "provenance-only"
title   = "Provenance only"
only    = ["SG-01", "PS-01"]
fail_on = "low"
class   = "pinned"

grades {
  critical = "attested"
  high     = "attested"
  medium   = "claimed"
  low      = "claimed"
}
