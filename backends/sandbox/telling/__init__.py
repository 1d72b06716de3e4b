"""What each of the seven systems says of the world, in canonical records under its own keys. Pure."""
