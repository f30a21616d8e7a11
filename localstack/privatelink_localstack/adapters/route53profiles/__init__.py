"""Route 53 Profiles as LocalStack serves it, from the rules of `profiles`; LocalStack has no Profiles of its own."""
