"""Files ↔ pictures: encode, decode, probe, stills, sheets and what is written inside files.

Takes finished pictures, uint8 or uint16 (H, W, 3) display-encoded, and never grades.
Knows nothing of plans, engines or accounts: metadata are strings.
"""
