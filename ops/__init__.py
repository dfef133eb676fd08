"""What the people who run the house need: backups and drills, dashboards, alert rules, scrape configuration."""
