"""What Touchdown takes, measured. Each module says how it is run."""
