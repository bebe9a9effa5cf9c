# The first day: nothing has to be signed yet, so a vendor sees where its promises stand before it wires up evidence.
# Two commitments are about signatures themselves and stay as they are everywhere.

schema      = "belay/profile/v1"
name        = "starter"
title       = "Starter"
description = "Judges what the manifest claims; only signed artifacts and build provenance need proof."

fail_on = "low"
class   = "claimed" # the vendor's word for kind and consumer is enough

grades {
  critical = "claimed"
  high     = "claimed"
  medium   = "claimed"
  low      = "claimed"
}

commitment "SG-01" {
  grade = "attested"
}
commitment "PS-01" {
  grade = "attested"
}
