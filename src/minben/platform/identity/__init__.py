"""Who acts, for whom, with what right; organisations, posts, tenants."""
