"""Where kernels meet people, law and storage: Django apps, all of one shape."""
