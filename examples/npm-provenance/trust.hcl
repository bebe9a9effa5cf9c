# Whom the reader of this story believes: GitHub's build of one workflow of one project, as sigstore's public instance
# knows it.

schema = "belay/trust/v1"

root "sigstore" {
  builtin = "public-good"
}

signer "sigstore-js-release" {
  root    = "sigstore"
  issuer  = "https://token.actions.githubusercontent.com"
  subject = "https://github.com/sigstore/sigstore-js/.github/workflows/release.yml@refs/heads/main"
  vendor  = "Sigstore"
  role    = "vendor-system"
  attests = ["https://slsa.dev/provenance/v1"]
}

product "sigstore (npm)" {
  vendor      = "Sigstore"
  kind        = "agent"
  consumed_by = "user"
  load_phase  = "runtime"
}
