"""What is kept of readers: the page that says it, how they get it, how it is forgotten, how long it is kept."""
