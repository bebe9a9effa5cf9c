# A release whose file is no longer the one that was signed.

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

supply_chain {
  source           = { repository = "https://git.vendor.test/sensor", revision = "8d3f0c6a51b24e7f9a0c1d2e3f405162738495a6" }
  builder          = "https://ci.vendor.test/sensor/release"
  slsa_build_level = 2
}
