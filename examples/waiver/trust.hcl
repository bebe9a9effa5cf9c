# One pipeline is believed: it says what it released, and how it will roll it out.

schema = "belay/trust/v1"

root "made-up" {
  trusted_root = "trusted_root.json"
}

signer "release-pipeline" {
  root    = "made-up"
  issuer  = "https://ci.vendor.test"
  subject = "https://ci.vendor.test/sensor/release@refs/heads/main"
  vendor  = "Example Endpoint Security"
  role    = "vendor-system"
  attests = ["https://in-toto.io/attestation/release/v0.1", "rollout-plan/v1"]
}

product "Example Sensor" {
  vendor      = "Example Endpoint Security"
  kind        = "agent"
  consumed_by = "user"
}
