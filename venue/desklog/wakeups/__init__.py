"""Wake-up calls: the box reminds the desk, a person calls the room."""
