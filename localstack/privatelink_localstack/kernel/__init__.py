"""What every emulated service shares."""
