throw new RangeError('no such work')
