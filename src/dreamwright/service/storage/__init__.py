"""Where the bytes of inputs and outputs lie: a folder or an S3-compatible store, behind one small interface."""
