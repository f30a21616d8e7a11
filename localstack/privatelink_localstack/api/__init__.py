"""HTTP under /_privatelink/."""
