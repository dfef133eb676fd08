"""Half a year of finished orders for the demo's main shop, so that its reports and plans have something to tell."""
