"""The data plane's side of LocalStack and moto: the records that it follows from, and the calls that change them."""
