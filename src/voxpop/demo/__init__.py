"""The demo newspaper: invented stories, pictures and conversations, as values. It knows no database and no page."""
