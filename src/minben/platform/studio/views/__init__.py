"""The studio's pages, a module for each thing that analysts look at."""
