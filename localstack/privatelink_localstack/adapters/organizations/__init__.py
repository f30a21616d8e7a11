"""Organizations as LocalStack serves it, from the rules of `organizations`; LocalStack has none of its own."""
