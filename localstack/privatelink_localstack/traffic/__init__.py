"""The data plane as LocalStack has it: the state that follows from all records, its pushes, and its process."""
