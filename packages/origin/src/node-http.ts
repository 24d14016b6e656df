// Not imported: to import node:http evaluates its getter of WebSocket too, which loads the whole client behind `fetch` and
// takes longer than all the rest of a server's start.
export const { createServer, STATUS_CODES, validateHeaderName, validateHeaderValue } =
  process.getBuiltinModule('node:http')
