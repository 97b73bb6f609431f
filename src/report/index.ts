/** The report room: engine data in, text out. Pure functions; where the bytes go is the command line's affair. */
export { formatGithub } from './github.ts';
export { formatGitlab, gitlabOfResults } from './gitlab.ts';
export { formatHtml } from './html.ts';
export { formatJson } from './json.ts';
export { type LocatedText, locateAllowed, locatedText, locateFindings, locateFunctions, locateHandOvers } from './locate.ts';
export { mergeSarif, type NamedLog } from './merge.ts';
export * from './model.ts';
export { formatSarif } from './sarif.ts';
export { plural, statsText, summaryLine, suppressedLine, type WrapperStats } from './summary.ts';
export { formatTerminal, formatText } from './text.ts';
