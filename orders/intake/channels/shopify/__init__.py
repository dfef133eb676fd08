"""Shopify: orders, cancellations and refunds from webhooks and exported files."""
