"""`python -m minben` is the `minben` command."""

from minben.cli import main

main()
