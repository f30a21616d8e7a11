"""Direct Connect as LocalStack serves it: gateways by the rules of `direct_connect`, connections and LAGs by moto."""
