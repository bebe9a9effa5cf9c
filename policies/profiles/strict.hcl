# The proposed harder numbers, for buyers whose machines must not all stop at once.

schema      = "belay/profile/v1"
name        = "strict"
title       = "Strict"
description = "The strict numbers; the vendor's systems prove critical and high commitments, and somebody else the recovery from a failed boot."

values  = "strict"
fail_on = "low"
class   = "pinned"

grades {
  critical = "attested"
  high     = "attested"
  medium   = "signed"
  low      = "claimed"
}

# A drill is about the product and is held once a quarter, so a lab or a customer can witness it. What is bound to
# the files of one release, many times a day for content, cannot wait for anybody outside.
commitment "RB-03" {
  grade = "independent"
}
commitment "SG-01" {
  grade = "attested"
}
commitment "PS-01" {
  grade = "attested"
}

waiver_max = "30d"
