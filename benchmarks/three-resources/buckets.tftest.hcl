run "endpoint" {
  assert {
    condition     = output.state == "available"
    error_message = "the endpoint is not available"
  }
}
