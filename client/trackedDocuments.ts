/** Which documents are the server's business. Knows names and languages of documents, not what is in them. */
import type { TextDocument, Uri } from 'vscode';

/**
 * VS Code opens headers as C++. Documents of version-control views have other schemes and are left alone: their findings would show twice.
 * `vscode-vfs` is a repository that is browsed without a clone.
 */
const schemes: readonly string[] = ['file', 'untitled', 'vscode-vfs'];
const languages: readonly string[] = ['c', 'cpp'];

/** For the language client, which sends only these to the server. */
export const cDocuments = schemes.flatMap((scheme) => languages.map((language) => ({ scheme, language, pattern: '**/*.{c,h}' })));

export const isCFileUri = (uri: Uri): boolean => schemes.includes(uri.scheme) && /\.[ch]$/.test(uri.path);

export const isCDocument = (document: TextDocument): boolean => languages.includes(document.languageId) && isCFileUri(document.uri);
