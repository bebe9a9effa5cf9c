# The reader knows what the product is, and believes no signer: the project signs with OpenPGP keys, which Belay does not
# read.

schema = "belay/trust/v1"

product "Fedora CoreOS" {
  vendor      = "Fedora Project"
  kind        = "platform"
  consumed_by = "kernel"
}
