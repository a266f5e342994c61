"""The personnel system: uploads and their dry run, the nightly reconciliation, and the tickets it opens."""
