/** Names that the protocol carries for us; apart from their handlers, so that the first answer loads none of those. */
export const FIX_ALL_KIND = 'source.fixAll.gupscope';
export const codeActionKinds: readonly string[] = ['quickfix', FIX_ALL_KIND];
/** In the place of a fix's id: write a comment that allows the finding. */
export const ALLOW_ID = 'gupscope.allow';
/** For clients that know commands but no code actions; one argument, an `ActionTarget`. */
export const applyFixCommand = 'gupscope.server.applyFix';
