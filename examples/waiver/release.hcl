# A release whose last step is too large: from 5 % of the fleet to all of it.

schema = "belay/manifest/v1"

release {
  vendor      = "Example Endpoint Security"
  product     = "Example Sensor"
  version     = "4.2.0"
  kind        = "agent"
  consumed_by = "user"
  load_phase  = "start"
  created     = "2026-11-22T04:09:00Z"
}

artifact "installer" {
  kind   = "agent"
  path   = "sensor.txt"
  digest = { sha256 = "1d6b1182de14dd1e32a5538afa26ea8c036deccd7910780cb31b8cd6335e5b09" }
}

rollout {
  model      = "stages"
  fleet_size = 400000

  stage "internal" {
    audience    = "internal"
    max_percent = 0.1
    soak        = "24h"
  }
  stage "canary" {
    audience    = "external"
    max_percent = 1
    soak        = "24h"
  }
  stage "early" {
    audience    = "external"
    max_percent = 5
    soak        = "24h"
  }
  stage "all" {
    audience    = "external"
    max_percent = 100
    soak        = "24h"
  }
}
