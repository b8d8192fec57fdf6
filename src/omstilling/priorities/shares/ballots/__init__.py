"""What is voted on, who says what, and the files it stands in."""
