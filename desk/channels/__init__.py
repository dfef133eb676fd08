"""Orders of other shops. Here, at the top, because a refund is the payments' and an order the orders' to write."""
