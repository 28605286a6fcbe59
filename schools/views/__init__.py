"""Pages of the register, and on who leads its schools."""
