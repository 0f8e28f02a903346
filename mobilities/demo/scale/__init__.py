"""The big test world: the demo's mobilities, copied many times through COPY."""
