"""What an organisation lets a service agency do in its name, how long and for what fee."""
