"""That the log is what it was: a Merkle tree over it, signed checkpoints, proofs, and bundles of evidence."""
