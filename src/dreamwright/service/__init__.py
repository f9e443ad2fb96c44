"""The business: accounts, credits, jobs and storage. Blind to pixels: it never learns what a frame is."""
