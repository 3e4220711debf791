"""Pages for citizens and businesses, by idea: finding, the guide, applying, the case, acting on it, proof, my space."""
