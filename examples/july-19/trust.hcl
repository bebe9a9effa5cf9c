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
    "https://spdx.dev/Document",
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
    "https://in-toto.io/attestation/vulns/v0.2",
    "content-validation/v1",
    "rollback-drill/v1",
  ]
}

# Where the vendor's source is kept: who has reviewed a revision.
signer "source-control" {
  root    = "made-up"
  issuer  = "https://git.vendor.test"
  subject = "https://git.vendor.test/source-verifier"
  vendor  = "CrowdStrike"
  role    = "vendor-system"
  attests = ["https://slsa.dev/verification_summary/v1"]
}

# The gate that every release of the vendor's passes: by which rules it was judged.
signer "release-gate" {
  root    = "made-up"
  issuer  = "https://gate.vendor.test"
  subject = "https://gate.vendor.test/releases"
  vendor  = "CrowdStrike"
  role    = "vendor-system"
  attests = ["https://slsa.dev/verification_summary/v1"]
}

# The owner of the platform, who takes part in the vendor's drills.
signer "platform-owner" {
  root    = "made-up"
  issuer  = "https://platform.test"
  subject = "https://platform.test/incident-response"
  vendor  = "Platform owner"
  role    = "platform"
  attests = ["incident-drill/v1"]
}

# Somebody else, who has looked at the component in the kernel. It signs with a key of its own.
signer "review-lab" {
  root    = "made-up"
  key     = "review-lab.pub"
  role    = "independent"
  attests = ["kernel-review/v1"]
}

# Somebody who looks from outside: at what is published, and at how incidents were dealt with.
signer "auditor" {
  root    = "made-up"
  key     = "auditor.pub"
  role    = "independent"
  attests = ["https://in-toto.io/attestation/test-result/v0.1", "incident-report/v1"]
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
