"""The English sentences of the libraries, as message ids: one module for each part that says them."""
