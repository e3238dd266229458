"""The only writers of classification."""

from .loading import load_schemes

__all__ = ["load_schemes"]
