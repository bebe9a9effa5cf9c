# The proposed harder numbers, for buyers whose machines must not all stop at once.

schema      = "belay/profile/v1"
name        = "strict"
title       = "Strict"
description = "The strict numbers; the vendor's systems prove critical and high commitments, and somebody else what concerns the kernel."

values  = "strict"
fail_on = "low"
class   = "pinned"

grades {
  critical = "attested"
  high     = "attested"
  medium   = "signed"
  low      = "claimed"
}

# What runs or is parsed in the kernel can stop the machine, so the vendor's own word is not enough: the platform's owner
# sees the crashes and holds the curve, a lab reviews the parser, a lab or a customer witnesses the drill.
commitment "HG-03" {
  grade = "independent"
}
commitment "KP-02" {
  grade = "independent"
}
commitment "KP-05" {
  grade = "independent"
}
commitment "RB-03" {
  grade = "independent"
}
# Whether rivals can build on the same interfaces is not for the vendor to say either.
commitment "FP-01" {
  grade = "independent"
}
commitment "SG-01" {
  grade = "attested"
}
commitment "PS-01" {
  grade = "attested"
}

waiver_max = "30d"
