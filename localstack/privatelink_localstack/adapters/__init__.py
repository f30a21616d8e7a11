"""The emulated services as LocalStack serves them; the only room that imports moto."""
