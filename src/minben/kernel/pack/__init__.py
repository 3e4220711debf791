"""A place and a service folder, read and checked."""
