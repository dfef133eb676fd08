"""Rules of a walk that moves nothing but money; put together in ``tests/fuzz/test_money_walks.py``."""
