"""The command `qianqiao`: a front door; the work is done in the rooms below."""

import os

# Before NumPy is loaded: several processes that each take all cores for small products stand in each other's way
# (a search took 180 ms instead of 13). Who knows better sets the variable.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
