"""The commands about what is kept of readers: `voxpop keep`, and what one person may ask for."""
