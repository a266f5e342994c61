"""The machinery of cases: starting and completing, runs in memory, timers, messages, releases, decision tables, and the
open steps as inboxes show them."""
