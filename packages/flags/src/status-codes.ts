// Not imported: to import node:http evaluates its getter of WebSocket too, which loads the whole client behind `fetch`. That
// would be a third of the start of every process and thread that downloads.
/** What each HTTP status means: `404` is `Not Found`. */
export const { STATUS_CODES } = process.getBuiltinModule('node:http')
