"""What the gateway costs, measured: each command is a target of the Makefile (`make bench`)."""
