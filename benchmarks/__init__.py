"""What the gateway costs, measured: each module is a command of its own (`python -m benchmarks.execution`)."""
