"""What the tests of the whole fleet drive it with."""
