"""Pages for everybody; nobody needs an account."""
