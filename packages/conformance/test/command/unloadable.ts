// Fails before there is a variant.
throw new Error('not today')
