# A profile of one's own: only the shape of the rollout, by the vendor's word, with a number of one's own.

schema  = "belay/profile/v1"
name    = "rollout-shape"
title   = "The shape of the rollout"
only    = ["SD-02", "SD-03", "SD-05"]
fail_on = "low"
class   = "pinned"

grades {
  critical = "claimed"
  high     = "claimed"
  medium   = "claimed"
  low      = "claimed"
}

commitment "SD-05" {
  parameters = { half_fleet = "12h" } # the default is 4 h, and is Belay's own proposal
}
