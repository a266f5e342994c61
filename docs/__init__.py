"""What is written about Lakon, and the program that makes the pictures in it."""
