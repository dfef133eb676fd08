"""Texts to phones: one contract, a registry, an adapter per provider."""
