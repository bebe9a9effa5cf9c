# Exceptions that the buyer has allowed. They never come from the vendor.

schema = "belay/waivers/v1"

# Covers this release, for a while: the one that the story turns on.
waiver "2026-031" {
  commitment = "SD-03"
  vendor     = "Example Endpoint Security"
  product    = "Example Sensor"
  versions   = { from = "4.2.0", to = "4.2.99" }
  reason     = "The vendor's rollout system gets a stage between 5 % and 100 % with 4.3; until then our own rings hold it back."
  owner      = "Endpoint operations"
  approver   = "Head of operational risk"
  approved   = "2026-11-15T00:00:00Z"
  expires    = "2027-01-31T00:00:00Z"
}

# Has run out. The release keeps SD-01 by now, so nothing is lost.
waiver "2026-007" {
  commitment = "SD-01"
  vendor     = "Example Endpoint Security"
  product    = "Example Sensor"
  versions   = { from = "4.0.0", to = "4.9.99" }
  reason     = "The vendor had no internal fleet when we signed the contract."
  owner      = "Endpoint operations"
  approver   = "Head of operational risk"
  approved   = "2026-05-01T00:00:00Z"
  expires    = "2026-07-01T00:00:00Z"
}

# Is for older versions, so it covers nothing here.
waiver "2026-019" {
  commitment = "SD-02"
  vendor     = "Example Endpoint Security"
  product    = "Example Sensor"
  versions   = { from = "4.1.0", to = "4.1.99" }
  reason     = "The first external stage of 4.1 was 2 %, agreed with us beforehand."
  owner      = "Endpoint operations"
  approver   = "Head of operational risk"
  approved   = "2026-10-01T00:00:00Z"
  expires    = "2026-12-20T00:00:00Z"
}
