"""The cockpit's pages. Who may read and who may act is decided in `services.policy`."""
