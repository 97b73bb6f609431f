/** The page of the timeline as a webview wants it: one script and one style sheet of our own, and nothing from anywhere else. */
import * as vscode from 'vscode';

const bundles = (extension: vscode.Uri): vscode.Uri => vscode.Uri.joinPath(extension, 'dist');

export const pageOptions = (extension: vscode.Uri): vscode.WebviewOptions => ({ enableScripts: true, localResourceRoots: [bundles(extension)] });

export function pageHtml(webview: vscode.Webview, extension: vscode.Uri): string {
  const nonce = crypto.randomUUID();
  const of = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(bundles(extension), name)).toString();
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${of('timeline.css')}">
<title>gupscope replay</title>
</head>
<body>
<script nonce="${nonce}" src="${of('timeline.js')}"></script>
</body>
</html>
`;
}
