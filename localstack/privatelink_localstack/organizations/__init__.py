"""Rules of AWS Organizations: units, accounts, invitations, trusted services; over frozen records."""
