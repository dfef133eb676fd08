"""Customers, reps, pickers, packers and the carrier, played through the services their screens use."""
