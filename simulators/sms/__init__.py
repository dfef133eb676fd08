"""The simulator of texts: takes every text once per key, sends none, shows all."""
