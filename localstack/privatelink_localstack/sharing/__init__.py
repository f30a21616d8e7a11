"""Rules of AWS Resource Access Manager (RAM): shares, with whom, and invitations; over frozen records."""
