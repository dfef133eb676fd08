"""A shop with as many orders as wished, to see how the house works when it is full."""
