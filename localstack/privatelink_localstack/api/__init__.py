"""The HTTP API under `/_privatelink/`."""
