"""How the house writes days and times, by language; Django's own where a language has none here."""
