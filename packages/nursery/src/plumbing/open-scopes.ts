/** How many blocks are open in this process, in all runs: without ambient context, the sign that a scope may have been lost. */
export const openScopes = { count: 0 }
