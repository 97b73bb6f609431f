/** Models in the languages of other tools. Says what the form says, once more; means nothing of its own. */
export { dotOf } from './dot.ts';
export { promelaOf, promelaParts } from './promela.ts';
