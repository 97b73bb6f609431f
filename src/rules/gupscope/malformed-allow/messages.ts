const FORM = "'gupscope: allow RULE -- reason'";

export const messages = {
  noVerb: ({ word }: { word: string | undefined }): string =>
    word === undefined ? `nothing follows 'gupscope:'; write ${FORM}` : `'${word}' means nothing here; write ${FORM}`,
  noRule: (): string => `this names no rule and so allows nothing; write ${FORM}`,
  noReason: ({ rules }: { rules: readonly string[] }): string =>
    `this gives no reason and so allows nothing; write 'gupscope: allow ${rules.join(', ')} -- ' and why`,
  unknownRule: ({ name, meant }: { name: string; meant: string }): string => `there is no rule ${name}${meant}`,
};
