# Whom the reader of this story believes. The instance that vouches for all of them is made up: its keys can be
# derived by anybody, and nobody named here has signed anything.

schema = "belay/trust/v1"

root "made-up" {
  trusted_root = "trusted_root.json"
}

# What the vendor's release system says of a release: which files it made, how it will roll them out, how it did.
signer "release-system" {
  root    = "made-up"
  issuer  = "https://ci.vendor.test"
  subject = "https://ci.vendor.test/rapid-response-content/release@refs/heads/main"
  vendor  = "CrowdStrike"
  role    = "vendor-system"
  attests = [
    "https://in-toto.io/attestation/release/v0.1",
    "https://slsa.dev/provenance/v1",
    "rollout-plan/v1",
    "rollout-record/v1",
  ]
}

# What the vendor's test system says it has run.
signer "test-system" {
  root    = "made-up"
  issuer  = "https://ci.vendor.test"
  subject = "https://ci.vendor.test/rapid-response-content/tests@refs/heads/main"
  vendor  = "CrowdStrike"
  role    = "vendor-system"
  attests = [
    "https://in-toto.io/attestation/test-result/v0.1",
    "content-validation/v1",
    "rollback-drill/v1",
  ]
}

# Somebody else, who has looked at the component in the kernel. It signs with a key of its own.
signer "review-lab" {
  root    = "made-up"
  key     = "review-lab.pub"
  role    = "independent"
  attests = ["kernel-review/v1"]
}

# The reader knows what the products are, so no manifest can talk them down.
product "Falcon Rapid Response Content" {
  vendor      = "CrowdStrike"
  kind        = "content"
  consumed_by = "kernel"
}

product "Falcon Rapid Response Content (invented)" {
  vendor      = "CrowdStrike"
  kind        = "content"
  consumed_by = "kernel"
}
