"""Rules of CloudWatch that endpoint services need."""
