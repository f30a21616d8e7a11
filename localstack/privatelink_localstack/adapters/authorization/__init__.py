"""Requests that come through endpoints, judged in LocalStack before they are served."""
