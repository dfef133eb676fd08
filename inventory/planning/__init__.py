"""How stock is planned: pure reckoning over numbers, without rows and without libraries of statistics."""
