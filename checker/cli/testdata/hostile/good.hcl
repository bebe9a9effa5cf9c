schema = "belay/manifest/v1"
release {
  vendor      = "acme-robotics"
  product     = "edge-agent"
  version     = "2.4.1"
  kind        = "agent"
  consumed_by = "user"
  urgency     = "routine"
  created     = "2026-11-01T10:00:00Z"
}
artifact "edge-agent" {
  kind   = "agent"
  path   = "dist/edge-agent.bin"
  digest = { sha256 = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" }
}
rollout {
  model      = "stages"
  fleet_size = 20000
  stage "canary" {
    audience    = "external"
    max_percent = 0.5
    soak        = "24h"
  }
  stage "all" {
    audience    = "external"
    max_percent = 100
    soak        = "0s"
  }
}
lifecycle {
  requires = { runtime = ">= 7.14" }
}
