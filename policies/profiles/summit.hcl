# The default: the default numbers, and the more a failure could break, the better it must be proven.

schema      = "belay/profile/v1"
name        = "summit"
title       = "Summit"
description = "The default numbers; critical commitments are proven by the vendor's systems, high ones are signed for."

fail_on = "low"
class   = "pinned" # leaving out a critical commitment needs more than the vendor's word for what the product is

grades {
  critical = "attested" # said by the system that does it, not by a person about it
  high     = "signed"   # somebody answers for it by name
  medium   = "claimed"
  low      = "claimed"
}

commitment "SG-01" {
  grade = "attested"
}
commitment "PS-01" {
  grade = "attested" # of severity high outside the kernel, and still nothing a person can vouch for
}
