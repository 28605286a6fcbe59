"""Everything that is written in the support directory."""
