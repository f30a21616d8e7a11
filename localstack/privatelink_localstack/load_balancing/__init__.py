"""Rules of Elastic Load Balancing, over frozen records.

Where no other source is named, a rule is from the documentation in botocore's model of elbv2 (1.43).
"""
