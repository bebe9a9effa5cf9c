# One pipeline is believed: the one that builds from the main branch of the vendor's own project.

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
  attests = ["https://slsa.dev/provenance/v1"]
}

product "Example Sensor" {
  vendor      = "Example Endpoint Security"
  kind        = "agent"
  consumed_by = "user"
}
