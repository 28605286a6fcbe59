"""The arithmetic of ratings: frames and dataclasses in, frames and dataclasses out, no Django."""
