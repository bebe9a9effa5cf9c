# The npm package sigstore 2.0.0, described from what is public about it. The project has not written this.

schema = "belay/manifest/v1"

release {
  vendor      = "Sigstore"
  product     = "sigstore (npm)"
  version     = "2.0.0"
  kind        = "agent" # a library that runs in user mode; of the kinds that there are, the closest
  consumed_by = "user"
  load_phase  = "runtime"
  created     = "2023-08-18T16:05:35Z" # when its provenance entered the transparency log
}

artifact "sigstore-2.0.0.tgz" {
  kind = "agent"
  path = "sigstore-2.0.0.tgz"
  digest = {
    sha512 = "46d4e2f74c4877316640000a6fdf8a8b59f1e0847667973e9859f774dd31b8f1e0937813b777fb66a2ac67d50540fe34640966eee9fc2ccca387082b4c85cd3c"
  }
}

supply_chain {
  source           = { repository = "https://github.com/sigstore/sigstore-js", revision = "f0b49a04e5a62250e0f60fb128004a73110fe311" }
  builder          = "https://github.com/actions/runner/github-hosted"
  slsa_build_level = 2 # what npm provenance made on GitHub's own runners is said to reach
}

reconstruction {
  by = "The authors of Belay"
  sources = [
    "https://registry.npmjs.org/-/npm/v1/attestations/sigstore@2.0.0",
    "https://slsa.dev/blog/2023/05/bringing-improved-supply-chain-security-to-the-nodejs-ecosystem",
  ]
}

unknown = [
  "release.urgency",
  "rollout",
  "gates",
  "kill_switch",
  "rollback",
  "validation",
  "kernel",
  "distribution",
  "customer_control",
  "incident",
  "supply_chain.sbom",
  "supply_chain.vulnerabilities",
  "parity",
  "lifecycle",
]
