"""Papers of the road: our own parcel label, and what customs want to see."""
