"""IAM's policy evaluation: which statement of which policy allows or denies a request, and why each other does not.

Pure: it imports the standard library and facts about AWS alone, because the emulation evaluates policies too.

Sources: IAM guide, "Policy evaluation logic", "IAM JSON policy elements reference"; PrivateLink guide, "Control access
to VPC endpoints using endpoint policies".
"""
