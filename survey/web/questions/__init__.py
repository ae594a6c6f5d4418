"""An instrument's questions as pages show them and forms bring them back."""
