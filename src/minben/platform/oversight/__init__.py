"""The door of leaders and inspectors: figures, cards, the journal's proofs."""
