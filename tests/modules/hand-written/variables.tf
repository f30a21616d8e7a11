variable "faults" {
  description = "What to get wrong: subnet, policy, route, open, dns, extra, tag."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setsubtract(var.faults, ["subnet", "policy", "route", "open", "dns", "extra", "tag"])) == 0
    error_message = "There is no such fault."
  }
}
