"""RAM as LocalStack serves it, from the rules of `sharing`; LocalStack has no RAM of its own."""
