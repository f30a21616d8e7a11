"""Reports of runs, as a table and as JUnit XML; JSON is the answer of the command line."""
