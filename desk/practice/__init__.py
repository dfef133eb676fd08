"""The practice house: goods, orders, labels and money that look real and leave nothing outside."""
