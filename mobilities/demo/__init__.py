"""The demo world: invented people and firms, dates relative to the day it is made."""
