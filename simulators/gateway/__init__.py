"""The sandbox payment gateway: test cards, keys, a truth log, and every fault a real one has had."""
