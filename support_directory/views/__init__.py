"""The pages of the support directory: a module a part."""
