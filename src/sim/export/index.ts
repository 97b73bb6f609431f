/** Models in the languages of other tools. Says what the form says, once more; means nothing of its own. */
export { toDot } from './dot.ts';
export { promelaParts, toPromela } from './promela.ts';
