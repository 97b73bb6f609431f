/** The entry of the bundle, which is both the language server and, in a thread of it, the audit: each loads only its own half. */
import { isMainThread } from 'node:worker_threads';

if (isMainThread) void import('./serve.ts').then(({ serve }) => serve());
else void import('./auditThread.ts').then(({ runAudit }) => runAudit());
