"""The mail catcher: takes every message, delivers none, shows all."""
