"""A trimmed build of the AWS provider's own code: a few services, without the fixed waits.

The caller builds once, which takes some minutes, and finds the build afterwards:

    build = builder.build(Options(), tell)
    build = store.find(Recipe.load())
"""
