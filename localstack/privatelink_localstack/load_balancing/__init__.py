"""Rules of Elastic Load Balancing, over frozen records."""
