"""A trimmed build of the AWS provider's own code: a few services, and on LocalStack no fixed waits.

build = builder.build(Options(), tell)       # once, some minutes
build = store.find(Recipe.load())            # later
"""
