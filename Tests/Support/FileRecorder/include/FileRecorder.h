// Nothing to call: the recorder works by being preloaded.
