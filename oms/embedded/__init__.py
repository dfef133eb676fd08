"""PostgreSQL, Valkey, the simulators and the house's own processes, run as children: one command, nothing installed."""
